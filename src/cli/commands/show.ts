import { Command } from 'commander';
import { connectRingonce, FollowUp, type RingonceClient } from '../../client/index.js';
import { pausedInWords } from '../../temporal/call-activities.js';
import { outsideEndInWords, type LeftBehind } from '../../temporal/outside-end.js';
import { whyNoAnswer } from '../../client/why-no-answer.js';
import { callIdAttribute, failureTypes } from '../../contract/index.js';
import type { DialUnderWay, PausedActivity } from '../../contract/call-view.js';
import { holdLabels, instantInWords, untilInWords } from '../../contract/hold-in-words.js';
import { callStatus, type CallStatus } from '../call-status.js';
import { note, print } from '../print.js';
import type { CallFailure } from '../recorded-end.js';
import { resultInWords } from '../result-in-words.js';
import { showFollowUp } from '../show-follow-up.js';
import { connectionSettingsOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';

export function showCommand(): Command {
  return withTemporalOptions(
    new Command('show').description('Tell where a call or follow-up stands').argument('<id>', 'workflow ID'),
  )
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExit codes: 0 ok, 1 no such call or Temporal cannot be reached, 2 wrong usage')
    .action(async (id: string, options: TemporalOptions & { readonly json: boolean }) => {
      await using ringonce = await connectRingonce(connectionSettingsOf(options));
      const found = await ringonce.callOrFollowUp(id);
      if (found instanceof FollowUp) {
        await showFollowUp(ringonce, found, options.json);
        return;
      }
      const status = await callStatus(ringonce, id);
      if (status.view === undefined) note(await noAnswerNote(ringonce, id));
      print(options.json ? JSON.stringify(asJson(status), undefined, 2) : inWords(status));
    });
}

/** What Temporal has recorded is told; a worker would tell more. */
const noAnswerNote = async ({ client }: RingonceClient, id: string): Promise<string> =>
  `No worker answered: this is what Temporal has recorded. ${await whyNoAnswer(client, id)}`;

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

/** Answers like a sentence: what it is, then what is known of it, then how it came about. */
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
    ['workflow', workflowStatus.toLowerCase()],
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
  if (attempts === 0) return [['attempts', 'none yet: it waits for its turn under the dial rate, or for a worker']];
  return [
    ['attempts', String(attempts)],
    ['last answer', lastAnswer],
    ['next try', instantInWords(nextTryAt)],
    ['may ring', mayBeRinging ? 'yes: a request is out, or one may have arrived' : 'no: nothing was placed'],
  ];
}

/** A pause drops an activity's time limits, and an unpause does not bring them back; its original options do. */
function unpauseHint(workflowId: string, { activityId }: PausedActivity): string {
  const which = `--workflow-id ${workflowId} --activity-id ${activityId}`;
  return `To go on: temporal activity unpause ${which}, then temporal activity update-options ${which} --restore-original-options`;
}

/** `FAILED` alone would be an outcome as well as a workflow that a person has to look after. */
function stateInWords({ workflowStatus, attributes, view, end, leftBehind }: CallStatus): string {
  // A workflow that somebody terminated could not write down its end.
  if (leftBehind !== undefined) return workflowStatus;
  if (end !== undefined && 'failure' in end) return `failed: ${failureInWords(end.failure)}`;
  const outcome = view?.outcome ?? attributes['CallOutcome'];
  if (outcome !== undefined) return `ended as ${outcome}`;
  return view?.phase ?? attributes['CallPhase'] ?? workflowStatus;
}

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
      return `It ${ended}, and nobody follows or stops its contact any more: see contact ${leftBehind.ContactId} in Amazon Connect.`;
    case 'maybe':
      return `It ${ended} while its dial was under way: it may ring. Look in Amazon Connect for a contact with the attribute ${callIdAttribute} = ${workflowId}.`;
  }
}
