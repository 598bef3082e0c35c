import type { Command } from 'commander';
import { parseCallOptions, parsePlan } from '../contract/index.js';
import { formatIssues, parseWith, type Issue } from '../contract/issues.js';
import { createRequestSchema } from '../contract/request.js';
import { type CommonMembers, merged } from '../batch/file/complete-row.js';
import { argumentObject } from './argument-text.js';
import { durationArgument } from './duration-argument.js';
import { UsageError } from './errors.js';
import { hoursOf } from './hours-options.js';
import { paceOptionsOf, withPaceOptions, type PaceArguments } from './pace-options.js';
import { kebabCase, requestOf, withRequestOptions } from './request-arguments.js';
import { requireInstants, requireTimeZone, withTimeOptions, type TimeOptions } from './time-options.js';

/** What a command line says of all rows of a batch, beside the request's members. */
export interface CommonArguments extends TimeOptions, PaceArguments {
  readonly options?: string;
  readonly plan?: string;
}

const rowsOwn: readonly Issue[] = [
  // A row that forgot its own would ring this one, once a row.
  { member: 'DestinationPhoneNumber', message: 'cannot be: each row names its own' },
  { member: 'ClientToken', message: 'cannot be: it names one call, and in a batch the ID of each row does' },
];

export function withCommonMembers(command: Command): Command {
  withRequestOptions(command);
  // Read, so that they can be refused in words of their own.
  const hidden = rowsOwn.map(({ member }) => `--${kebabCase(member)}`);
  for (const option of command.options) if (hidden.includes(option.long ?? '')) option.hideHelp();
  return withPaceOptions(withTimeOptions(command))
    .option('--options <json>', 'options of all calls, such as {"tracking": "none"}, as text or file://')
    .option('--plan <json>', 'makes the rows follow-ups: their plan, such as {"maxAttempts": 3}, as text or file://');
}

/**
 * What all rows have in common.
 * @throws UsageError when a text cannot be read, or makes no sense for many
 */
export async function commonMembersOf(given: CommonArguments): Promise<CommonMembers> {
  const { request } = requestOf({ ...given });
  const rowsOwnIssues = rowsOwn.filter(({ member }) => request[member] !== undefined);
  if (rowsOwnIssues.length > 0) throw notForAll(rowsOwnIssues);
  if (given.plan !== undefined && given.options !== undefined)
    throw new UsageError(
      '--options: are those of calls; with --plan the rows are follow-ups (their "call" says how each attempt is conducted)',
    );
  const { notBefore, expiresAt, expiresAfter, timeZone } = given;
  await requireTimeZone(timeZone);
  await requireInstants(given);
  const callingHours = given.callingHours === undefined ? undefined : hoursOf(given.callingHours, undefined);
  const hours = callingHours === undefined ? {} : { callingHours };
  const conduct = paceOptionsOf(given);
  const lifetime = expiresAfter === undefined ? {} : { expiresAfter: durationArgument(expiresAfter) };
  const options = given.options === undefined ? {} : argumentObject('options', given.options);
  const plan = given.plan === undefined ? {} : argumentObject('plan', given.plan);
  // Said once, and not of every row.
  const parsed =
    given.plan === undefined
      ? parseCallOptions({ ...options, ...conduct, ...lifetime, ...hours })
      : parsePlan({ ...plan, ...lifetime, ...hours, call: merged(plan['call'], conduct) });
  const issues = [...givenIssues(request), ...(parsed.ok ? [] : parsed.issues)];
  if (issues.length > 0) throw notForAll(issues);
  return {
    areFollowUps: given.plan !== undefined,
    request,
    times: {
      ...(notBefore === undefined ? {} : { notBefore }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...lifetime,
      ...(timeZone === undefined ? {} : { timeZone }),
      ...hours,
    },
    conduct,
    options,
    plan,
  };
}

/** What is wrong with the members that are given: what is missing, and rules between members, may be made good by a row. */
function givenIssues(request: Readonly<Record<string, unknown>>): Issue[] {
  const parsed = parseWith(createRequestSchema(), request);
  return parsed.ok ? [] : parsed.issues.filter(({ member }) => Object.hasOwn(request, member.split('.')[0] ?? ''));
}

const notForAll = (issues: readonly Issue[]): UsageError =>
  new UsageError(`The same for all rows: ${formatIssues(issues)}`, { issues });
