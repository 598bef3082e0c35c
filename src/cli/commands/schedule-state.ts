import { Command } from 'commander';
import { connectRingonce, type RingonceClient } from '../../client/index.js';
import { requireNote } from '../../client/schedules/schedules.js';
import { print } from '../print.js';
import { connectionSettingsOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';

export function pauseCommand(): Command {
  return withNote(
    onSchedule(
      'pause',
      'Let nothing be due until it is resumed; runs under way go on, and what is missed is not made up for',
      async ({ schedules }, id, { note }) => {
        await schedules.pause(id, note);
        return `${id}: paused`;
      },
    ),
  );
}

export function resumeCommand(): Command {
  return withNote(
    onSchedule('resume', 'Let a paused schedule be due again, from now on', async ({ schedules }, id, { note }) => {
      await schedules.resume(id, note);
      return `${id}: active`;
    }),
  );
}

export function triggerCommand(): Command {
  return onSchedule(
    'trigger',
    'Make a run now, also of a paused schedule: due now, within its calling hours, by its overlap policy',
    async ({ schedules }, id) => {
      const { workflowId, isEarlier } = await schedules.trigger(id);
      const which = isEarlier ? 'nothing new: another trigger in the same second has started' : 'started';
      return `${id}: ${which} ${workflowId}; ringonce show ${workflowId} tells where it stands`;
    },
  );
}

export function deleteCommand(): Command {
  return onSchedule('delete', 'Delete a schedule; runs under way go on', async ({ schedules }, id) => {
    await schedules.delete(id);
    return `${id}: deleted`;
  });
}

interface Options extends TemporalOptions {
  readonly note?: string;
}

const withNote = (command: Command): Command => command.option('--note <text>', 'why; never encrypted');

/** A command that does one thing to one schedule and says so. */
function onSchedule(
  name: string,
  description: string,
  act: (ringonce: RingonceClient, id: string, options: Options) => Promise<string>,
): Command {
  return withTemporalOptions(new Command(name).description(description).argument('<id>', 'ID of the schedule'))
    .addHelpText('after', '\nExit codes: 0 done, 1 no such schedule, or not done, 2 wrong usage')
    .action(async (id: string, options: Options) => {
      if (options.note !== undefined) requireNote(options.note);
      await using ringonce = await connectRingonce(connectionSettingsOf(options));
      print(await act(ringonce, id, options));
    });
}
