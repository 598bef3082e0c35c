import { stateInWords } from '../schedule-words.js';
import Table from 'cli-table3';
import { Command } from 'commander';
import { onCalleesClock } from '../../admission/wall-clock.js';
import { connectRingonce, type ScheduleSummary } from '../../client/index.js';
import { workflowTypes } from '../../contract/index.js';
import { note, print } from '../print.js';
import { connectionSettingsOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';

export function listCommand(): Command {
  return withTemporalOptions(
    new Command('list').description('List the schedules of calls and follow-ups; a change shows after a moment'),
  )
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExit codes: 0 ok, 1 Temporal cannot be reached, 2 wrong usage')
    .action(async (options: TemporalOptions & { readonly json: boolean }) => {
      await using ringonce = await connectRingonce(connectionSettingsOf(options));
      const schedules: ScheduleSummary[] = [];
      for await (const schedule of ringonce.schedules.list()) schedules.push(schedule);
      if (options.json) print(JSON.stringify(schedules, undefined, 2));
      else if (schedules.length === 0) note('No schedules.');
      else print(tableOf(schedules));
    });
}

const noBorders = Object.fromEntries(
  ['top', 'bottom', 'left', 'right'].flatMap((side) =>
    [side, `${side}-mid`, `${side}-left`, `${side}-right`].map((name) => [name, '']),
  ),
);

function tableOf(schedules: readonly ScheduleSummary[]): string {
  const table = new Table({
    head: ['ID', 'Each run', 'When', 'State', 'Next run'],
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: { ...noBorders, mid: '', 'mid-mid': '', middle: '' },
  });
  for (const { scheduleId, workflowType, when, timeZone, isPaused, note, nextRun } of schedules)
    table.push([
      scheduleId,
      workflowType === workflowTypes.followUp ? 'follow-up' : 'call',
      `${when.join('; ')}, ${timeZone}`,
      isPaused ? stateInWords({ isPaused, ...(note === undefined ? {} : { note }) }) : 'active',
      nextRun === undefined || isPaused ? '–' : onCalleesClock(Date.parse(nextRun), timeZone),
    ]);
  return table.toString().replace(/ +$/gm, '');
}
