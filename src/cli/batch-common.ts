// What a command line gives for all rows of a batch.

import type { Command } from 'commander';
import { parseCallOptions, parsePlan } from '../contract/index.js';
import { formatIssues, parseWith, type Issue } from '../contract/issues.js';
import { createRequestSchema } from '../contract/request.js';
import { type CommonMembers, merged } from '../batch/file/complete-row.js';
import { argumentObject, durationArgument, given } from './arguments.js';
import {
  hoursOf,
  requireInstants,
  requireTimeZone,
  urgencyOf,
  withCallOptions,
  type CallArguments,
} from './call-options.js';
import { UsageError } from './errors.js';
import { kebabCase } from './aws/shapes.js';
import { requestOf, withRequestOptions } from './request-arguments.js';

/** Options for all rows of a batch, beside the request's members. */
export interface CommonArguments extends CallArguments {
  readonly options?: string;
  readonly plan?: string;
}

const rowsOwn: readonly Issue[] = [
  // A row that forgot its own would ring this one, once a row.
  { member: 'DestinationPhoneNumber', message: 'must be left out: each row has its own' },
  { member: 'ClientToken', message: 'must be left out: it names one call, and each row has an ID' },
];

export function withCommonMembers(command: Command): Command {
  withRequestOptions(command);
  // They are read, so that they can be refused with a message of their own.
  const hidden = rowsOwn.map(({ member }) => `--${kebabCase(member)}`);
  for (const option of command.options) if (hidden.includes(option.long ?? '')) option.hideHelp();
  return withCallOptions(command)
    .option('--options <json>', 'options for all calls, such as {"tracking": "none"}, as text or file://')
    .option('--plan <json>', 'make each row a follow-up, by this plan: {"maxAttempts": 3}, as text or file://');
}

/**
 * The members that all rows have in common.
 * @throws UsageError when a text cannot be read, or makes no sense for many rows
 */
export async function commonMembersOf(options: CommonArguments): Promise<CommonMembers> {
  const { request } = await requestOf({ ...options });
  const rowsOwnIssues = rowsOwn.filter(({ member }) => request[member] !== undefined);
  if (rowsOwnIssues.length > 0) throw notForAll(rowsOwnIssues);
  const isFollowUp = options.plan !== undefined;
  if (isFollowUp && options.options !== undefined)
    throw new UsageError(
      '--options: is for calls. With --plan the rows are follow-ups: give the options of their calls as "call" of the plan',
    );
  const { notBefore, expiresAt, timeZone } = options;
  await requireTimeZone(timeZone);
  await requireInstants(options);
  const hours = given({
    callingHours: hoursOf(options.callingHours, undefined),
    expiresAfter: options.expiresAfter && durationArgument(options.expiresAfter),
  });
  const conduct = urgencyOf(options);
  const callOptions = options.options === undefined ? {} : argumentObject('options', options.options);
  const plan = options.plan === undefined ? {} : argumentObject('plan', options.plan);
  // Here and not with the rows: each of them would say the same.
  const parsed = isFollowUp
    ? parsePlan({ ...plan, ...hours, call: merged(plan['call'], conduct) })
    : parseCallOptions({ ...callOptions, ...conduct, ...hours });
  const issues = [...givenIssues(request), ...(parsed.ok ? [] : parsed.issues)];
  if (issues.length > 0) throw notForAll(issues);
  return {
    areFollowUps: isFollowUp,
    request,
    times: given({ notBefore, expiresAt, timeZone, ...hours }),
    conduct,
    options: callOptions,
    plan,
  };
}

/** What is wrong with the members that are given. A row may add what is missing, and meet rules between members. */
function givenIssues(request: Readonly<Record<string, unknown>>): Issue[] {
  const parsed = parseWith(createRequestSchema(), request);
  return parsed.ok ? [] : parsed.issues.filter(({ member }) => Object.hasOwn(request, member.split('.')[0] ?? ''));
}

const notForAll = (issues: readonly Issue[]): UsageError =>
  new UsageError(`The options for all rows are invalid. ${formatIssues(issues)}`, { issues });
