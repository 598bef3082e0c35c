import { describe, expect, it } from 'vitest';
import { parsePlan, resolvePlan, type FollowUpPlan } from '../../src/contract/index.js';
import { withoutNulls } from '../../src/contract/shapes.js';
import { planRows } from './plan-rows.js';

it.each(planRows)('parsePlan judges $rule', ({ plan, issues }) => {
  expect(parsePlan(plan)).toEqual(
    issues.length === 0 ? { ok: true, value: withoutNulls(plan) } : { ok: false, issues },
  );
});

it.each([undefined, null])('parsePlan takes %s for no plan', (plan) => {
  expect(parsePlan(plan)).toEqual({ ok: true, value: {} });
});

const minutes = 60_000;
const hours = 60 * minutes;

const defaults = {
  maxAttempts: 5,
  goal: ['ANSWERED'],
  onOutcome: {
    BUSY: { waitsMs: [10 * minutes, 30 * minutes, 2 * hours], atMost: Infinity },
    NO_ANSWER: { waitsMs: [3 * hours, 21 * hours, 27 * hours], atMost: Infinity },
    VOICEMAIL: { waitsMs: [21 * hours, 27 * hours], atMost: Infinity },
    FAILED: { waitsMs: [5 * minutes, 30 * minutes, 2 * hours], atMost: Infinity },
    BLOCKED: { waitsMs: [24 * hours], atMost: 1 },
    UNKNOWN: { waitsMs: [24 * hours], atMost: 0 },
  },
  linkAttempts: false,
};

describe('resolvePlan', () => {
  it.each<{ rule: string; plan: FollowUpPlan; resolved: object }>([
    { rule: 'the defaults', plan: {}, resolved: {} },
    {
      rule: 'times, which are no part of it',
      plan: { notBefore: '2026-03-02T17:00:00Z', expiresAfter: '1h' },
      resolved: {},
    },
    {
      rule: 'what is given',
      plan: { maxAttempts: 2, goal: ['VOICEMAIL'], linkAttempts: true },
      resolved: { maxAttempts: 2, goal: ['VOICEMAIL'], linkAttempts: true },
    },
    {
      rule: 'the other outcomes, when one is given',
      plan: { onOutcome: { BUSY: { wait: ['90s', 1000] } } },
      resolved: { onOutcome: { ...defaults.onOutcome, BUSY: { waitsMs: [90_000, 1000], atMost: Infinity } } },
    },
    {
      rule: 'the other half of a reaction',
      plan: { onOutcome: { BLOCKED: { wait: ['1h'] }, BUSY: { atMost: 2 } } },
      resolved: {
        onOutcome: {
          ...defaults.onOutcome,
          BLOCKED: { waitsMs: [hours], atMost: 1 },
          BUSY: { ...defaults.onOutcome.BUSY, atMost: 2 },
        },
      },
    },
    {
      rule: 'a wait after UNKNOWN, which means: once',
      plan: { onOutcome: { UNKNOWN: { wait: ['1h'] } } },
      resolved: { onOutcome: { ...defaults.onOutcome, UNKNOWN: { waitsMs: [hours], atMost: 1 } } },
    },
    {
      rule: 'an UNKNOWN that is not followed all the same',
      plan: { onOutcome: { UNKNOWN: { wait: ['1h'], atMost: 0 } } },
      resolved: { onOutcome: { ...defaults.onOutcome, UNKNOWN: { waitsMs: [hours], atMost: 0 } } },
    },
  ])('resolves $rule', ({ plan, resolved }) => {
    expect(resolvePlan(plan)).toEqual({ ...defaults, ...resolved });
  });
});
