import { Command } from 'commander';
import type { TimesChange } from '../../client/index.js';
import { requireTimesChange } from '../../client/execute-update.js';
import { standingInWords } from '../call-in-words.js';
import { timesOf, withTimeOptions, type TimeOptions } from '../call-options.js';
import { UsageError } from '../errors.js';
import { ringonceOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { print } from '../terminal.js';

export function rescheduleCommand(): Command {
  return withTemporalOptions(
    withTimeOptions(
      new Command('reschedule')
        .description(
          'Change when a call, or the next attempt of a follow-up, may be dialled. Not possible after the dial',
        )
        .argument('<id>', 'workflow ID'),
    ),
  )
    .option('--clear <member...>', 'remove these times: not-before, expires-at, calling-hours')
    .addHelpText('after', help)
    .action(async (id: string, options: TemporalOptions & TimeOptions & { readonly clear?: readonly string[] }) => {
      if (options.expiresAfter !== undefined)
        throw new UsageError('--expires-after: is not for this command. Give --expires-at');
      const both = options.clear?.find((name) => isGiven(options, name));
      if (both !== undefined) throw new UsageError(`--clear ${both}: leave it out, or --${both}`);
      const change: TimesChange = { ...(await timesOf(options)), ...cleared(options.clear ?? []) };
      if (Object.keys(change).length === 0) throw new UsageError('Give a new time, or --clear');
      requireTimesChange(change);
      await using ringonce = await ringonceOf(options);
      const found = await ringonce.callOrFollowUp(id);
      const { phase, hold } = await found.reschedule(change);
      print(`${id}: ${standingInWords(phase, hold)}`);
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
