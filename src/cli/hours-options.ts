import type { Command } from 'commander';
import { readHours } from '../admission/time-texts.js';
import type { CallOptions } from '../client/index.js';
import { presetNames } from '../contract/index.js';
import { argumentDocument } from './argument-text.js';
import { durationArgument } from './duration-argument.js';
import { UsageError } from './errors.js';

/** When a recurring call may be dialled, as a command line says it. */
export interface HoursOptions {
  readonly callingHours?: string;
  readonly calleeTimeZone?: string;
  readonly expiresAfter?: string;
}

/** For calls whose start nobody knows beforehand: no instant would make sense. */
export function withHoursOptions(command: Command): Command {
  return (
    command
      .option(
        '--calling-hours <preset|json>',
        `dial only within these hours: ${presetNames.join(', ')}, or {"weekly": {"monday": ["09:00-17:30"]}}`,
      )
      // Not --time-zone: that of a schedule is the caller's, and an hour taken for the callee's would ring at night.
      .option(
        '--callee-time-zone <zone>',
        'IANA zone of the calling hours (default: every candidate zone of the number must allow the moment)',
      )
      .option('--expires-after <duration>', 'never dial later than so long after it was due: 30m, 2h')
  );
}

/**
 * The members of call options or of a plan that the command line says; valid or not is decided elsewhere.
 * @throws UsageError when a text cannot be read at all
 */
export function hoursOptionsOf(options: HoursOptions): Pick<CallOptions, 'callingHours' | 'expiresAfter'> {
  const { callingHours, calleeTimeZone, expiresAfter } = options;
  if (calleeTimeZone !== undefined && callingHours === undefined)
    throw new UsageError('--callee-time-zone says nothing without --calling-hours.');
  return {
    ...(callingHours === undefined ? {} : { callingHours: hoursOf(callingHours, calleeTimeZone) }),
    ...(expiresAfter === undefined ? {} : { expiresAfter: durationArgument(expiresAfter) }),
  };
}

/** A preset by its name, or JSON, as text or `file://`. A zone of the command line wins. */
export function hoursOf(given: string, timeZone: string | undefined): NonNullable<CallOptions['callingHours']> {
  const text = argumentDocument('calling-hours', given, presetNames);
  const hours = readHours(text);
  if (hours === undefined) throw new UsageError('--calling-hours: invalid JSON received');
  return { ...hours, ...(timeZone === undefined ? {} : { timeZone }) };
}
