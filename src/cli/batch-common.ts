import type { Command } from 'commander';
import { parseCallOptions, parsePlan } from '../contract/index.js';
import { formatIssues } from '../contract/issues.js';
import type { CommonMembers } from '../pacing/batch-file/complete-row.js';
import { merged } from '../pacing/batch-file/merged.js';
import { argumentObject } from './argument-text.js';
import { durationArgument } from './duration-argument.js';
import { UsageError } from './errors.js';
import { hoursOf } from './hours-options.js';
import { paceOptionsOf, withPaceOptions, type PaceArguments } from './pace-options.js';
import { requestOf, withRequestOptions } from './request-arguments.js';
import { withTimeOptions, type TimeOptions } from './time-options.js';

/** What a command line says of all rows of a batch, beside the request's members. */
export interface CommonArguments extends TimeOptions, PaceArguments {
  readonly options?: string;
  readonly plan?: string;
}

const rowsOwn: ReadonlySet<string> = new Set(['--destination-phone-number', '--client-token']);

export function withCommonMembers(command: Command): Command {
  withRequestOptions(command);
  // Read, so that they can be refused in words of their own.
  for (const option of command.options) if (rowsOwn.has(option.long ?? '')) option.hideHelp();
  return withPaceOptions(withTimeOptions(command))
    .option('--options <json>', 'options of all calls, such as {"tracking": "none"}, as text or file://')
    .option('--plan <json>', 'makes the rows follow-ups: their plan, such as {"maxAttempts": 3}, as text or file://');
}

/**
 * What all rows have in common.
 * @throws UsageError when a text cannot be read, or makes no sense for many
 */
export function commonMembersOf(given: CommonArguments): CommonMembers {
  const { request, clientToken } = requestOf({ ...given });
  if (clientToken !== undefined)
    throw new UsageError('--client-token, ClientToken: names one call; in a batch the ID of each row does');
  // A row that forgot its own would ring this one, once a row.
  if (request['DestinationPhoneNumber'] !== undefined)
    throw new UsageError(
      'DestinationPhoneNumber (--destination-phone-number, or in --cli-input-json): each row names its own, it is never common to all',
    );
  if (given.plan !== undefined && given.options !== undefined)
    throw new UsageError(
      '--options: are those of calls; with --plan the rows are follow-ups (their "call" says how each attempt is conducted)',
    );
  const { notBefore, expiresAt, expiresAfter, timeZone, callingHours } = given;
  const conduct = paceOptionsOf(given);
  const lifetime = expiresAfter === undefined ? {} : { expiresAfter: durationArgument(expiresAfter) };
  const options = given.options === undefined ? {} : argumentObject('options', given.options);
  const plan = given.plan === undefined ? {} : argumentObject('plan', given.plan);
  // Said once, and not of every row.
  const parsed =
    given.plan === undefined
      ? parseCallOptions({ ...options, ...conduct, ...lifetime })
      : parsePlan({ ...plan, ...lifetime, call: merged(plan['call'], conduct) });
  if (!parsed.ok) {
    throw new UsageError(`The same for all rows: ${formatIssues(parsed.issues)}`, {
      issues: parsed.issues,
    });
  }
  return {
    areFollowUps: given.plan !== undefined,
    request,
    times: {
      ...(notBefore === undefined ? {} : { notBefore }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...lifetime,
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(callingHours === undefined ? {} : { callingHours: hoursOf(callingHours, undefined) }),
    },
    conduct,
    options,
    plan,
  };
}
