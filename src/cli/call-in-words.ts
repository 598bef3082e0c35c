// A call, and where it stands, in the words of the command line.

import type { CallPhase, CallResult, FollowUpPhase, Hold } from '../client/index.js';
import type { DialUnderWay, PausedActivity } from '../contract/call-view.js';
import { holdInWords, holdLabels, instantInWords, untilInWords } from '../contract/hold-in-words.js';
import { callIdAttribute, failureTypes } from '../contract/index.js';
import { pausedInWords } from '../temporal/call-activities.js';
import { outsideEndInWords, type LeftBehind } from '../temporal/outside-end.js';
import type { CallFailure, CallStatus } from './call-status.js';

/** Phases for people. JSON and search attributes have them as they are. */
export const phaseInWords: Readonly<Record<CallPhase | FollowUpPhase, string>> = {
  WAITING: 'waiting',
  DIALLING: 'dialling',
  FOLLOWING: 'ringing or connected',
  IN_DOUBT: 'in doubt',
  CALLING: 'calling',
  PAUSED: 'paused',
  ENDED: 'ended',
  FAILED: 'failed',
};

/** `waiting: the calling hours are closed; they open Tue 24 Nov 2026 09:00 PST (2026-11-24 17:00:00 UTC)` */
export const standingInWords = (phase: CallPhase | FollowUpPhase, hold: Hold | undefined): string =>
  hold === undefined || phase === 'PAUSED' ? phaseInWords[phase] : `${phaseInWords[phase]}: ${holdInWords(hold)}`;

export function asJson(status: CallStatus): object {
  const { workflowId, workflowStatus, attributes, view, end, outsideEnd, leftBehind } = status;
  const recorded = {
    phase: attributes['CallPhase'],
    outcome: attributes['CallOutcome'],
    ContactId: attributes['ConnectContactId'],
  };
  const cancellation = cancellationOf(status);
  return {
    workflowId,
    workflowStatus,
    ...(view ?? recorded),
    ...(cancellation === undefined ? {} : { cancellation }),
    ...end,
    ...(outsideEnd === undefined ? {} : { outsideEnd }),
    ...(leftBehind === undefined ? {} : { leftBehind }),
  };
}

/** `requested`: nothing has come of it yet. */
const cancellationOf = ({ view, isCancelRequested }: CallStatus): string | undefined =>
  view?.cancellation ?? (isCancelRequested ? 'requested' : undefined);

/** Where a call stands, then what is known of it, then how it came about. */
export function inWords(status: CallStatus): string {
  const { workflowId, workflowStatus, attributes, view, leftBehind } = status;
  const phase = view?.phase ?? attributes['CallPhase'];
  const result = status.end && 'result' in status.end ? status.end.result : undefined;
  const failure = status.end && 'failure' in status.end ? status.end.failure : undefined;
  const facts = [
    ['destination', view?.destination],
    ['contact', view?.ContactId ?? attributes['ConnectContactId'] ?? contactLeftBehind(leftBehind)],
    ['connected', view?.outcome === undefined ? instantInWords(view?.connectedAt) : undefined],
    ...(result === undefined ? [] : resultInWords(result)),
    // A worker tells it in the timeline.
    ['failure', view === undefined ? failure?.message : undefined],
    [
      'paused',
      view?.paused === undefined ? undefined : `${pausedInWords(view.paused)}. ${unpauseHint(workflowId, view.paused)}`,
    ],
    ['waits for', view?.hold && holdLabels[view.hold.reason]],
    ['until', view?.hold && untilInWords(view.hold)],
    ['time zones', view?.hold?.timeZoneVersion],
    ['dial before', phase === 'DIALLING' ? instantInWords(view?.dialBefore) : undefined],
    ...dialInWords(view?.dial),
    ['cancellation', cancellationOf(status)],
    ['workflow', inLowerCase(workflowStatus)],
  ].filter((fact): fact is [string, string] => fact[1] !== undefined);
  return [
    `${workflowId}: ${stateInWords(status)}`,
    ...facts.map(([name, value]) => `  ${name.padEnd(13)}${value}`),
    ...(leftBehind === undefined ? [] : [`  ${leftBehindInWords(status, leftBehind)}`]),
    ...(view?.timeline ?? []).map(({ at, what }) => `  ${instantInWords(at)}  ${what}`),
  ].join('\n');
}

function dialInWords(dial: DialUnderWay | undefined): [string, string | undefined][] {
  if (dial === undefined) return [];
  const { attempts, lastAnswer, nextTryAt, mayBeRinging } = dial;
  if (attempts === 0) return [['attempts', 'none yet: it waits for the dial rate, or for a worker']];
  return [
    ['attempts', String(attempts)],
    ['last answer', lastAnswer],
    ['next try', instantInWords(nextTryAt)],
    ['may ring', mayBeRinging ? 'yes: a request is in flight, or may have arrived' : 'no: nothing was placed'],
  ];
}

/** A pause drops an activity's time limits, and an unpause does not bring them back; its original options do. */
function unpauseHint(workflowId: string, { activityId }: PausedActivity): string {
  const which = `--workflow-id ${workflowId} --activity-id ${activityId}`;
  return `To resume: temporal activity unpause ${which}, then temporal activity update-options ${which} --restore-original-options`;
}

/** `FAILED` alone could be an outcome, or a workflow that needs a person. */
function stateInWords({ workflowStatus, attributes, view, end, leftBehind }: CallStatus): string {
  // A workflow that was terminated could not write down its end.
  if (leftBehind !== undefined) return inLowerCase(workflowStatus);
  if (end !== undefined && 'failure' in end) return `failed: ${failureInWords(end.failure)}`;
  const outcome = view?.outcome ?? attributes['CallOutcome'];
  if (outcome !== undefined) return `ended as ${outcome}`;
  if (view !== undefined) return phaseInWords[view.phase];
  return inLowerCase(attributes['CallPhase'] ?? workflowStatus);
}

/** `TIMED_OUT` → `timed out` */
const inLowerCase = (word: string): string => word.toLowerCase().replaceAll('_', ' ');

function failureInWords({ type, isSilent }: CallFailure): string {
  if (!isSilent) return `${type}; it may have rung`;
  if (type === failureTypes.invalidRequest) return 'the request cannot be placed; nothing was dialled';
  return `Amazon Connect refused it (${type}); nothing rang`;
}

const contactLeftBehind = (leftBehind: LeftBehind | undefined): string | undefined =>
  leftBehind?.rang === 'yes' ? leftBehind.ContactId : undefined;

function leftBehindInWords({ workflowId, outsideEnd }: CallStatus, leftBehind: LeftBehind): string {
  const ended = outsideEnd === undefined ? 'was ended from outside' : outsideEndInWords(outsideEnd);
  switch (leftBehind.rang) {
    case 'no':
      return `It ${ended} before anything was dialled: nothing rang.`;
    case 'yes':
      return `It ${ended}. Its contact is no longer followed or stopped: see contact ${leftBehind.ContactId} in Amazon Connect.`;
    case 'maybe':
      return `It ${ended} during its dial: it may ring. Search Amazon Connect for a contact with the attribute ${callIdAttribute} = ${workflowId}.`;
  }
}

/** A result's members as lines, name and value; outcome and contact stand elsewhere. */
function resultInWords(result: CallResult): readonly (readonly [string, string | undefined])[] {
  const { answeredBy, dialAttempts, resent, stopped } = result;
  return [
    ['dialled', instantInWords(result.dialledAt)],
    ['attempts', dialAttempts === undefined ? undefined : `${dialAttempts}${resent === true ? ', sent again' : ''}`],
    ['answered by', answeredBy],
    ['heard', result.answeringMachineDetectionStatus],
    ['rang', seconds(result.ringSeconds)],
    ['talked', seconds(result.talkSeconds)],
    ['connected', instantInWords(result.connectedAt)],
    ['disconnected', together(instantInWords(result.disconnectedAt), result.disconnectReason)],
    ['stopped', stopped === true ? 'Amazon Connect was asked to stop it' : undefined],
    ['reason', result.reason],
  ];
}

const seconds = (number: number | undefined): string | undefined => (number === undefined ? undefined : `${number} s`);

function together(...words: readonly (string | undefined)[]): string | undefined {
  const told = words.filter((word) => word !== undefined);
  return told.length === 0 ? undefined : told.join('  ');
}
