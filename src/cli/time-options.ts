import type { Command } from 'commander';
import { readTimes, type TimeTexts } from '../admission/time-texts.js';
import { type AdmissionOptions, type CallOptions, presetNames } from '../contract/index.js';
import { instant } from '../contract/time.js';
import { parseWith, type Issue } from '../contract/issues.js';
import { durationArgument } from './duration-argument.js';
import { UsageError } from './errors.js';
import { hoursOf } from './hours-options.js';
import { kebabCase } from './request-arguments.js';

/** Options for when a call may be dialled. */
export interface TimeOptions {
  readonly notBefore?: string;
  readonly expiresAt?: string;
  readonly expiresAfter?: string;
  readonly callingHours?: string;
  readonly timeZone?: string;
}

export function withTimeOptions(command: Command): Command {
  return command
    .option(
      '--not-before <time>',
      'never dial before: 2026-03-02T17:00:00-08:00, or 2026-03-02T17:00 on the clocks of --time-zone',
    )
    .option('--expires-at <time>', 'never dial at or after it; written like --not-before')
    .option('--expires-after <duration>', 'the same, counted from when it is due: 30m, 2h, 3d')
    .option(
      '--calling-hours <preset|json>',
      `dial only within these hours: ${presetNames.join(', ')}, or {"weekly": {"monday": ["09:00-17:30"]}}`,
    )
    .option('--time-zone <zone>', "the callee's IANA time zone, such as America/New_York (default: by the number)");
}

/**
 * The times that a command line says; whether they can be kept is decided elsewhere.
 * @throws UsageError when they cannot be read
 */
export async function timesOf(options: TimeOptions): Promise<Times> {
  const { notBefore, expiresAt, expiresAfter, timeZone } = options;
  await requireTimeZone(timeZone);
  if (timeZone !== undefined && !zonedOptions.some((name) => options[name] !== undefined))
    throw new UsageError('--time-zone says nothing without --not-before, --expires-at or --calling-hours.');
  return timesRead({
    notBefore,
    expiresAt,
    timeZone,
    expiresAfter: expiresAfter === undefined ? undefined : durationArgument(expiresAfter),
    callingHours: options.callingHours === undefined ? undefined : hoursOf(options.callingHours, timeZone),
  });
}

type Times = Pick<CallOptions, keyof AdmissionOptions | 'expiresAfter'>;

const zonedOptions = ['notBefore', 'expiresAt', 'callingHours'] as const;

/** @throws UsageError when there is no such zone: nobody else may ask, where the times have offsets */
export async function requireTimeZone(zone: string | undefined): Promise<void> {
  if (zone === undefined) return;
  // Not at the top: few calls need it.
  const { isTimeZone } = await import('../admission/wall-clock.js');
  if (!isTimeZone(zone)) throw new UsageError('--time-zone: must be an IANA time zone, such as America/New_York');
}

/**
 * Refuses times that are none in any zone: for commands where the zone is told later, or elsewhere.
 * @throws UsageError
 */
export async function requireInstants({ notBefore, expiresAt }: TimeOptions): Promise<void> {
  const times = await timesRead({ notBefore, expiresAt, timeZone: 'UTC' });
  const issues = (['notBefore', 'expiresAt'] as const).flatMap((member) => {
    const parsed = parseWith(instant(), times[member]);
    return parsed.ok || times[member] === undefined ? [] : parsed.issues.map(({ message }) => ({ member, message }));
  });
  if (issues.length > 0) throw wrongTimes(issues);
}

async function timesRead(texts: TimeTexts): Promise<Times> {
  const read = await readTimes(texts);
  if (!read.ok) throw wrongTimes(read.issues);
  return read.value as Times;
}

function wrongTimes(issues: readonly Issue[]): UsageError {
  const lines = issues.map(
    ({ member, message }) => `--${kebabCase(member)}: ${message.replace('timeZone', '--time-zone')}`,
  );
  // An unknown zone is told of each time that is on its clocks.
  return new UsageError([...new Set(lines)].join('; '));
}
