import type { Issue } from '../../src/contract/index.js';
import { issue } from './a-request.js';

/** What calls and follow-ups have in common: when they may be dialled. */
export interface TimesRow {
  readonly rule: string;
  readonly times: object;
  readonly issues: readonly Issue[];
  readonly beyondJsonSchema?: boolean;
}

const noInstant = 'must be an instant in ISO 8601 with offset, such as 2026-03-02T17:00:00-08:00';
const limits = 'must be 1 second to 366 days';
const noDuration = 'must be milliseconds or text such as "15 minutes"';
const weekly = { monday: ['09:00-17:00'] };

const notBefore = (value: unknown, ...messages: string[]): TimesRow => ({
  rule: `notBefore ${JSON.stringify(value)}`,
  times: { notBefore: value },
  issues: messages.map((message) => issue('notBefore', message)),
});
const expiresAfter = (value: unknown, ...messages: string[]): TimesRow => ({
  rule: `expiresAfter ${JSON.stringify(value)}`,
  times: { expiresAfter: value },
  issues: messages.map((message) => issue('expiresAfter', message)),
});
const callingHours = (rule: string, value: unknown, ...issues: Issue[]): TimesRow => ({
  rule: `calling hours: ${rule}`,
  times: { callingHours: value },
  issues,
});
/** Two members compared, a day that the calendar lacks, a limit inside a text: more than JSON Schema says. */
const beyondJsonSchema = (row: TimesRow): TimesRow => ({ ...row, beyondJsonSchema: true });

export const timesRows: readonly TimesRow[] = [
  notBefore('2026-03-02T17:00:00-08:00'),
  notBefore('2026-03-02T17:00:00', noInstant),
  notBefore('2026-03-02', noInstant),
  beyondJsonSchema(notBefore('2026-02-30T00:00:00Z', noInstant)),
  notBefore(1_772_442_000_000, 'must be a string, is a number'),
  notBefore(null),
  ...[1000, 31_622_400_000, '1s', '90 minutes', '366 days'].map((value) => expiresAfter(value)),
  ...[0, 31_622_400_001].map((value) => expiresAfter(value, limits)),
  expiresAfter(999, 'is below 1000, and numbers are milliseconds: for seconds write text, such as "60s"'),
  ...['PT1S', 'P366D', 'P2D'].map((value) => expiresAfter(value)),
  ...['367 days', '0.9s', '0s'].map((value) => beyondJsonSchema(expiresAfter(value, limits))),
  ...['', 'tomorrow', true].map((value) => expiresAfter(value, noDuration)),
  expiresAfter(null),
  {
    rule: 'one kind of expiry, the other null',
    times: { expiresAt: '2026-03-02T17:00:00Z', expiresAfter: null },
    issues: [],
  },
  callingHours('none but null', null),
  callingHours('a preset, and no week but null', { timeZone: null, weekly: null, preset: 'us-tcpa', holidays: null }),
  callingHours(
    'neither but null',
    { weekly: null, preset: null },
    issue('callingHours.weekly', 'is required when there is no preset'),
  ),
  callingHours(
    'a span null',
    { weekly: { monday: ['09:00-10:00', null], friday: null } },
    issue('callingHours.weekly.monday.1', 'is null: leave it out instead'),
  ),
  {
    rule: 'both kinds of expiry',
    times: { expiresAt: '2026-03-02T17:00:00Z', expiresAfter: '1h' },
    issues: [issue('expiresAfter', 'stands instead of expiresAt: leave one of them out')],
  },
  {
    rule: 'a time to begin and one to end',
    times: { notBefore: '2026-03-02T17:00:00Z', expiresAt: '2026-03-02T17:00:01Z' },
    issues: [],
  },
  ...['2026-03-02T18:00:00+01:00', '2026-03-02T16:59:59Z'].map((expiresAt) =>
    beyondJsonSchema({
      rule: `an end at ${expiresAt} that is not after the beginning`,
      times: { notBefore: '2026-03-02T17:00:00Z', expiresAt },
      issues: [issue('notBefore', 'must be before expiresAt')],
    }),
  ),
  {
    rule: 'a beginning with an expiry counted from it',
    times: { notBefore: '2026-03-02T17:00:00Z', expiresAfter: '1h' },
    issues: [],
  },
  callingHours('of a week', { weekly }),
  callingHours('a preset', { preset: 'us-tcpa', timeZone: 'America/New_York', closedDates: ['2026-12-24'] }),
  callingHours('dates that are no holidays', { weekly, openDates: ['2026-12-24'] }),
  callingHours(
    'an open date that is none',
    { weekly, openDates: ['24.12.2026'] },
    issue('callingHours.openDates.0', 'must be a date, such as 2026-12-24'),
  ),
  callingHours('no object', 'daytime', issue('callingHours', 'must be an object, is a string')),
  callingHours('neither week nor preset', {}, issue('callingHours.weekly', 'is required when there is no preset')),
  callingHours(
    'week and preset',
    { weekly, preset: 'us-tcpa' },
    issue('callingHours.preset', 'stands instead of weekly: leave one of them out'),
  ),
  callingHours(
    'an abbreviation as zone',
    { weekly, timeZone: 'EST' },
    issue('callingHours.timeZone', 'must be an IANA time zone, such as America/Los_Angeles'),
  ),
  callingHours(
    'an unknown member',
    { weekly, holiday: 'US' },
    issue('callingHours.holiday', 'is unknown; did you mean holidays?'),
  ),
  beyondJsonSchema(
    callingHours(
      'no day is open',
      { weekly: { monday: [] } },
      issue('callingHours.weekly', 'never opens: give a day its hours, such as 09:00-17:30'),
    ),
  ),
  beyondJsonSchema(
    callingHours(
      'closed the moment they open',
      { weekly: { monday: ['09:00-09:00'] } },
      issue('callingHours.weekly.monday.0', 'opens and closes at the same time: the whole day is 00:00-24:00'),
    ),
  ),
];
