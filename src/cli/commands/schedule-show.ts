import { Command } from 'commander';
import { connectRingonce } from '../../client/index.js';
import { note, print } from '../print.js';
import { scheduleInWords } from '../schedule-words.js';
import { connectionSettingsOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';

export function showCommand(): Command {
  return withTemporalOptions(
    new Command('show')
      .description('Tell when a schedule is due, what stands in the way, and its recent runs')
      .argument('<id>', 'ID of the schedule'),
  )
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExit codes: 0 ok, 1 no such schedule or Temporal cannot be reached, 2 wrong usage')
    .action(async (id: string, options: TemporalOptions & { readonly json: boolean }) => {
      await using ringonce = await connectRingonce(connectionSettingsOf(options));
      const view = await ringonce.schedules.view(id);
      if (view.clockWarning !== undefined) note(view.clockWarning);
      print(options.json ? JSON.stringify(view, undefined, 2) : scheduleInWords(view));
    });
}
