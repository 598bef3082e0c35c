import { Command } from 'commander';
import { connectRingonce } from '../client/index.js';
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

function asJson({ workflowId, workflowStatus, attributes, view }: CallStatus): object {
  const recorded = {
    phase: attributes['CallPhase'],
    outcome: attributes['CallOutcome'],
    ContactId: attributes['ConnectContactId'],
  };
  return { workflowId, workflowStatus, ...(view ?? recorded) };
}

/** Answers like a sentence: what it is, then what is known of it, then how it came about. */
export function inWords({ workflowId, workflowStatus, attributes, view }: CallStatus): string {
  const phase = view?.phase ?? attributes['CallPhase'];
  const outcome = view?.outcome ?? attributes['CallOutcome'];
  // A workflow that somebody terminated could not write down its end.
  const state = outcome ?? (phase === 'DIALLING' && workflowStatus !== 'RUNNING' ? workflowStatus : phase);
  const facts = [
    ['destination', view?.destination],
    ['contact', view?.ContactId ?? attributes['ConnectContactId']],
    ['dial before', phase === 'DIALLING' ? view?.dialBefore : undefined],
    ['workflow', workflowStatus.toLowerCase()],
  ].filter((fact): fact is [string, string] => fact[1] !== undefined);
  return [
    `${workflowId}: ${state ?? workflowStatus}`,
    ...facts.map(([name, value]) => `  ${name.padEnd(13)}${value}`),
    ...(view?.timeline ?? []).map(({ at, what }) => `  ${at}  ${what}`),
  ].join('\n');
}
