import { expect, it } from 'vitest';
import { parseAdmissionOptions, parseCallingHours, type Issue } from '../../src/contract/index.js';
import { issue } from './a-request.js';

const weekly = { monday: ['09:00-17:30'] };
const noSpan = 'must be opening and closing time, such as 09:00-17:30 (24:00 closes at midnight)';
const zeroWidth = 'opens and closes at the same time: the whole day is 00:00-24:00';
const tooShort = 'is shorter than 2 minutes: the last start is one dial limit before closing';
const noZone = issue('timeZone', 'must be an IANA time zone, such as America/Los_Angeles');
const neverOpens = issue('weekly', 'never opens: give a day its hours, such as 09:00-17:30');
const noDate = 'must be a date, such as 2026-12-24';

interface Row {
  readonly rule: string;
  readonly hours: unknown;
  readonly issues: readonly Issue[];
}

const span = (text: unknown, ...messages: string[]): Row => ({
  rule: `the span ${JSON.stringify(text)}`,
  hours: { weekly: { friday: ['09:00-10:00', text] } },
  issues: messages.map((message) => issue('weekly.friday.1', message)),
});
const timeZone = (name: string, ...issues: Issue[]): Row => ({
  rule: `the zone ${JSON.stringify(name)}`,
  hours: { timeZone: name, weekly },
  issues,
});
const dates = (member: 'closedDates' | 'openDates', date: string, ...messages: string[]): Row => ({
  rule: `${JSON.stringify(date)} in ${member}`,
  hours: { weekly, [member]: [date] },
  issues: messages.map((message) => issue(`${member}.0`, message)),
});

const rows: readonly Row[] = [
  { rule: 'hours of a week', hours: { weekly }, issues: [] },
  {
    rule: 'hours with everything',
    hours: {
      timeZone: 'America/Los_Angeles',
      weekly: { ...weekly, sunday: [] },
      closedDates: ['2026-12-24'],
      openDates: ['2026-12-25'],
      holidays: { country: 'AU', region: 'NSW' },
    },
    issues: [],
  },
  { rule: 'a preset', hours: { preset: 'us-tcpa' }, issues: [] },
  { rule: 'a preset with more closed dates', hours: { preset: 'uk-custom', closedDates: ['2026-12-24'] }, issues: [] },
  { rule: 'no object', hours: '09:00-17:30', issues: [issue('', 'must be an object, is a string')] },
  { rule: 'no hours', hours: {}, issues: [issue('weekly', 'is required when there is no preset')] },
  {
    rule: 'two kinds of hours',
    hours: { weekly, preset: 'us-tcpa' },
    issues: [issue('preset', 'stands instead of weekly: leave one of them out')],
  },
  {
    rule: 'an unknown preset',
    hours: { preset: 'mars' },
    issues: [issue('preset', 'must be us-tcpa or us-strict or us-florida or canada or australia or uk-custom')],
  },
  { rule: 'a week without a day', hours: { weekly: {} }, issues: [neverOpens] },
  { rule: 'days without hours', hours: { weekly: { monday: [], sunday: [] } }, issues: [neverOpens] },
  {
    rule: 'an unknown day',
    hours: { weekly: { ...weekly, tusday: [] } },
    issues: [issue('weekly.tusday', 'is unknown; did you mean tuesday?')],
  },
  {
    rule: 'a day that is no list',
    hours: { weekly: { monday: '09:00-17:30' } },
    issues: [issue('weekly.monday', 'must be a list, is a string')],
  },
  { rule: '24 spans a day', hours: { weekly: { monday: Array<string>(24).fill('09:00-10:00') } }, issues: [] },
  {
    rule: '25 spans a day',
    hours: { weekly: { monday: Array<string>(25).fill('09:00-10:00') } },
    issues: [issue('weekly.monday', 'has more than 24 spans')],
  },
  ...['00:00-24:00', '22:00-02:00', '20:00-00:00', '23:59-00:01', '09:00-09:02', '09:02-09:01'].map((text) =>
    span(text),
  ),
  ...['09:00-09:00', '00:00-00:00'].map((text) => span(text, zeroWidth)),
  ...['09:00-09:01', '23:59-24:00', '23:59-00:00'].map((text) => span(text, tooShort)),
  ...[
    '9:00-17:30',
    '09:00–17:30',
    '09:00 - 17:30',
    '24:00-02:00',
    '09:00-24:01',
    '09:60-10:00',
    '09:00',
    '09:00-09:00-10:00',
    '',
    '09:00-17:30\n',
  ].map((text) => span(text, noSpan)),
  span(9, 'must be a string, is a number'),
  ...[
    'UTC',
    'Europe/London',
    'America/Argentina/Buenos_Aires',
    'America/Port-au-Prince',
    'Etc/GMT+5',
    'Navajo',
    'america/new_york',
  ].map((name) => timeZone(name)),
  ...['', 'EST', 'PST8PDT', 'CET', '+01:00', '-0800', 'Europe/London ', 'Europe/London\n', '5'].map((name) =>
    timeZone(name, noZone),
  ),
  ...(['closedDates', 'openDates'] as const).flatMap((member): Row[] => [
    dates(member, '2028-02-29'),
    ...['2026-02-29', '2026-02-30', '2026-13-01', '26-12-24', '2026-12-24T00:00:00Z', '24.12.2026', ''].map((date) =>
      dates(member, date, noDate),
    ),
    {
      rule: `1000 dates in ${member}`,
      hours: { weekly, [member]: Array<string>(1000).fill('2026-12-24') },
      issues: [],
    },
    {
      rule: `1001 dates in ${member}`,
      hours: { weekly, [member]: Array<string>(1001).fill('2026-12-24') },
      issues: [issue(member, 'has more than 1000 dates')],
    },
  ]),
  { rule: 'open dates without holidays', hours: { preset: 'us-tcpa', openDates: ['2026-12-25'] }, issues: [] },
  {
    rule: 'a date that is to be open and closed',
    hours: { weekly, closedDates: ['2026-12-24', '2026-12-25'], openDates: ['2026-12-31', '2026-12-25'] },
    issues: [issue('openDates', 'has 2026-12-25, which is in closedDates too: leave it out of one')],
  },
  {
    rule: 'open dates that are no list',
    hours: { weekly, openDates: '2026-12-25' },
    issues: [issue('openDates', 'must be a list, is a string')],
  },
  {
    rule: 'holidays without a country',
    hours: { weekly, holidays: { region: 'NSW' } },
    issues: [issue('holidays.country', 'is required')],
  },
  {
    rule: 'a country in words',
    hours: { weekly, holidays: { country: 'Australia' } },
    issues: [issue('holidays.country', 'must be an ISO 3166-1 code of two capitals, such as AU')],
  },
  {
    rule: 'a region with its country',
    hours: { weekly, holidays: { country: 'AU', region: 'AU-NSW' } },
    issues: [issue('holidays.region', 'must be an ISO 3166-2 code without its country, such as NSW')],
  },
];

it.each(rows)('parseCallingHours judges $rule', ({ hours, issues }) => {
  expect(parseCallingHours(hours)).toEqual(issues.length === 0 ? { ok: true, value: hours } : { ok: false, issues });
});

const [early, late] = ['2026-03-02T17:00:00-08:00', '2026-03-03T01:00:00.001Z'];
const notBeforeLate = issue('notBefore', 'must be before expiresAt');

it.each<{ rule: string; options: unknown; issues: readonly Issue[] }>([
  { rule: 'no option', options: {}, issues: [] },
  { rule: 'all options', options: { notBefore: early, expiresAt: late, callingHours: { weekly } }, issues: [] },
  { rule: 'notBefore at expiresAt', options: { notBefore: early, expiresAt: early }, issues: [notBeforeLate] },
  { rule: 'notBefore after expiresAt', options: { notBefore: late, expiresAt: early }, issues: [notBeforeLate] },
  {
    rule: 'every issue at once',
    options: { notBefore: 'tomorrow', callingHours: { weekly: {}, timeZone: 'EST' } },
    issues: [
      issue('notBefore', 'must be an instant in ISO 8601 with offset, such as 2026-03-02T17:00:00-08:00'),
      issue('callingHours.timeZone', noZone.message),
      issue('callingHours.weekly', neverOpens.message),
    ],
  },
  { rule: 'a list', options: [], issues: [issue('', 'must be an object, is a list')] },
])('parseAdmissionOptions judges $rule', ({ options, issues }) => {
  expect(parseAdmissionOptions(options)).toEqual(
    issues.length === 0 ? { ok: true, value: options } : { ok: false, issues },
  );
});

it.each([undefined, null])('parseAdmissionOptions takes %s for no options', (options) => {
  expect(parseAdmissionOptions(options)).toEqual({ ok: true, value: {} });
});
