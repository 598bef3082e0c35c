import Table from 'cli-table3';
import { Command } from 'commander';
import { onCalleesClock } from '../../admission/wall-clock.js';
import type { RingonceClient, ScheduleSummary } from '../../client/index.js';
import { requireNote } from '../../client/schedules/schedules.js';
import { workflowTypes } from '../../contract/index.js';
import { printSchedule, stateInWords } from '../schedule-words.js';
import { ringonceOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { note, print } from '../terminal.js';
import { createCommand } from './schedule-create.js';

export function scheduleCommand(): Command {
  const command = new Command('schedule').description(
    'Recurring calls and follow-ups, on Temporal Schedules. Each run is a call of its own, such as ID-2026-11-24T09:00:00Z',
  );
  const commands = [
    createCommand(),
    listCommand(),
    showCommand(),
    pauseCommand(),
    resumeCommand(),
    triggerCommand(),
    deleteCommand(),
  ];
  for (const subcommand of commands) command.addCommand(subcommand);
  return command;
}

interface Options extends TemporalOptions {
  readonly note?: string;
  readonly json?: boolean;
}

function listCommand(): Command {
  return withTemporalOptions(
    new Command('list').description('List the schedules of calls and follow-ups. A change shows after a moment'),
  )
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExit codes: 0 ok, 1 Temporal cannot be reached, 2 wrong usage')
    .action(async (options: Options) => {
      await using ringonce = await ringonceOf(options);
      const schedules: ScheduleSummary[] = [];
      for await (const schedule of ringonce.schedules.list()) schedules.push(schedule);
      if (options.json === true) print(JSON.stringify(schedules, undefined, 2));
      else if (schedules.length === 0) note('No schedules.');
      else print(tableOf(schedules));
    });
}

function showCommand(): Command {
  return onSchedule(
    'show',
    'Show when a schedule runs, what limits it, and its recent runs',
    async (ringonce, id, options) => printSchedule(await ringonce.schedules.view(id), options.json === true),
  ).option('--json', 'as JSON', false);
}

function pauseCommand(): Command {
  const description =
    'Pause a schedule: no run begins until it is resumed, and missed runs are not made up for. Runs in progress go on';
  return onSchedule('pause', description, async ({ schedules }, id, options) => {
    await schedules.pause(id, options.note);
    print(`${id}: paused`);
  }).option(...noteOption);
}

function resumeCommand(): Command {
  return onSchedule('resume', 'Resume a paused schedule, from now on', async ({ schedules }, id, options) => {
    await schedules.resume(id, options.note);
    print(`${id}: active`);
  }).option(...noteOption);
}

const noteOption = ['--note <text>', 'why; never encrypted'] as const;

function triggerCommand(): Command {
  const description =
    'Start a run now, also of a paused schedule. It is due now; calling hours and overlap policy hold';
  return onSchedule('trigger', description, async ({ schedules }, id) => {
    const { workflowId, isEarlier } = await schedules.trigger(id);
    const which = isEarlier ? 'nothing new: another trigger in the same second has started' : 'started';
    print(`${id}: ${which} ${workflowId}; for its state run ringonce show ${workflowId}`);
  });
}

function deleteCommand(): Command {
  return onSchedule('delete', 'Delete a schedule. Runs in progress go on', async ({ schedules }, id) => {
    await schedules.delete(id);
    print(`${id}: deleted`);
  });
}

/** A command for one schedule. */
function onSchedule(
  name: string,
  description: string,
  act: (ringonce: RingonceClient, id: string, options: Options) => Promise<void>,
): Command {
  return withTemporalOptions(new Command(name).description(description).argument('<id>', 'ID of the schedule'))
    .addHelpText('after', '\nExit codes: 0 done, 1 no such schedule, or not done, 2 wrong usage')
    .action(async (id: string, options: Options) => {
      if (options.note !== undefined) requireNote(options.note);
      await using ringonce = await ringonceOf(options);
      await act(ringonce, id, options);
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
