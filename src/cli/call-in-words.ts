// A call or follow-up, and where it stands, in the words of the command line.

import type { CallPhase, CallResult, FollowUpPhase, FollowUpResult, Hold } from '../client/index.js';
import { statusOfResult } from '../contract/call-status.js';
import type { PausedActivity } from '../contract/call-view.js';
import { holdInWords, holdLabels } from '../contract/hold-in-words.js';
import { callIdAttribute } from '../contract/index.js';
import { actionsInDoubt, actionsWhileFollowUpWaits, actionsWhileWaiting } from '../contract/next-step.js';
import { pausedInWords } from '../temporal/call-activities.js';
import { outsideEndInWords, type LeftBehind } from '../temporal/outside-end.js';
import type { CallStatus } from './call-status.js';
import type { Clock } from './clock.js';
import { dialFacts, resultFacts, type Facts } from './call-facts.js';

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

/** Stable: what `list --json` has of it, then more. Instants are ISO 8601 in UTC. */
export function asJson(status: CallStatus): object {
  const { listed, taskQueue, call, followUp, dial, lastQuery, paused, end, nextStep, outsideEnd, leftBehind } = status;
  const cancellation = cancellationOf(status);
  return {
    ...listed,
    taskQueue,
    ...(dial === undefined ? {} : { dial }),
    ...(lastQuery === undefined ? {} : { lastQuery }),
    ...(paused === undefined ? {} : { paused }),
    ...call,
    ...followUp,
    ...(cancellation === undefined ? {} : { cancellation }),
    ...end,
    ...(nextStep === undefined ? {} : { nextStep }),
    ...(outsideEnd === undefined ? {} : { outsideEnd }),
    ...(leftBehind === undefined ? {} : { leftBehind }),
  };
}

/** `requested`: nothing has come of it yet. */
const cancellationOf = ({ call, isCancelRequested }: CallStatus): string | undefined =>
  call?.cancellation ?? (isCancelRequested ? 'requested' : undefined);

/** Whom it calls and where it stands, as on the list; then what is known of it, then how it came about. */
export function inWords(status: CallStatus, clock: Clock): string {
  const { workflowId, listed, call, followUp, end } = status;
  const view = call ?? followUp;
  const facts: Facts = [
    ['started', clock.instant(listed.startedAt)],
    ['ended', clock.instant(listed.endedAt)],
    ...(listed.type === 'followUp' ? followUpFacts(status, clock) : callFacts(status, clock)),
    ['what to do', whatToDo(status)],
    // A worker tells it in the timeline.
    ['failure', view === undefined && end && 'failure' in end ? end.failure.message : undefined],
  ];
  const known = facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  const width = Math.max(...known.map(([name]) => name.length)) + 2;
  const to = listed.destination ?? view?.destination;
  return [
    `${workflowId}: ${to === undefined ? '' : `${to}, `}${clock.text(listed.status)}`,
    ...known.map(([name, value]) => `  ${name.padEnd(width)}${clock.text(value)}`),
    ...(view?.timeline ?? []).map(({ at, what }) => `  ${clock.instant(at)}  ${clock.text(what)}`),
  ].join('\n');
}

function callFacts(status: CallStatus, clock: Clock): Facts {
  const { listed, call, dial, lastQuery, paused, leftBehind, end, goesOn } = status;
  const result = end && 'result' in end ? (end.result as CallResult) : undefined;
  const contactLeftBehind = leftBehind?.rang === 'yes' ? leftBehind.ContactId : undefined;
  return [
    ...(dial === undefined ? [] : dialFacts(dial, clock)),
    ['contact', call?.ContactId ?? listed.ContactId ?? contactLeftBehind],
    ['connected', goesOn ? clock.instant(call?.connectedAt) : undefined],
    ['last query', lastQuery?.answer],
    ['next query', clock.instant(lastQuery?.nextAt)],
    ...(result === undefined ? [] : resultFacts(result, clock)),
    ['paused', paused && pausedInWords(paused)],
    ...holdFacts(call?.hold, clock),
    ['dial before', call?.phase === 'DIALLING' && goesOn ? clock.instant(call.dialBefore) : undefined],
    ['cancellation', cancellationOf(status)],
  ];
}

function followUpFacts(status: CallStatus, clock: Clock): Facts {
  const { workflowId, listed, followUp, end, goesOn } = status;
  const result = end && 'result' in end ? (end.result as FollowUpResult) : undefined;
  const attempt = followUp?.attempt ?? listed.attempt;
  const isCalling = (followUp?.phase ?? listed.phase) === 'CALLING';
  const ofAll = `${attempt}${followUp?.maxAttempts === undefined ? '' : ` of ${followUp.maxAttempts}`}`;
  return [
    [
      'attempt',
      goesOn && attempt !== undefined ? `${ofAll}${isCalling ? `: ${workflowId}.${attempt}` : ''}` : undefined,
    ],
    ['paused', followUp?.isPaused === true ? 'no further attempt begins until "ringonce resume"' : undefined],
    ...(followUp?.hold?.reason === 'PAUSED' ? [] : holdFacts(followUp?.hold, clock)),
    ['expires', goesOn ? clock.instant(followUp?.expiresAt) : undefined],
    ...(followUp?.attempts ?? result?.attempts ?? []).map(
      (one) => [one.workflowId, `${statusOfResult(one)}${one.reason === undefined ? '' : `: ${one.reason}`}`] as const,
    ),
    ['cancellation', cancellationOf(status)],
  ];
}

const holdFacts = (hold: Hold | undefined, clock: Clock): Facts =>
  hold === undefined
    ? []
    : [
        ['waits for', holdLabels[hold.reason]],
        ['until', clock.instant(hold.until)],
        ["callee's clock", hold.inWords],
        ['time zones', hold.timeZoneVersion],
      ];

function whatToDo({ workflowId, listed, call, followUp, paused, ...status }: CallStatus): string | undefined {
  if (status.nextStep !== undefined) return status.nextStep;
  if (paused !== undefined) return unpauseHint(workflowId, paused);
  if (status.leftBehind !== undefined) return leftBehindInWords(workflowId, status.outsideEnd, status.leftBehind);
  if (status.outsideEnd !== undefined)
    return `It ${outsideEndInWords(status.outsideEnd)}: no further attempt. One that was under way is a call of its own.`;
  if (call?.phase === 'WAITING') return actionsWhileWaiting;
  if (call?.phase === 'IN_DOUBT') return actionsInDoubt;
  return followUp?.phase === 'WAITING' && listed.type === 'followUp' ? actionsWhileFollowUpWaits : undefined;
}

/** A pause drops an activity's time limits, and an unpause does not bring them back; its original options do. */
function unpauseHint(workflowId: string, { activityId }: PausedActivity): string {
  const which = `--workflow-id ${workflowId} --activity-id ${activityId}`;
  return `To resume: temporal activity unpause ${which}, then temporal activity update-options ${which} --restore-original-options`;
}

function leftBehindInWords(workflowId: string, end: CallStatus['outsideEnd'], leftBehind: LeftBehind): string {
  const ended = end === undefined ? 'was ended from outside' : outsideEndInWords(end);
  switch (leftBehind.rang) {
    case 'no':
      return `It ${ended} before anything was dialled: nothing rang.`;
    case 'yes':
      return `It ${ended}. Its contact is no longer followed or stopped: see contact ${leftBehind.ContactId} in Amazon Connect.`;
    case 'maybe':
      return `It ${ended} during its dial: it may ring. Search Amazon Connect for a contact with the attribute ${callIdAttribute} = ${workflowId}.`;
  }
}
