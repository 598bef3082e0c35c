import { describe, expect, it } from 'vitest';
import { parseSchedule } from '../../../src/client/schedules/schedule-definition.js';
import { issue, type Change } from '../../contract/a-request.js';
import { aRequest } from '../../support/requests.js';

/** Valid; what a test sets is what it is about. A member set to undefined is left out. */
function aDefinition(change: Change = {}): Change {
  const definition: Change = { request: aRequest(), cron: '0 9 * * *', timeZone: 'America/New_York', ...change };
  return Object.fromEntries(Object.entries(definition).filter(([, value]) => value !== undefined));
}

const issuesOf = (change: Change, scheduleId = 'reminder-4711') => {
  const parsed = parseSchedule(scheduleId, aDefinition(change));
  return parsed.ok ? [] : parsed.issues;
};

const nineOClock = { cron: undefined, calendars: [{ at: ['09:00'] }] };

describe('a schedule gets', () => {
  const accepted = (change: Change = {}) => {
    const parsed = parseSchedule('reminder-4711', aDefinition(change));
    return parsed.ok ? parsed.value : parsed.issues;
  };

  it('SKIP, a catch-up window of 10 minutes and an hour until a call expires', () => {
    expect(accepted()).toMatchObject({
      workflowType: 'outboundCall',
      overlap: 'SKIP',
      catchUpWindowMs: 600_000,
      jitterMs: 0,
      isPaused: false,
      expiresAfterMs: 3_600_000,
      args: [aRequest(), { expiresAfter: '1 hour' }],
    });
  });

  it.each([
    {
      rule: 'no expiry beside calling hours',
      change: { options: { callingHours: { preset: 'us-tcpa' } } },
      conduct: { callingHours: { preset: 'us-tcpa' } },
    },
    { rule: 'the expiry that is given', change: { options: { expiresAfter: '5m' } }, conduct: { expiresAfter: '5m' } },
    {
      rule: 'the default beside other options',
      change: { options: { tracking: 'none' } },
      conduct: { tracking: 'none', expiresAfter: '1 hour' },
    },
    { rule: 'none for a follow-up', change: { plan: { maxAttempts: 3 } }, conduct: { maxAttempts: 3 } },
  ])('$rule', ({ change, conduct }) => {
    expect(accepted(change)).toMatchObject({ args: [aRequest(), conduct] });
  });

  it('one calendar a time, so that hours and minutes do not mix', () => {
    const change = { cron: undefined, calendars: [{ on: ['sunday', 'monday'], at: ['09:00', '14:30'] }] };
    expect(accepted(change)).toMatchObject({
      timesMember: 'calendars',
      calendars: [
        { inWords: 'Mon, Sun 09:00', times: { hours: [9], minutes: [0], daysOfWeek: [1, 0] } },
        { inWords: 'Mon, Sun 14:30', times: { hours: [14], minutes: [30], daysOfWeek: [1, 0] } },
      ],
    });
  });
});

describe('a schedule is refused for', () => {
  it.each<{ rule: string; change: Change; issues: ReturnType<typeof issue>[] }>([
    { rule: 'no time zone', change: { timeZone: undefined }, issues: [issue('timeZone', 'is required')] },
    {
      rule: 'an abbreviation as zone',
      change: { timeZone: 'EST' },
      issues: [issue('timeZone', 'must be an IANA time zone, such as America/Los_Angeles')],
    },
    {
      rule: 'no times',
      change: { cron: undefined },
      issues: [issue('calendars', 'is required when there is no cron')],
    },
    {
      rule: 'two kinds of times',
      change: { calendars: [{ at: ['09:00'] }] },
      issues: [issue('cron', 'stands instead of calendars: leave one of them out')],
    },
    {
      rule: 'a zone in the cron',
      change: { cron: 'CRON_TZ=UTC 0 9 * * *' },
      issues: [issue('cron', 'must not name a time zone: timeZone does')],
    },
    { rule: 'no calendar', change: { ...nineOClock, calendars: [] }, issues: [issue('calendars', 'is empty')] },
    {
      rule: 'a calendar of nothing',
      change: { ...nineOClock, calendars: [{ at: ['09:00'] }, { at: [], on: [] }] },
      issues: [
        issue('calendars.1.at', 'names no time'),
        issue('calendars.1.on', 'names no day: for every day leave it out'),
      ],
    },
    {
      rule: 'a wrong time',
      change: { ...nineOClock, calendars: [{ at: ['9:00'] }] },
      issues: [issue('calendars.0.at.0', 'must be a time, such as 09:00')],
    },
    {
      rule: 'more times than the server should weigh',
      change: { ...nineOClock, calendars: [{ at: Array.from({ length: 101 }, () => '09:00') }] },
      issues: [issue('calendars', 'name more than 100 times')],
    },
    {
      rule: 'dates that are none',
      change: { skip: ['2026-12-24', '2026-02-30', '24.12.2026'] },
      issues: [
        issue('skip.1', 'must be a date, such as 2026-12-24'),
        issue('skip.2', 'must be a date, such as 2026-12-24'),
      ],
    },
    {
      rule: 'an end before the start',
      change: { startAt: '2030-03-02T00:00:00Z', endAt: '2030-03-01T00:00:00Z' },
      issues: [issue('endAt', 'is before startAt')],
    },
    {
      rule: 'a local time as start',
      change: { startAt: '2030-03-02T00:00:00' },
      issues: [issue('startAt', 'must be an instant in ISO 8601 with offset, such as 2026-03-02T17:00:00-08:00')],
    },
    {
      rule: 'TERMINATE_OTHER',
      change: { overlap: 'TERMINATE_OTHER' },
      issues: [issue('overlap', 'must be SKIP or BUFFER_ONE or BUFFER_ALL or CANCEL_OTHER or ALLOW_ALL')],
    },
    {
      rule: 'a catch-up window shorter than the server’s shortest',
      change: { catchUpWindow: '9s' },
      issues: [issue('catchUpWindow', 'must be 10 seconds to 7 days')],
    },
    {
      rule: 'making up for what has expired',
      change: { catchUpWindow: '2h' },
      issues: [
        issue(
          'catchUpWindow',
          'must not be longer than options.expiresAfter (1 hour): what is made up for later has expired',
        ),
      ],
    },
    {
      rule: 'jitter past the expiry',
      change: { jitter: '30m', options: { expiresAfter: '30m' } },
      issues: [issue('jitter', 'must be shorter than options.expiresAfter, or runs expire before they begin')],
    },
    {
      rule: 'one moment for all calls',
      change: { options: { notBefore: '2030-01-01T00:00:00Z', expiresAt: '2029-01-01T00:00:00Z', expiresAfter: '2h' } },
      issues: [
        issue('options.expiresAfter', 'stands instead of expiresAt: leave one of them out'),
        issue('options.notBefore', 'is one moment for all runs: leave it out, or give the schedule a startAt'),
        issue('options.expiresAt', 'is one moment for all runs: give expiresAfter instead, or the schedule an endAt'),
      ],
    },
    {
      rule: 'one moment for all follow-ups',
      change: { plan: { expiresAt: '2030-01-01T00:00:00Z' } },
      issues: [
        issue('plan.expiresAt', 'is one moment for all runs: give expiresAfter instead, or the schedule an endAt'),
      ],
    },
    {
      rule: 'options beside a plan',
      change: { plan: {}, options: { tracking: 'none' } },
      issues: [issue('options', 'stand in plan.call: leave one of them out')],
    },
    {
      rule: 'a wrong plan',
      change: { plan: { maxAttempts: 0 } },
      issues: [issue('plan.maxAttempts', 'must be 1 or more')],
    },
    {
      rule: 'everything that is wrong with the request and the options at once',
      change: { request: aRequest({ DestinationPhoneNumber: '12065550100' }), options: { tracking: 'all' } },
      issues: [
        issue('DestinationPhoneNumber', 'must be E.164: has no +: write + and the country code first'),
        issue('options.tracking', 'must be outcome or none'),
      ],
    },
    {
      rule: 'a client token',
      change: { request: aRequest({ ClientToken: 'reminder-4711' }) },
      issues: [issue('ClientToken', 'must be left out: each run has its own, which is its workflow ID')],
    },
    {
      rule: 'a phone number in the note',
      change: { note: 'ask +1 206 555 0100' },
      issues: [issue('note', 'must not be empty or hold a phone number: notes are never encrypted')],
    },
    {
      rule: 'an unknown member',
      change: { timezone: 'UTC' },
      issues: [issue('timezone', 'is unknown; did you mean timeZone?')],
    },
  ])('$rule', ({ change, issues }) => {
    expect(issuesOf(change)).toEqual(issues);
  });

  it.each([
    { rule: 'no ID', id: '', issues: [issue('scheduleId', 'is empty')] },
    {
      rule: 'an ID of 231 bytes',
      id: 'x'.repeat(231),
      issues: [issue('scheduleId', 'is longer than 230 bytes in UTF-8 (each run appends its time to it)')],
    },
    {
      rule: 'an ID of 77 characters that have 231 bytes',
      id: '電'.repeat(77),
      issues: [issue('scheduleId', 'is longer than 230 bytes in UTF-8 (each run appends its time to it)')],
    },
    {
      rule: 'the number in the ID',
      id: 'call-206-555-0100',
      issues: [
        issue(
          'scheduleId',
          'holds the digits of DestinationPhoneNumber; IDs are never encrypted: choose another (each run appends its time to it)',
        ),
      ],
    },
  ])('$rule', ({ id, issues }) => {
    expect(issuesOf({}, id)).toEqual(issues);
  });

  it('nothing, with the longest ID', () => {
    expect(issuesOf({}, 'x'.repeat(230))).toEqual([]);
  });

  it.each([undefined, null, [], 'x'])('being %j', (definition) => {
    expect(parseSchedule('reminder-4711', definition)).toMatchObject({ ok: false });
  });
});
