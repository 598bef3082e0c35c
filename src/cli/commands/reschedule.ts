import { Command } from 'commander';
import { connectRingonce, type TimesChange } from '../../client/index.js';
import { requireTimesChange } from '../../client/execute-update.js';
import { UsageError } from '../errors.js';
import { holdInWords } from '../hold-in-words.js';
import { print } from '../print.js';
import { connectionSettingsOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { timesOf, withTimeOptions, type TimeOptions } from '../time-options.js';

export function rescheduleCommand(): Command {
  return withTemporalOptions(
    withTimeOptions(
      new Command('reschedule')
        .description('Change when a call that is not dialled yet, or the next attempt of a follow-up, may be dialled')
        .argument('<id>', 'workflow ID'),
    ),
  )
    .option('--clear <member...>', 'take away: not-before, expires-at, calling-hours')
    .addHelpText('after', help)
    .action(async (id: string, options: TemporalOptions & TimeOptions & { readonly clear?: readonly string[] }) => {
      if (options.expiresAfter !== undefined) throw new UsageError('--expires-after: give --expires-at here');
      const both = options.clear?.find((name) => isGiven(options, name));
      if (both !== undefined) throw new UsageError(`--clear ${both}: leave it out, or --${both}`);
      const change: TimesChange = { ...(await timesOf(options)), ...cleared(options.clear ?? []) };
      if (Object.keys(change).length === 0) throw new UsageError('give a new time, or --clear');
      requireTimesChange(change);
      await using ringonce = await connectRingonce(connectionSettingsOf(options));
      const found = await ringonce.callOrFollowUp(id);
      const { phase, hold } = await found.reschedule(change);
      print(`${id}: ${phase}${holdInWords(hold)}`);
    });
}

const help = `
Examples:
  $ ringonce reschedule order-4711 --not-before 2026-11-25T10:00 --time-zone America/New_York
  $ ringonce reschedule order-4711 --clear not-before calling-hours        # dial it now

Exit codes: 0 rescheduled, 1 too late, no such call, or the times cannot be kept (nothing changed), 2 wrong usage`;

const clearable = { 'not-before': 'notBefore', 'expires-at': 'expiresAt', 'calling-hours': 'callingHours' } as const;

const isGiven = (options: TimeOptions, name: string): boolean =>
  Object.hasOwn(clearable, name) && options[clearable[name as keyof typeof clearable]] !== undefined;

function cleared(names: readonly string[]): TimesChange {
  return Object.fromEntries(
    names.map((name) => {
      if (!Object.hasOwn(clearable, name))
        throw new UsageError(`--clear: must be ${Object.keys(clearable).join(' or ')}`);
      return [clearable[name as keyof typeof clearable], null];
    }),
  );
}
