import { Command } from 'commander';
import { FollowUp, type FollowUpView, type RingonceClient } from '../../client/index.js';
import { whyNoAnswer } from '../../client/why-no-answer.js';
import { holdLabels, instantInWords, untilInWords } from '../../contract/hold-in-words.js';
import { asJson, inWords, phaseInWords } from '../call-in-words.js';
import { callStatus } from '../call-status.js';
import { ringonceOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { note, print } from '../terminal.js';

export function showCommand(): Command {
  return withTemporalOptions(
    new Command('show').description('Show the state of a call or follow-up').argument('<id>', 'workflow ID'),
  )
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExit codes: 0 ok, 1 no such call or Temporal cannot be reached, 2 wrong usage')
    .action(async (id: string, options: TemporalOptions & { readonly json: boolean }) => {
      await using ringonce = await ringonceOf(options);
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

const noAnswerNote = async ({ client }: RingonceClient, id: string): Promise<string> =>
  `No worker answered: this is what Temporal has recorded. ${await whyNoAnswer(client, id)}`;

/** Only a worker can tell where a follow-up stands. */
async function showFollowUp({ client }: RingonceClient, followUp: FollowUp, json: boolean): Promise<void> {
  const { workflowId } = followUp;
  const view = await followUp.viewIfAnswered();
  if (view === undefined) {
    note(`No worker answered. ${await whyNoAnswer(client, workflowId)}`);
    print(json ? JSON.stringify({ workflowId }, undefined, 2) : `${workflowId}: a follow-up; its state is not known`);
    return;
  }
  print(json ? JSON.stringify({ workflowId, ...view }, undefined, 2) : followUpInWords(workflowId, view));
}

/** Where it stands, then what is known of it, then how it came about. */
function followUpInWords(workflowId: string, view: FollowUpView): string {
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
    `${workflowId}: ${outcome === undefined ? phaseInWords[phase] : `ended as ${outcome}`}`,
    ...facts.map(([name, value]) => `  ${name.padEnd(width)}${value}`),
    ...view.timeline.map(({ at, what }) => `  ${instantInWords(at)}  ${what}`),
  ].join('\n');
}
