import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCall, parseFollowUp } from '../../src/contract/index.js';
import { attemptId } from '../../src/contract/follow-up.js';
import { aRequest, emoji, issue, type Change } from './a-request.js';
import { planRows } from './plan-rows.js';
import { requestRows } from './request-rows.js';
import { seeded } from './seeded.js';

const id = 'order-4711';
const holdsNumber = issue(
  'workflowId',
  'holds the digits of DestinationPhoneNumber; IDs are never encrypted: choose another',
);
const tooLong = issue('workflowId', 'is longer than 250 bytes in UTF-8: its attempts add up to .100');
const time = '-2026-11-24T09:00:00Z';
const otherToken = issue('ClientToken', 'must be left out or equal the workflow ID: each attempt has its own');

const issuesOf = (workflowId: string, request: unknown, plan?: unknown) => {
  const parsed = parseFollowUp(workflowId, request, plan);
  return parsed.ok ? [] : parsed.issues;
};

describe('parseFollowUp accepts', () => {
  it('a request and no plan: all defaults', () => {
    expect(parseFollowUp(id, aRequest(), undefined)).toEqual({
      ok: true,
      value: {
        request: aRequest(),
        plan: expect.objectContaining({ maxAttempts: 5, goal: ['ANSWERED'] }) as object,
        times: {},
        expiresAfterMs: undefined,
        callOptions: {},
      },
    });
  });

  it('times apart from the plan, and how each attempt is conducted', () => {
    const times = {
      notBefore: '2026-03-02T17:00:00Z',
      expiresAt: '2026-05-02T17:00:00Z',
      callingHours: { preset: 'us-tcpa' },
    };
    const call = { resendWindow: '60s', maxCallLength: '1h' };
    expect(parseFollowUp(id, aRequest(), { ...times, call })).toMatchObject({
      ok: true,
      value: { times, expiresAfterMs: undefined, callOptions: call },
    });
  });

  it('an expiry counted from the beginning, in milliseconds', () => {
    expect(parseFollowUp(id, aRequest(), { expiresAfter: '90 days' })).toMatchObject({
      ok: true,
      value: { times: {}, expiresAfterMs: 7_776_000_000 },
    });
  });

  it.each<{ rule: string; workflowId?: string; change?: Change; plan?: object }>([
    { rule: 'a token that equals its ID', change: { ClientToken: id } },
    { rule: 'an ID of 250 bytes', workflowId: 'x'.repeat(250), plan: { maxAttempts: 100 } },
    { rule: 'an ID of 250 bytes in few characters', workflowId: `${emoji.repeat(62)}ab`, plan: { maxAttempts: 100 } },
    { rule: 'the run of a schedule of 230 bytes', workflowId: `${'x'.repeat(230)}${time}`, plan: { maxAttempts: 100 } },
    { rule: 'an ID with digits of another number', workflowId: 'order-2065550101' },
  ])('$rule, and drops the token: each attempt has its own', ({ workflowId = id, change = {}, plan }) => {
    expect(parseFollowUp(workflowId, aRequest(change), plan)).toMatchObject({
      ok: true,
      value: { request: aRequest() },
    });
  });
});

describe('parseFollowUp refuses', () => {
  it.each([
    { rule: 'an ID of 251 bytes', workflowId: 'x'.repeat(251), issues: [tooLong] },
    { rule: 'an ID of 333 characters that have 999 bytes', workflowId: '電'.repeat(333), issues: [tooLong] },
    {
      rule: 'an ID of 255 bytes, which would do for a call',
      workflowId: 'x'.repeat(255),
      plan: { maxAttempts: 100 },
      issues: [tooLong],
    },
    {
      rule: 'the run of a schedule of 231 bytes',
      workflowId: `${'x'.repeat(231)}${time}`,
      issues: [issue('workflowId', 'is longer than 251 bytes in UTF-8: its attempts add up to .100')],
    },
    { rule: 'no ID', workflowId: '', issues: [issue('workflowId', 'is empty')] },
    { rule: 'another token', change: { ClientToken: 'order-4712' }, issues: [otherToken] },
    { rule: 'the token of an attempt', change: { ClientToken: `${id}.1` }, issues: [otherToken] },
    { rule: 'a token that is no text', change: { ClientToken: 4711 }, issues: [otherToken] },
    {
      rule: 'a call ID: each attempt has its own',
      change: { Attributes: { 'ringonce-call-id': id } },
      issues: [issue('Attributes.ringonce-call-id', 'is set by ringonce to the workflow ID: leave it out')],
    },
    { rule: 'the number in its ID', workflowId: 'order-206-555-0100', issues: [holdsNumber] },
    // +1 206 555 0105, spelled by an ID and the number of an attempt.
    {
      rule: 'an ID whose fifth attempt spells the number',
      workflowId: 'order-206555010',
      change: { DestinationPhoneNumber: '+12065550105' },
      issues: [holdsNumber],
    },
    {
      rule: 'an ID whose second of ten attempts spells the number',
      workflowId: '20655501.0',
      change: { DestinationPhoneNumber: '+12065550102' },
      plan: { maxAttempts: 10 },
      issues: [holdsNumber],
    },
    { rule: 'no request', request: null, issues: [issue('', 'is required')] },
    {
      rule: 'issues of request and plan at once',
      change: { DestinationPhoneNumber: '2065550100', ClientToken: 'x' },
      plan: { maxAttempts: 0, expiresAfter: 'soon', call: { lookInterval: 0 } },
      issues: [
        otherToken,
        issue('DestinationPhoneNumber', 'must be E.164: has no +: write + and the country code first'),
        issue('plan.maxAttempts', 'must be 1 or more'),
        issue('plan.expiresAfter', 'must be milliseconds or text such as "15 minutes"'),
        issue('plan.call.lookInterval', 'must be 1 second to 1 hour'),
      ],
    },
    { rule: 'a plan that is a list', plan: [], issues: [issue('plan', 'must be an object, is a list')] },
  ] as readonly {
    rule: string;
    workflowId?: string;
    change?: Change;
    request?: unknown;
    plan?: unknown;
    issues: object[];
  }[])('$rule', ({ workflowId = id, change = {}, request = aRequest(change), plan, issues }) => {
    expect(issuesOf(workflowId, request, plan)).toEqual(issues);
  });

  it.each(planRows.filter(({ issues }) => issues.length > 0))('the plan with $rule', ({ plan, issues }) => {
    const named = issues.map(({ member, message }) => issue(member === '' ? 'plan' : `plan.${member}`, message));
    expect(issuesOf(id, aRequest(), plan)).toEqual(named);
  });
});

it.each(requestRows)('judges a request as a call does: $rule', ({ change }) => {
  const request = aRequest({ ...change, ClientToken: undefined });
  const asCall = parseCall(attemptId(id, 5), request, undefined);
  expect(issuesOf(id, request)).toEqual(asCall.ok ? [] : asCall.issues);
});

it('what is accepted is accepted of each attempt, whatever the ID and the number', () => {
  // IDs that are near to the number's digits.
  const ids = fc
    .tuple(fc.constantFrom('', 'order-', '1'), fc.integer({ min: 5, max: 12 }), fc.constantFrom('', '-', '.', '.0'))
    .map(
      ([before, digits, after]) =>
        (number: string) =>
          `${before}${number.slice(1, digits)}${after}`,
    );
  const numbers = fc.integer({ min: 0, max: 199 }).map((last) => `+12065550${String(last).padStart(3, '0')}`);
  const judged = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(ids, numbers, fc.integer({ min: 1, max: 15 }), (idOf, DestinationPhoneNumber, maxAttempts) => {
      const workflowId = idOf(DestinationPhoneNumber);
      const request = aRequest({ DestinationPhoneNumber });
      const isAccepted = parseFollowUp(workflowId, request, { maxAttempts }).ok;
      judged[isAccepted ? 'accepted' : 'refused']++;
      const attempts = Array.from({ length: maxAttempts }, (_, index) => attemptId(workflowId, index + 1));
      const refused = [workflowId, ...attempts].filter((one) => !parseCall(one, request, undefined).ok);
      expect({ workflowId, isAccepted, refused }).toEqual({ workflowId, isAccepted: refused.length === 0, refused });
    }),
    seeded(400),
  );
  expect(Math.min(judged.accepted, judged.refused)).toBeGreaterThan(30);
});

it('parseFollowUp refuses a fairness key that tells the number', () => {
  expect(parseFollowUp('order-4711', aRequest(), { call: { fairnessKey: '+12065550100' } })).toMatchObject({
    ok: false,
    issues: [{ member: 'plan.call.fairnessKey' }],
  });
});
