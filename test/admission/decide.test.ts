import { describe, expect, it } from 'vitest';
import { decide, type Admission, type AdmissionQuestion } from '../../src/admission/decide.js';
import { parseAdmissionOptions, type AdmissionOptions, type CallingHours } from '../../src/contract/index.js';

interface Row {
  readonly rule: string;
  readonly now: string;
  readonly options: AdmissionOptions;
  readonly dialLimitMs?: number;
  readonly candidateZones?: readonly string[];
  /** `dial` until; `wait` until, reason; `never` reason. */
  readonly admission: readonly [Admission['is'], ...string[]];
}

function judge({ rule, now, options, dialLimitMs = 60_000, candidateZones }: Row): readonly string[] {
  expect({ rule, parsed: parseAdmissionOptions(options) }).toEqual({ rule, parsed: { ok: true, value: options } });
  const question: AdmissionQuestion = { nowMs: Date.parse(now), options, dialLimitMs };
  const admission = decide(candidateZones === undefined ? question : { ...question, candidateZones });
  const until = 'untilMs' in admission ? [instant(admission.untilMs)] : [];
  return [admission.is, ...until, ...('reason' in admission ? [admission.reason] : [])];
}

/** Both sides of a comparison in UTC; a reason stays as it is. */
const instant = (ms: number): string => new Date(ms).toISOString();
const expected = ([is, ...rest]: Row['admission']): readonly string[] => [
  is,
  ...rest.map((text) => (/^\d{4}/.test(text) ? instant(Date.parse(text)) : text)),
];

function check(rows: readonly Row[]): void {
  it.each(rows)('$rule', (row) => {
    expect(judge(row)).toEqual(expected(row.admission));
  });
}

const hours = (timeZone: string, weekly: CallingHours['weekly'], more: Partial<CallingHours> = {}) => ({
  callingHours: { timeZone, weekly, ...more },
});

const office = {
  monday: ['09:00-17:00'],
  tuesday: ['09:00-12:00', '13:00-17:00'],
  wednesday: ['09:00-12:00', '12:00-17:00'],
  thursday: ['13:00-17:00', '09:00-12:00'],
};
const losAngeles = hours('America/Los_Angeles', office);

describe('without calling hours', () => {
  const instants = { notBefore: '2026-03-02T12:00:00-08:00', expiresAt: '2026-03-02T17:00:00-08:00' };
  check([
    { rule: 'no option is no limit', now: '2026-03-02T03:00:00Z', options: {}, admission: ['dial'] },
    {
      rule: 'before notBefore it waits',
      now: '2026-03-02T11:59:59.999-08:00',
      options: instants,
      admission: ['wait', '2026-03-02T12:00:00-08:00', 'not-before'],
    },
    {
      rule: 'at notBefore it dials, until expiresAt',
      now: '2026-03-02T12:00:00-08:00',
      options: instants,
      admission: ['dial', '2026-03-02T17:00:00-08:00'],
    },
    {
      rule: 'the last millisecond before expiresAt is good',
      now: '2026-03-02T16:59:59.999-08:00',
      options: instants,
      admission: ['dial', '2026-03-02T17:00:00-08:00'],
    },
    {
      rule: 'at expiresAt it is over',
      now: '2026-03-02T17:00:00-08:00',
      options: instants,
      admission: ['never', 'expired'],
    },
  ]);
});

describe('office hours in Los Angeles', () => {
  check([
    {
      rule: 'before opening',
      now: '2026-03-02T08:59:59.999-08:00',
      options: losAngeles,
      admission: ['wait', '2026-03-02T09:00:00-08:00', 'calling-hours'],
    },
    {
      rule: 'at opening',
      now: '2026-03-02T09:00:00-08:00',
      options: losAngeles,
      admission: ['dial', '2026-03-02T16:59:00-08:00'],
    },
    {
      rule: 'at the last start',
      now: '2026-03-02T16:58:59.999-08:00',
      options: losAngeles,
      admission: ['dial', '2026-03-02T16:59:00-08:00'],
    },
    {
      rule: 'one dial limit before closing it is too late',
      now: '2026-03-02T16:59:00-08:00',
      options: losAngeles,
      admission: ['wait', '2026-03-03T09:00:00-08:00', 'calling-hours'],
    },
    {
      rule: 'a shorter dial limit starts later',
      now: '2026-03-02T16:59:30-08:00',
      options: losAngeles,
      dialLimitMs: 15_000,
      admission: ['dial', '2026-03-02T16:59:45-08:00'],
    },
    {
      rule: 'between the spans of a day',
      now: '2026-03-03T12:30:00-08:00',
      options: losAngeles,
      admission: ['wait', '2026-03-03T13:00:00-08:00', 'calling-hours'],
    },
    {
      rule: 'spans that touch are one',
      now: '2026-03-04T11:59:30-08:00',
      options: losAngeles,
      admission: ['dial', '2026-03-04T16:59:00-08:00'],
    },
    {
      rule: 'spans in any order',
      now: '2026-03-05T08:00:00-08:00',
      options: losAngeles,
      admission: ['wait', '2026-03-05T09:00:00-08:00', 'calling-hours'],
    },
    {
      rule: 'over the days without hours',
      now: '2026-03-05T17:00:00-08:00',
      options: losAngeles,
      admission: ['wait', '2026-03-09T09:00:00-07:00', 'calling-hours'],
    },
    {
      rule: 'notBefore within the hours',
      now: '2026-03-02T10:00:00-08:00',
      options: { ...losAngeles, notBefore: '2026-03-03T10:00:00-08:00' },
      admission: ['wait', '2026-03-03T10:00:00-08:00', 'not-before'],
    },
    {
      rule: 'notBefore between the hours',
      now: '2026-03-02T10:00:00-08:00',
      options: { ...losAngeles, notBefore: '2026-03-03T12:30:00-08:00' },
      admission: ['wait', '2026-03-03T13:00:00-08:00', 'calling-hours'],
    },
    {
      rule: 'a notBefore of the past changes nothing',
      now: '2026-03-02T10:00:00-08:00',
      options: { ...losAngeles, notBefore: '2026-03-01T10:00:00-08:00' },
      admission: ['dial', '2026-03-02T16:59:00-08:00'],
    },
    {
      rule: 'expiresAt before closing',
      now: '2026-03-02T10:00:00-08:00',
      options: { ...losAngeles, expiresAt: '2026-03-02T12:00:00-08:00' },
      admission: ['dial', '2026-03-02T12:00:00-08:00'],
    },
    {
      rule: 'expiresAt at the next opening',
      now: '2026-03-02T17:00:00-08:00',
      options: { ...losAngeles, expiresAt: '2026-03-03T09:00:00-08:00' },
      admission: ['never', 'expires-first'],
    },
    {
      rule: 'expiresAt just after the next opening',
      now: '2026-03-02T17:00:00-08:00',
      options: { ...losAngeles, expiresAt: '2026-03-03T09:00:00.001-08:00' },
      admission: ['wait', '2026-03-03T09:00:00-08:00', 'calling-hours'],
    },
    {
      rule: 'a zone that this runtime does not know',
      now: '2026-03-02T17:00:00-08:00',
      options: hours('America/Nowhere', office),
      admission: ['never', 'unknown-time-zone'],
    },
  ]);
});

describe('over midnight', () => {
  const night = hours('UTC', { monday: ['22:00-02:00'] });
  const nightAnd = (...closedDates: string[]) => hours('UTC', { monday: ['22:00-02:00'] }, { closedDates });
  check([
    {
      rule: 'in the evening',
      now: '2026-03-02T23:00:00Z',
      options: night,
      admission: ['dial', '2026-03-03T01:59:00Z'],
    },
    { rule: 'past midnight', now: '2026-03-03T01:00:00Z', options: night, admission: ['dial', '2026-03-03T01:59:00Z'] },
    {
      rule: 'not in the small hours of the day itself',
      now: '2026-03-02T01:00:00Z',
      options: night,
      admission: ['wait', '2026-03-02T22:00:00Z', 'calling-hours'],
    },
    {
      rule: 'a closed next date ends it at midnight',
      now: '2026-03-02T23:00:00Z',
      options: nightAnd('2026-03-03'),
      admission: ['dial', '2026-03-02T23:59:00Z'],
    },
    {
      rule: 'on a closed date it does not open, past midnight neither',
      now: '2026-03-02T23:00:00Z',
      options: nightAnd('2026-03-02'),
      admission: ['wait', '2026-03-09T22:00:00Z', 'closed-date'],
    },
    {
      rule: '24:00 and the next day’s 00:00 are one moment',
      now: '2026-03-02T23:59:30Z',
      options: hours('UTC', { monday: ['20:00-24:00'], tuesday: ['00:00-06:00'] }),
      admission: ['dial', '2026-03-03T05:59:00Z'],
    },
    {
      rule: 'hours that never close end a year ahead, as far as is looked',
      now: '2026-03-02T00:00:00Z',
      options: hours(
        'UTC',
        Object.fromEntries(
          Object.keys({ ...office, friday: 0, saturday: 0, sunday: 0 }).map((day) => [day, ['00:00-24:00']]),
        ),
      ),
      admission: ['dial', '2027-03-02T23:59:00Z'],
    },
  ]);
});

describe('when clocks change', () => {
  check([
    {
      rule: 'New York: hours in the gap do not open that day',
      now: '2026-03-08T01:00:00-05:00',
      options: hours('America/New_York', { sunday: ['02:00-03:00'] }),
      admission: ['wait', '2026-03-15T02:00:00-04:00', 'calling-hours'],
    },
    {
      rule: 'New York: hours around the gap go on through it',
      now: '2026-03-08T01:59:59-05:00',
      options: hours('America/New_York', { sunday: ['01:30-03:30'] }),
      admission: ['dial', '2026-03-08T03:29:00-04:00'],
    },
    {
      rule: 'New York: hours that close in the gap close when it begins',
      now: '2026-03-08T01:30:00-05:00',
      options: hours('America/New_York', { sunday: ['01:00-02:30'] }),
      admission: ['dial', '2026-03-08T01:59:00-05:00'],
    },
    {
      rule: 'New York: hours that open in the gap open when it ends',
      now: '2026-03-08T01:30:00-05:00',
      options: hours('America/New_York', { sunday: ['02:30-05:00'] }),
      admission: ['wait', '2026-03-08T03:00:00-04:00', 'calling-hours'],
    },
    {
      rule: 'New York: hours that a clock shows twice open twice',
      now: '2026-11-01T01:29:30-04:00',
      options: hours('America/New_York', { sunday: ['01:00-01:30'] }),
      admission: ['wait', '2026-11-01T01:00:00-05:00', 'calling-hours'],
    },
    {
      rule: 'Lord Howe: a gap of half an hour',
      now: '2026-10-04T01:30:00+10:30',
      options: hours('Australia/Lord_Howe', { sunday: ['02:00-02:30'] }),
      admission: ['wait', '2026-10-11T02:00:00+11:00', 'calling-hours'],
    },
    {
      rule: 'Lord Howe: half an hour twice without a pause',
      now: '2026-04-05T01:30:00+11:00',
      options: hours('Australia/Lord_Howe', { sunday: ['01:30-02:00'] }),
      admission: ['dial', '2026-04-05T01:59:00+10:30'],
    },
    {
      rule: 'Samoa: a date that never was has no hours',
      now: '2011-12-29T12:00:00-10:00',
      options: hours('Pacific/Apia', { friday: ['09:00-17:00'] }),
      admission: ['wait', '2012-01-06T09:00:00+14:00', 'calling-hours'],
    },
    {
      rule: 'Samoa: the night into it ends at midnight',
      now: '2011-12-29T23:00:00-10:00',
      options: hours('Pacific/Apia', { thursday: ['22:00-02:00'] }),
      admission: ['dial', '2011-12-29T23:59:00-10:00'],
    },
    {
      rule: 'Casablanca: one hour later in Ramadan',
      now: '2026-02-16T08:30:00Z',
      options: hours('Africa/Casablanca', { monday: ['09:00-18:00'] }),
      admission: ['wait', '2026-02-16T09:00:00Z', 'calling-hours'],
    },
    {
      rule: 'Casablanca: and back after it',
      now: '2026-03-23T08:30:00Z',
      options: hours('Africa/Casablanca', { monday: ['09:00-18:00'] }),
      admission: ['dial', '2026-03-23T16:59:00Z'],
    },
    ...[
      { place: 'Arizona in summer', zone: 'America/Phoenix', opens: '2026-07-06T08:00:00-07:00' },
      { place: 'the Navajo Nation in summer', zone: 'Navajo', opens: '2026-07-06T08:00:00-06:00' },
      { place: 'Arizona in winter', zone: 'America/Phoenix', opens: '2026-12-07T08:00:00-07:00' },
      { place: 'the Navajo Nation in winter', zone: 'Navajo', opens: '2026-12-07T08:00:00-07:00' },
    ].map(({ place, zone, opens }): Row => ({
      rule: place,
      now: `${opens.slice(0, 10)}T10:00:00Z`,
      options: hours(zone, { monday: ['08:00-21:00'] }),
      admission: ['wait', opens, 'calling-hours'],
    })),
  ]);
});

describe('closed dates and holidays', () => {
  const allWeek = {
    monday: ['09:00-17:00'],
    tuesday: ['09:00-17:00'],
    wednesday: ['09:00-17:00'],
    thursday: ['09:00-17:00'],
    friday: ['09:00-17:00'],
  };
  const newYork = (more: Partial<CallingHours>) => hours('America/New_York', allWeek, more);
  const us = { holidays: { country: 'US' } };
  check([
    {
      rule: '29 February is open',
      now: '2028-02-29T09:00:00-05:00',
      options: newYork({ closedDates: ['2028-02-28', '2028-03-01'] }),
      admission: ['dial', '2028-02-29T16:59:00-05:00'],
    },
    {
      rule: '29 February is closed',
      now: '2028-02-28T17:00:00-05:00',
      options: newYork({ closedDates: ['2028-02-29'] }),
      admission: ['wait', '2028-03-01T09:00:00-05:00', 'closed-date'],
    },
    {
      rule: 'the closed date is the callee’s, not UTC’s',
      now: '2026-03-02T16:00:00-05:00',
      options: hours('America/New_York', { monday: ['09:00-22:00'] }, { closedDates: ['2026-03-03'] }),
      admission: ['dial', '2026-03-02T21:59:00-05:00'],
    },
    {
      rule: 'Thanksgiving',
      now: '2026-11-26T09:00:00-05:00',
      options: newYork(us),
      admission: ['wait', '2026-11-27T09:00:00-05:00', 'holiday'],
    },
    {
      rule: 'the substitute day of a holiday, in the year before its own',
      now: '2021-12-31T09:00:00-05:00',
      options: newYork(us),
      admission: ['wait', '2022-01-03T09:00:00-05:00', 'holiday'],
    },
    {
      rule: 'a closed date after a holiday',
      now: '2026-11-26T09:00:00-05:00',
      options: newYork({ ...us, closedDates: ['2026-11-27'] }),
      admission: ['wait', '2026-11-30T09:00:00-05:00', 'closed-date'],
    },
    {
      rule: 'a closed date on a holiday',
      now: '2026-11-26T09:00:00-05:00',
      options: newYork({ ...us, closedDates: ['2026-11-26'] }),
      admission: ['wait', '2026-11-27T09:00:00-05:00', 'holiday'],
    },
    {
      rule: 'closed dates and holidays of other days are no reason',
      now: '2026-11-24T08:00:00-05:00',
      options: newYork({ ...us, closedDates: ['2026-11-25'] }),
      admission: ['wait', '2026-11-24T09:00:00-05:00', 'calling-hours'],
    },
    {
      rule: 'Valentine’s Day is no public holiday',
      now: '2025-02-14T09:00:00-05:00',
      options: newYork(us),
      admission: ['dial', '2025-02-14T16:59:00-05:00'],
    },
    {
      rule: 'a holiday of one region',
      now: '2026-03-31T09:00:00-07:00',
      options: hours('America/Los_Angeles', allWeek, { holidays: { country: 'US', region: 'CA' } }),
      admission: ['wait', '2026-04-01T09:00:00-07:00', 'holiday'],
    },
    {
      rule: 'is none in the next region',
      now: '2026-03-31T09:00:00-07:00',
      options: hours('America/Los_Angeles', allWeek, { holidays: { country: 'US', region: 'WA' } }),
      admission: ['dial', '2026-03-31T16:59:00-07:00'],
    },
    {
      rule: 'a holiday of several days, from its date on',
      now: '2026-03-19T09:00:00+03:00',
      options: hours('Europe/Istanbul', allWeek, { holidays: { country: 'TR' } }),
      admission: ['dial', '2026-03-19T16:59:00+03:00'],
    },
    {
      rule: 'to its last',
      now: '2026-03-20T09:00:00+03:00',
      options: hours('Europe/Istanbul', allWeek, { holidays: { country: 'TR' } }),
      admission: ['wait', '2026-03-24T09:00:00+03:00', 'holiday'],
    },
    {
      rule: 'a holiday that began in the year before',
      now: '2026-01-02T09:00:00+02:00',
      options: hours('Africa/Mbabane', allWeek, { holidays: { country: 'SZ' } }),
      admission: ['wait', '2026-01-05T09:00:00+02:00', 'holiday'],
    },
    {
      rule: 'holidays that nobody knows',
      now: '2026-03-02T09:00:00-05:00',
      options: newYork({ holidays: { country: 'XX' } }),
      admission: ['never', 'unknown-holidays'],
    },
    {
      rule: 'closed for more than a year',
      now: '2026-03-02T00:00:00Z',
      options: hours('UTC', { monday: ['09:00-17:00'] }, { closedDates: mondays('2026-03-02', 53) }),
      admission: ['never', 'never-opens'],
    },
    {
      rule: 'closed for almost a year',
      now: '2026-03-02T00:00:00Z',
      options: hours('UTC', { monday: ['09:00-17:00'] }, { closedDates: mondays('2026-03-02', 52) }),
      admission: ['wait', '2027-03-01T09:00:00Z', 'closed-date'],
    },
  ]);
});

describe('candidate zones', () => {
  const coasts = ['America/New_York', 'America/Los_Angeles'];
  const anywhere = { callingHours: { preset: 'us-tcpa' as const } };
  check([
    {
      rule: 'the westernmost opens last',
      now: '2026-01-05T08:00:00-05:00',
      options: anywhere,
      candidateZones: coasts,
      admission: ['wait', '2026-01-05T08:00:00-08:00', 'calling-hours'],
    },
    {
      rule: 'the easternmost closes first',
      now: '2026-01-05T08:00:00-08:00',
      options: anywhere,
      candidateZones: coasts,
      admission: ['dial', '2026-01-05T20:59:00-05:00'],
    },
    {
      rule: 'a zone that is given counts alone',
      now: '2026-01-05T08:00:00-05:00',
      options: { callingHours: { preset: 'us-tcpa', timeZone: 'America/New_York' } },
      candidateZones: coasts,
      admission: ['dial', '2026-01-05T20:59:00-05:00'],
    },
    {
      rule: 'none known is never dialled',
      now: '2026-01-05T12:00:00-08:00',
      options: anywhere,
      candidateZones: [],
      admission: ['never', 'no-time-zone'],
    },
    {
      rule: 'none looked up is none known',
      now: '2026-01-05T12:00:00-08:00',
      options: anywhere,
      admission: ['never', 'no-time-zone'],
    },
    {
      rule: 'without hours no zone is needed',
      now: '2026-01-05T12:00:00-08:00',
      options: { notBefore: '2026-01-05T11:00:00-08:00' },
      candidateZones: [],
      admission: ['dial'],
    },
    {
      rule: 'zones whose hours never meet',
      now: '2026-01-05T12:00:00Z',
      options: { callingHours: { weekly: { monday: ['09:00-10:00'] } } },
      candidateZones: ['Pacific/Kiritimati', 'Pacific/Pago_Pago'],
      admission: ['never', 'never-opens'],
    },
  ]);
});

/** Dates of so many Mondays in a row. */
function mondays(first: string, count: number): string[] {
  return Array.from({ length: count }, (_, week) =>
    new Date(Date.parse(`${first}T00:00:00Z`) + week * 7 * 86_400_000).toISOString().slice(0, 10),
  );
}
