import { Command } from 'commander';
import Table from 'cli-table3';
import type { WaitingCall } from '../../client/index.js';
import { holdLabels, instantInWords } from '../../contract/hold-in-words.js';
import { wholeNumber } from '../arguments.js';
import { ringonceOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { note, print } from '../terminal.js';

const defaultLimit = 50;

export function listCommand(): Command {
  return withTemporalOptions(
    new Command('list').description('List the calls and follow-ups that wait, for what and until when'),
  )
    .option('--limit <number>', 'at most this many, newest first', wholeNumber(1, 1_000_000), defaultLimit)
    .option('--json', 'one JSON object per line', false)
    .addHelpText('after', '\nExit codes: 0 ok, 1 Temporal cannot be reached, 2 wrong usage')
    .action(
      async ({ limit, json, ...options }: TemporalOptions & { readonly limit: number; readonly json: boolean }) => {
        await using ringonce = await ringonceOf(options);
        const { calls, areAll } = await firstOf(ringonce.waiting(), limit);
        if (json) for (const call of calls) print(JSON.stringify(call));
        else print(calls.length === 0 ? 'No call waits for its time or its hours.' : asTable(calls));
        if (!areAll) note(`There are more: --limit ${limit * 2}`);
        // Calls that wait for a line are in no list; the queue of their instance knows how many there are.
        for (const { InstanceId, waiting } of (await ringonce.rates()).instances)
          if (waiting > 0)
            note(
              `About ${waiting} more ${waiting === 1 ? 'waits' : 'wait'} for a line of ${InstanceId}, or for its rate: ringonce lines ${InstanceId}`,
            );
      },
    );
}

async function firstOf(waiting: AsyncIterable<WaitingCall>, limit: number) {
  const calls: WaitingCall[] = [];
  for await (const call of waiting) {
    if (calls.length === limit) return { calls, areAll: false };
    calls.push(call);
  }
  return { calls, areAll: true };
}

function asTable(calls: readonly WaitingCall[]): string {
  const table = new Table({ head: ['id', 'kind', 'waits for', 'until'], style: { head: [], border: [] } });
  for (const { workflowId, type, attempt, reason, until } of calls) {
    const kind = type === 'followUp' ? `follow-up, attempt ${attempt ?? 1}` : 'call';
    table.push([workflowId, kind, holdLabels[reason], instantInWords(until) ?? '–']);
  }
  return table.toString();
}
