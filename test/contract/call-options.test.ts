import { expect, it } from 'vitest';
import { parseCallOptions, resolveCallOptions } from '../../src/contract/call-options.js';
import { withoutNulls } from '../../src/contract/shapes.js';
import { optionRows } from './option-rows.js';

it.each(optionRows)('parseCallOptions judges $rule', ({ options, issues }) => {
  const parsed = parseCallOptions(options);
  expect(parsed).toEqual(issues.length === 0 ? { ok: true, value: withoutNulls(options) } : { ok: false, issues });
});

it.each([undefined, null])('parseCallOptions takes %s for no options', (options) => {
  expect(parseCallOptions(options)).toEqual({ ok: true, value: {} });
});

const defaults = {
  times: {},
  expiresAfterMs: undefined,
  resendWindowMs: 900_000,
  isTracked: true,
  maxCallLengthMs: 14_400_000,
  lookIntervalMs: 30_000,
  urgency: { priority: 3 },
  takesLine: true,
};

it.each([
  { rule: 'the defaults', options: {}, resolved: {} },
  { rule: 'never sending again', options: { resendWindow: 0 }, resolved: { resendWindowMs: 0 } },
  ...(
    [
      ['250ms', 250],
      ['2 milliseconds', 2],
      ['1s', 1000],
      ['1.5 sec', 1500],
      ['2 seconds', 2000],
      ['1m', 60_000],
      ['3 mins', 180_000],
      ['1 minute', 60_000],
      ['1 hr', 3_600_000],
      ['2hours', 7_200_000],
      ['7d', 604_800_000],
      ['1 day', 86_400_000],
    ] as const
  ).map(([resendWindow, resendWindowMs]) => ({
    rule: resendWindow,
    options: { resendWindow },
    resolved: { resendWindowMs },
  })),
  {
    rule: 'an instant with offset, as it is written',
    options: { expiresAt: '2026-03-02T17:00:00.5-08:00' },
    resolved: { times: { expiresAt: '2026-03-02T17:00:00.5-08:00' } },
  },
  {
    rule: 'times, apart from the rest',
    options: { notBefore: '2026-03-02T17:00:00Z', callingHours: { preset: 'us-tcpa' }, expiresAfter: '90s' },
    resolved: {
      times: { notBefore: '2026-03-02T17:00:00Z', callingHours: { preset: 'us-tcpa' } },
      expiresAfterMs: 90_000,
    },
  },
  { rule: 'a call that is not followed', options: { tracking: 'none' }, resolved: { isTracked: false } },
  { rule: 'a call that is followed', options: { tracking: 'outcome' }, resolved: { isTracked: true } },
  { rule: 'the longest call', options: { maxCallLength: '1 day' }, resolved: { maxCallLengthMs: 86_400_000 } },
  {
    rule: 'an urgency',
    options: { priority: 1, fairnessKey: 'acme', fairnessWeight: 2.5 },
    resolved: { urgency: { priority: 1, fairnessKey: 'acme', fairnessWeight: 2.5 } },
  },
  { rule: 'no line', options: { lines: 'unlimited' }, resolved: { takesLine: false } },
  { rule: 'looks far apart', options: { lookInterval: '5 minutes' }, resolved: { lookIntervalMs: 300_000 } },
] as const)('resolveCallOptions resolves $rule', ({ options, resolved }) => {
  expect(resolveCallOptions(options)).toEqual({ ...defaults, ...resolved });
});
