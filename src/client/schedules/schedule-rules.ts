import { spelledNumber, idText } from '../../contract/call.js';
import { parseWith, type Issue } from '../../contract/issues.js';
import { maxIdBytes } from '../../contract/names.js';
import { isPlainObject, longerThan } from '../../contract/shapes.js';
import { durationMs, instantMs, type Duration } from '../../contract/time.js';

const maxSkippedDates = 1000;

export const defaultCatchUpWindowMs = 10 * 60_000;
/** Of a call without calling hours: an hour late is another call than the one that was wanted. */
const defaultExpiresAfter: Duration = '1 hour';

/** Of a follow-up no default would do: it goes on for days, and is to do so. */
export function withDefaultExpiry(options: unknown, plan: unknown): unknown {
  if (plan !== undefined || !(options === undefined || isPlainObject(options))) return options;
  if (options?.['expiresAfter'] !== undefined || options?.['callingHours'] !== undefined) return options;
  return { ...options, expiresAfter: defaultExpiresAfter };
}

/** What a run's own check says, in the words of whoever makes the schedule. */
export function ofEachRun(issue: Issue): Issue[] {
  const { member, message } = issue;
  // Told by the rules below, in better words.
  if (/^(?:options|plan)\.(?:notBefore|expiresAt)$/.test(member) || member === 'ClientToken') return [];
  if (issue === spelledNumber) return [{ member: 'scheduleId', message: `${message} (${appended})` }];
  return member === 'workflowId' ? [] : [issue];
}

/** What is wrong with a run's ID is so of the schedule's, whose limit leaves room for the rest. */
export function idIssues(scheduleId: string): Issue[] {
  const tooLong = longerThan(maxIdBytes.schedule);
  const parsed = parseWith(idText(maxIdBytes.schedule), scheduleId);
  if (parsed.ok) return [];
  return parsed.issues.map(({ message }) => ({
    member: 'scheduleId',
    message: message === tooLong ? `${message} (${appended})` : message,
  }));
}

const appended = 'each run appends its time to it';

/** The rules between members. They read the input as it came, like the rules of a request. */
export function memberRules(members: Readonly<Record<string, unknown>>, options: unknown): Issue[] {
  const { request, plan, calendars, cron, skip, startAt, endAt } = members;
  const issues: Issue[] = [];
  const add = (member: string, message: string): unknown => issues.push({ member, message });
  if (isPlainObject(request) && request['ClientToken'] !== undefined) {
    add('ClientToken', 'must be left out: each run has its own, which is its workflow ID');
  }
  if (plan !== undefined && members['options'] !== undefined)
    add('options', 'stand in plan.call: leave one of them out');
  if (calendars === undefined && cron === undefined) add('calendars', 'is required when there is no cron');
  if (calendars !== undefined && cron !== undefined) add('cron', 'stands instead of calendars: leave one of them out');
  if (Array.isArray(skip) && skip.length > maxSkippedDates) add('skip', `has more than ${maxSkippedDates} dates`);
  if (instantMs(startAt) > instantMs(endAt)) add('endAt', 'is before startAt');
  const [name, times] = plan === undefined ? ['options', options] : ['plan', plan];
  if (!isPlainObject(times)) return issues;
  if (times['notBefore'] !== undefined) {
    add(`${name}.notBefore`, 'is one moment for all runs: leave it out, or give the schedule a startAt');
  }
  if (times['expiresAt'] !== undefined) {
    add(`${name}.expiresAt`, 'is one moment for all runs: give expiresAfter instead, or the schedule an endAt');
  }
  const expiresAfterMs = durationMs(times['expiresAfter']);
  const expiry = `${name}.expiresAfter${times['expiresAfter'] === defaultExpiresAfter ? ` (${defaultExpiresAfter})` : ''}`;
  if (durationMs(members['jitter']) >= expiresAfterMs)
    add('jitter', `must be shorter than ${expiry}, or runs expire before they begin`);
  const catchUpMs = durationMs(members['catchUpWindow'] ?? defaultCatchUpWindowMs);
  if (members['catchUpWindow'] !== undefined && catchUpMs > expiresAfterMs) {
    add('catchUpWindow', `must not be longer than ${expiry}: what is made up for later has expired`);
  }
  return issues;
}
