import type { Issue } from '../../src/contract/index.js';
import { issue } from './a-request.js';
import { timesRows } from './times-rows.js';

export interface OptionRow {
  readonly rule: string;
  readonly options: unknown;
  /** Every issue; none: the options are valid. */
  readonly issues: readonly Issue[];
  readonly beyondJsonSchema?: boolean;
}

const instantMessage = 'must be an instant in ISO 8601 with offset, such as 2026-03-02T17:00:00-08:00';
const limits = issue('resendWindow', 'must be 0 to 7 days (the client token is valid no longer)');
const tooSmall = issue(
  'resendWindow',
  'is below 1000, and numbers are milliseconds: for seconds write text, such as "60s"',
);
const yearsOrMonths = issue('resendWindow', 'has years or months, whose length is not fixed: write days, such as P30D');
const noDuration = issue('resendWindow', 'must be milliseconds or text such as "15 minutes"');

const expiresAt = (value: unknown, ...issues: Issue[]): OptionRow => ({
  rule: `expiresAt ${JSON.stringify(value)}`,
  options: { expiresAt: value },
  issues,
});
const resendWindow = (value: unknown, ...issues: Issue[]): OptionRow => ({
  rule: `resendWindow ${JSON.stringify(value)}`,
  options: { resendWindow: value },
  issues,
});
/** A day that the calendar lacks and a limit inside a text are more than a pattern can say. */
const beyondJsonSchema = (row: OptionRow): OptionRow => ({ ...row, beyondJsonSchema: true });

const noInstant = issue('expiresAt', instantMessage);

export const optionRows: readonly OptionRow[] = [
  { rule: 'no option', options: {}, issues: [] },
  {
    rule: 'an unknown option',
    options: { expiresat: '' },
    issues: [issue('expiresat', 'is unknown; did you mean expiresAt?')],
  },
  { rule: 'a list', options: [], issues: [issue('', 'must be an object, is a list')] },
  expiresAt('2026-03-02T17:00:00-08:00'),
  expiresAt('2026-03-02T17:00Z'),
  expiresAt('2026-03-02T17:00:00.123456789+23:59'),
  expiresAt('2028-02-29T00:00:00Z'),
  ...['2026-02-29T00:00:00Z', '2026-02-30T00:00:00Z', '2026-04-31T23:59:59+05:30', '2100-02-29T00:00Z'].map((value) =>
    beyondJsonSchema(expiresAt(value, noInstant)),
  ),
  ...[
    '2026-03-02T17:00:00', // local time
    '2026-03-02',
    '2026-03-02 17:00:00Z',
    '2026-03-02T24:00:00Z',
    '2026-03-02T17:60:00Z',
    '2026-13-02T17:00:00Z',
    '2026-03-00T17:00:00Z',
    '2026-03-02T17:00:00+24:00',
    '2026-03-02T17:00:00+0100',
    '2026-03-02t17:00:00z',
    '2026-03-02T17:00:00Z\n',
    '+002026-03-02T17:00:00Z',
    'tomorrow',
    '',
  ].map((value) => expiresAt(value, noInstant)),
  expiresAt(1772442000000, issue('expiresAt', 'must be a string, is a number')),
  expiresAt(null),
  ...[0, 1000, 604_800_000, '0s', '0 ms', '1 ms', '90s', '1.5 h', '15 minutes', '1 day', '7 days', '168h'].map(
    (value) => resendWindow(value),
  ),
  resendWindow('604800000ms'),
  ...[1, 60, 999, 0.5].map((value) => resendWindow(value, tooSmall)),
  ...['PT0S', 'PT15M', 'PT1H30M', 'PT36H', 'PT90S', 'PT1H0.5S', 'P7D', 'P1DT12H', 'P6DT23H59M59.999999999S', 'P1W'].map(
    (value) => resendWindow(value),
  ),
  ...['P8D', 'P2W', 'PT169H', 'PT604800.001S'].map((value) => beyondJsonSchema(resendWindow(value, limits))),
  ...['P1M', 'P1Y', 'P1Y2M3DT4H', 'P0.5Y'].map((value) => resendWindow(value, yearsOrMonths)),
  ...[
    'P',
    'PT',
    'P1DT',
    '-PT15M',
    'PT-15M',
    '+PT15M',
    'pt15m',
    'PT15',
    'PT1S1M',
    'P1H',
    'PT1.5H',
    'PT1,5S',
    'P1D2W',
    'PT15M\n',
  ].map((value) => resendWindow(value, noDuration)),
  ...[-1, 604_800_001].map((value) => resendWindow(value, limits)),
  ...['7.001 days', '169h', '604800000.001ms', '999999999d'].map((value) =>
    beyondJsonSchema(resendWindow(value, limits)),
  ),
  ...[
    '',
    '90',
    's',
    '-1s',
    '90 S',
    '90  s',
    '1e3s',
    '1,5h',
    '1 week',
    '0.0001s',
    '15 minutes\n',
    'forever',
    true,
    [],
    {},
  ].map((value) => resendWindow(value, noDuration)),
  resendWindow(null),
  { rule: 'tracking outcome', options: { tracking: 'outcome' }, issues: [] },
  { rule: 'tracking none', options: { tracking: 'none' }, issues: [] },
  { rule: 'an unknown tracking', options: { tracking: 'all' }, issues: [issue('tracking', 'must be outcome or none')] },
  { rule: 'the shortest call', options: { maxCallLength: 120_000 }, issues: [] },
  { rule: 'the longest call', options: { maxCallLength: 86_400_000 }, issues: [] },
  {
    rule: 'a call too short',
    options: { maxCallLength: 119_999 },
    issues: [issue('maxCallLength', 'must be 2 minutes to 24 hours')],
  },
  {
    rule: 'a call too long',
    options: { maxCallLength: 86_400_001 },
    issues: [issue('maxCallLength', 'must be 2 minutes to 24 hours')],
  },
  { rule: 'looks each second', options: { lookInterval: 1000 }, issues: [] },
  {
    rule: 'looks too close',
    options: { lookInterval: 999 },
    issues: [issue('lookInterval', tooSmall.message)],
  },
  {
    rule: 'looks too far apart',
    options: { lookInterval: 3_600_001 },
    issues: [issue('lookInterval', 'must be 1 second to 1 hour')],
  },
  { rule: 'the first priority', options: { priority: 1 }, issues: [] },
  { rule: 'the last priority', options: { priority: 5 }, issues: [] },
  { rule: 'no priority', options: { priority: 0 }, issues: [issue('priority', 'must be 1 or more')] },
  { rule: 'a priority past the last', options: { priority: 6 }, issues: [issue('priority', 'must be 5 or less')] },
  { rule: 'half a priority', options: { priority: 1.5 }, issues: [issue('priority', 'must be a whole number')] },
  { rule: 'a fairness key of 64 bytes', options: { fairnessKey: 'x'.repeat(64) }, issues: [] },
  { rule: 'an empty fairness key', options: { fairnessKey: '' }, issues: [issue('fairnessKey', 'is empty')] },
  {
    rule: 'a fairness key of 65 bytes',
    options: { fairnessKey: 'x'.repeat(65) },
    issues: [issue('fairnessKey', 'is longer than 64 bytes')],
    beyondJsonSchema: true,
  },
  {
    rule: 'a fairness key of 64 characters and 65 bytes',
    options: { fairnessKey: `${'x'.repeat(63)}é` },
    issues: [issue('fairnessKey', 'is longer than 64 bytes')],
    beyondJsonSchema: true,
  },
  { rule: 'the least weight', options: { fairnessWeight: 0.001 }, issues: [] },
  { rule: 'the greatest weight', options: { fairnessWeight: 1000 }, issues: [] },
  ...[0, -1, 0.0009, 1000.1].map((fairnessWeight) => ({
    rule: `the weight ${fairnessWeight}`,
    options: { fairnessWeight },
    issues: [issue('fairnessWeight', 'must be 0.001 to 1000')],
  })),
  { rule: 'lines of the pool', options: { lines: 'pool' }, issues: [] },
  { rule: 'lines unlimited', options: { lines: 'unlimited' }, issues: [] },
  { rule: 'a number of lines', options: { lines: 10 }, issues: [issue('lines', 'must be pool or unlimited')] },
  ...timesRows.map(({ times, ...row }) => ({ options: times, ...row })),
];
