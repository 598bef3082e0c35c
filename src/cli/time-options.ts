import type { Command } from 'commander';
import { readInstant } from '../admission/local-instant.js';
import { type AdmissionOptions, type CallOptions, presetNames } from '../contract/index.js';
import { instant } from '../contract/instant.js';
import { parseWith } from '../contract/issues.js';
import { durationArgument } from './duration-argument.js';
import { UsageError } from './errors.js';
import { hoursOf } from './hours-options.js';

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
export async function timesOf(
  options: TimeOptions,
): Promise<Pick<CallOptions, keyof AdmissionOptions | 'expiresAfter'>> {
  const { expiresAfter } = options;
  await requireTimeZone(options.timeZone);
  if (options.timeZone !== undefined && !zonedOptions.some((name) => options[name] !== undefined))
    throw new UsageError('--time-zone says nothing without --not-before, --expires-at or --calling-hours.');
  const callingHours = options.callingHours === undefined ? undefined : hoursOf(options.callingHours, options.timeZone);
  const timeZone = options.timeZone ?? callingHours?.timeZone;
  const notBefore = await instantOf('not-before', options.notBefore, timeZone);
  const expiresAt = await instantOf('expires-at', options.expiresAt, timeZone);
  return {
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(expiresAfter === undefined ? {} : { expiresAfter: durationArgument(expiresAfter) }),
    ...(callingHours === undefined ? {} : { callingHours }),
  };
}

const zonedOptions = ['notBefore', 'expiresAt', 'callingHours'] as const;

/** @throws UsageError when there is no such zone: nobody else may ask, where the times have offsets */
export async function requireTimeZone(zone: string | undefined): Promise<void> {
  if (zone === undefined) return;
  // Not at the top: few calls need it.
  const { isTimeZone } = await import('../admission/index.js');
  if (!isTimeZone(zone)) throw new UsageError(unknownZone);
}

const unknownZone = '--time-zone: must be an IANA time zone, such as America/New_York';

/**
 * Refuses a time that is none in any zone: for commands where the zone is told later, or elsewhere.
 * @throws UsageError
 */
export async function requireInstant(option: string, text: string | undefined): Promise<void> {
  if (text === undefined) return;
  const instantText = await instantOf(option, text, 'UTC');
  const parsed = parseWith(instant(), instantText);
  if (!parsed.ok) throw new UsageError(`--${option}: ${parsed.issues.map(({ message }) => message).join('; ')}`);
}

async function instantOf(
  option: string,
  text: string | undefined,
  zone: string | undefined,
): Promise<string | undefined> {
  if (text === undefined) return undefined;
  const read = await readInstant(text, zone);
  if (read.instant !== undefined) return read.instant;
  if (read.wrong === 'other-form') throw new UsageError(`--${option}: ${read.hint}`);
  const messages: Readonly<Record<typeof read.wrong, string>> = {
    'no-zone': `--${option}: has no offset (2026-03-02T17:00:00-08:00); or say whose clocks it is on: --time-zone`,
    'unknown-zone': unknownZone,
    'no-time': `--${option}: expected a time such as 2026-03-02T17:00, or with an offset`,
  };
  throw new UsageError(messages[read.wrong]);
}
