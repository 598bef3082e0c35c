// Options of calls beside the request: when they may be dialled, and whose turn comes first.

import type { Command } from 'commander';
import { readHours, readTimes, type TimeTexts } from '../admission/time-texts.js';
import { type AdmissionOptions, type CallOptions, presetNames } from '../contract/index.js';
import { parseWith, type Issue } from '../contract/issues.js';
import { instant } from '../contract/time.js';
import { argumentDocument, durationArgument, given, number } from './arguments.js';
import { UsageError } from './errors.js';
import { kebabCase } from './aws/shapes.js';

/** When a call may be dialled. */
export interface TimeOptions {
  readonly notBefore?: string;
  readonly expiresAt?: string;
  readonly expiresAfter?: string;
  readonly callingHours?: string;
  readonly timeZone?: string;
}

export function withTimeOptions(command: Command): Command {
  return withHours(
    command
      .option(
        '--not-before <time>',
        'do not dial before this time: 2026-03-02T17:00:00-08:00, or 2026-03-02T17:00 in --time-zone',
      )
      .option('--expires-at <time>', 'do not dial at this time or later; written like --not-before'),
  ).option(
    '--time-zone <zone>',
    "the callee's IANA time zone, such as America/New_York (default: from the phone number)",
  );
}

/** When a recurring call may be dialled: nobody knows its start beforehand, so no instant would make sense. */
export interface HoursOptions {
  readonly expiresAfter?: string;
  readonly callingHours?: string;
  readonly calleeTimeZone?: string;
}

export function withHoursOptions(command: Command): Command {
  // Not --time-zone: that of a schedule is the caller's, and an hour taken for the callee's would ring at night.
  return withHours(command).option(
    '--callee-time-zone <zone>',
    'IANA time zone of the calling hours (default: they must be open in every time zone of the number)',
  );
}

function withHours(command: Command): Command {
  return command
    .option('--expires-after <duration>', 'do not dial later than this after the call was due: 30m, 2h, 3d')
    .option(
      '--calling-hours <preset|json>',
      `dial only within these hours: ${presetNames.join(', ')}, or {"weekly": {"monday": ["09:00-17:30"]}}`,
    );
}

/**
 * The times that a command line gives; whether they can be kept is decided elsewhere.
 * @throws UsageError when they cannot be read
 */
export async function timesOf(options: TimeOptions): Promise<Times> {
  const { notBefore, expiresAt, expiresAfter, timeZone } = options;
  await requireTimeZone(timeZone);
  if (timeZone !== undefined && !zonedOptions.some((name) => options[name] !== undefined))
    throw new UsageError('--time-zone has no effect without --not-before, --expires-at or --calling-hours.');
  return timesRead({
    notBefore,
    expiresAt,
    timeZone,
    expiresAfter: expiresAfter && durationArgument(expiresAfter),
    callingHours: hoursOf(options.callingHours, timeZone),
  });
}

type Times = Pick<CallOptions, keyof AdmissionOptions | 'expiresAfter'>;

const zonedOptions = ['notBefore', 'expiresAt', 'callingHours'] as const;

/**
 * The same of a recurring call.
 * @throws UsageError when a text cannot be read
 */
export function hoursOptionsOf({
  callingHours,
  calleeTimeZone,
  expiresAfter,
}: HoursOptions): Pick<CallOptions, 'callingHours' | 'expiresAfter'> {
  if (calleeTimeZone !== undefined && callingHours === undefined)
    throw new UsageError('--callee-time-zone has no effect without --calling-hours.');
  return given({
    callingHours: hoursOf(callingHours, calleeTimeZone),
    expiresAfter: expiresAfter && durationArgument(expiresAfter),
  });
}

/** A preset by its name, or JSON, as text or `file://`. A zone of the command line wins. */
export function hoursOf(written: string | undefined, timeZone: string | undefined): CallOptions['callingHours'] {
  if (written === undefined) return undefined;
  const text = argumentDocument('calling-hours', written, presetNames);
  const hours = readHours(text);
  if (hours === undefined) throw new UsageError('--calling-hours: invalid JSON received');
  return { ...hours, ...given({ timeZone }) };
}

/** @throws UsageError when there is no such zone: times with offsets would not need it, so nobody else may ask */
export async function requireTimeZone(zone: string | undefined): Promise<void> {
  if (zone === undefined) return;
  // Not at the top: few calls need it.
  const { isTimeZone } = await import('../admission/wall-clock.js');
  if (!isTimeZone(zone)) throw new UsageError('--time-zone: must be an IANA time zone, such as America/New_York');
}

/**
 * Refuses times that are none in any zone, where the zone is given later, or elsewhere.
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
  // An unknown zone is reported for each time that is on its clocks.
  return new UsageError([...new Set(lines)].join('; '));
}

/** All of these options, for a call that is started now. */
export type CallArguments = TimeOptions & UrgencyOptions;

export const withCallOptions = (command: Command): Command => withUrgencyOptions(withTimeOptions(command));

/** Whose turn comes first. */
export interface UrgencyOptions {
  readonly priority?: number;
  readonly fairnessKey?: string;
  readonly fairnessWeight?: number;
  readonly lines?: string;
}

export function withUrgencyOptions(command: Command): Command {
  return command
    .option(
      '--priority <1-5>',
      'whose turn comes first, for a line and under the rate: 1 (first) to 5 (default: 3)',
      number,
    )
    .option(
      '--fairness-key <text>',
      'whose call it is, such as a tenant: keys of one priority take turns. Never encrypted',
    )
    .option('--fairness-weight <number>', 'turns of its key for each turn of a key of weight 1 (default: 1)', number)
    .option('--lines <what>', "pool (default): wait for one of the instance's lines; unlimited: dial without one");
}

/** The members of call options; valid or not is decided elsewhere. */
export function urgencyOf({
  priority,
  fairnessKey,
  fairnessWeight,
  lines,
}: UrgencyOptions): Pick<CallOptions, keyof UrgencyOptions> {
  return given({ priority, fairnessKey, fairnessWeight, lines: lines as CallOptions['lines'] });
}
