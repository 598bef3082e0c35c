import type { FollowUp, FollowUpView, RingonceClient } from '../client/index.js';
import { whyNoAnswer } from '../client/why-no-answer.js';
import { holdLabels, instantInWords, untilInWords } from '../contract/hold-in-words.js';
import { note, print } from './print.js';

/** Prints where a follow-up stands; only a worker can tell. */
export async function showFollowUp({ client }: RingonceClient, followUp: FollowUp, asJson: boolean): Promise<void> {
  const { workflowId } = followUp;
  const view = await followUp.viewIfAnswered();
  if (view === undefined) {
    note(`No worker answered. ${await whyNoAnswer(client, workflowId)}`);
    print(asJson ? JSON.stringify({ workflowId }, undefined, 2) : `${workflowId}: a follow-up; its state is not known`);
    return;
  }
  print(asJson ? JSON.stringify({ workflowId, ...view }, undefined, 2) : inWords(workflowId, view));
}

/** Like that of a call: what it is, then what is known of it, then how it came about. */
export function inWords(workflowId: string, view: FollowUpView): string {
  const { phase, outcome, ended, attempt, maxAttempts, hold, attempts } = view;
  const isOver = phase === 'ENDED' || phase === 'FAILED';
  const facts = [
    ['destination', view.destination],
    [
      'attempt',
      isOver
        ? undefined
        : `${attempt} of ${maxAttempts ?? '?'}${phase === 'CALLING' ? `: ${workflowId}.${attempt}` : ''}`,
    ],
    ['paused', view.isPaused === true ? 'no further attempt begins until ringonce resume' : undefined],
    ['waits for', hold?.reason === 'PAUSED' ? undefined : hold && holdLabels[hold.reason]],
    ['until', hold && untilInWords(hold)],
    ['time zones', hold?.timeZoneVersion],
    ['expires at', isOver ? undefined : instantInWords(view.expiresAt)],
    ['ended', ended],
    ...attempts.map((one) => [one.workflowId, `${one.outcome}${one.reason === undefined ? '' : `: ${one.reason}`}`]),
  ].filter((fact): fact is [string, string] => fact[1] !== undefined);
  const width = Math.max(12, ...facts.map(([name]) => name.length)) + 1;
  return [
    `${workflowId}: ${outcome === undefined ? phase : `ended as ${outcome}`}`,
    ...facts.map(([name, value]) => `  ${name.padEnd(width)}${value}`),
    ...view.timeline.map(({ at, what }) => `  ${instantInWords(at)}  ${what}`),
  ].join('\n');
}
