import { Command } from 'commander';
import { connectRingonce, type Backfilled } from '../../client/index.js';
import { rangeMs } from '../../client/schedules/backfill.js';
import { print } from '../print.js';
import { connectionSettingsOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';

export function backfillCommand(): Command {
  return withTemporalOptions(
    new Command('backfill')
      .description('Make up for times that passed without a run, at most 100, one after the other')
      .argument('<id>', 'ID of the schedule'),
  )
    .requiredOption('--from <instant>', 'the first: 2026-11-24T00:00:00-05:00')
    .requiredOption('--to <instant>', 'the last; not in the future')
    .addHelpText('after', help)
    .action(async (id: string, options: TemporalOptions & { readonly from: string; readonly to: string }) => {
      const range = { from: options.from, to: options.to };
      // Without a server too: what is wrong with the range is told first.
      rangeMs(range);
      await using ringonce = await connectRingonce(connectionSettingsOf(options));
      const backfilled = await ringonce.schedules.backfill(id, range);
      const { expiresAfter } = await ringonce.schedules.view(id);
      print(inWords(id, backfilled, expiresAfter));
    });
}

const help = `
A time that has had its run gets no other. Each run counts as due at its own time: where that is longer ago than the schedule's
expires-after, the run ends as EXPIRED and rings nobody. To call now: ringonce schedule trigger.

Exit codes: 0 done, 1 no such schedule, or not done, 2 wrong usage`;

function inWords(id: string, { runs, existingRuns }: Backfilled, expiresAfter: number | string | undefined): string {
  const limit = typeof expiresAfter === 'number' ? `${expiresAfter / 1000} s` : expiresAfter;
  return [
    `${id}: ${runs.length === 0 ? 'no time without a run in that range' : `asked for ${runs.length}, one after the other`}`,
    ...runs.map((workflowId) => `  ${workflowId}`),
    ...existingRuns.map((workflowId) => `  ${workflowId}  has had its run`),
    ...(runs.length === 0 || limit === undefined
      ? []
      : [
          `Those that were due more than ${limit} ago end as EXPIRED and ring nobody; ringonce schedule trigger calls now.`,
        ]),
  ].join('\n');
}
