import { Command } from 'commander';
import { connectRingonce } from '../client/index.js';
import type { LeftBehind } from '../client/left-behind.js';
import { callIdAttribute } from '../contract/index.js';
import { callStatus, type CallStatus } from './call-status.js';
import { note, print } from './print.js';
import { connectionSettingsOf, withTemporalOptions, type TemporalOptions } from './temporal-options.js';

export function showCommand(): Command {
  return withTemporalOptions(
    new Command('show').description('Tell where a call stands').argument('<id>', 'workflow ID of the call'),
  )
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExit codes: 0 ok, 1 no such call or Temporal cannot be reached, 2 wrong usage')
    .action(async (id: string, options: TemporalOptions & { readonly json: boolean }) => {
      await using ringonce = await connectRingonce(connectionSettingsOf(options));
      const status = await callStatus(ringonce, id);
      if (status.view === undefined) note('No worker answered: this is what Temporal has recorded.');
      print(options.json ? JSON.stringify(asJson(status), undefined, 2) : inWords(status));
    });
}

function asJson({ workflowId, workflowStatus, attributes, view, leftBehind }: CallStatus): object {
  const recorded = {
    phase: attributes['CallPhase'],
    outcome: attributes['CallOutcome'],
    ContactId: attributes['ConnectContactId'],
  };
  return { workflowId, workflowStatus, ...(view ?? recorded), ...(leftBehind === undefined ? {} : { leftBehind }) };
}

/** Answers like a sentence: what it is, then what is known of it, then how it came about. */
export function inWords({ workflowId, workflowStatus, attributes, view, leftBehind }: CallStatus): string {
  const phase = view?.phase ?? attributes['CallPhase'];
  const outcome = view?.outcome ?? attributes['CallOutcome'];
  // A workflow that somebody terminated could not write down its end.
  const state = leftBehind === undefined ? (outcome ?? phase) : workflowStatus;
  const ContactId = view?.ContactId ?? attributes['ConnectContactId'] ?? contactLeftBehind(leftBehind);
  const facts = [
    ['destination', view?.destination],
    ['contact', ContactId],
    ['connected', view?.outcome === undefined ? view?.connectedAt : undefined],
    ['dial before', phase === 'DIALLING' ? view?.dialBefore : undefined],
    ['cancellation', view?.cancellation],
    ['workflow', workflowStatus.toLowerCase()],
  ].filter((fact): fact is [string, string] => fact[1] !== undefined);
  return [
    `${workflowId}: ${state ?? workflowStatus}`,
    ...facts.map(([name, value]) => `  ${name.padEnd(13)}${value}`),
    ...(leftBehind === undefined ? [] : [`  ${leftBehindInWords(workflowId, leftBehind)}`]),
    ...(view?.timeline ?? []).map(({ at, what }) => `  ${at}  ${what}`),
  ].join('\n');
}

const contactLeftBehind = (leftBehind: LeftBehind | undefined): string | undefined =>
  leftBehind?.rang === 'yes' ? leftBehind.ContactId : undefined;

function leftBehindInWords(workflowId: string, leftBehind: LeftBehind): string {
  switch (leftBehind.rang) {
    case 'no':
      return 'It was ended from outside before anything was dialled: nothing rang.';
    case 'yes':
      return `It was ended from outside, and nobody follows or stops its contact any more: look at contact ${leftBehind.ContactId} in Amazon Connect.`;
    case 'maybe':
      return `It was ended from outside while its dial was under way: it may ring. Look in Amazon Connect for a contact with the attribute ${callIdAttribute} = ${workflowId}.`;
  }
}
