import { describe, expect, it } from 'vitest';
import { resolveCallOptions } from '../../src/contract/call-options.js';
import { parseCall, parseFollowUp } from '../../src/contract/index.js';
import { parseSchedule } from '../../src/client/schedules/schedule-definition.js';
import { aRequest, attributesOf, emoji, fullRequest, issue, type Change } from './a-request.js';

const holdsNumber = issue(
  'workflowId',
  'holds the digits of DestinationPhoneNumber; IDs are never encrypted: choose another',
);
const otherToken = issue('ClientToken', 'must be left out or equal the workflow ID, which is the client token');
const callIdTaken = issue('Attributes.ringonce-call-id', 'is set by ringonce to the workflow ID: leave it out');
const callIdBytes = (workflowId: string): number => 'ringonce-call-id'.length + workflowId.length;

describe('parseCall accepts', () => {
  it.each<{ rule: string; workflowId?: string; change?: Change }>([
    { rule: 'a workflow ID of one character', workflowId: 'a' },
    { rule: 'a workflow ID of 255 bytes', workflowId: `${emoji.repeat(63)}abc` },
    { rule: 'a token that equals the workflow ID', change: { ClientToken: 'order-4711' } },
    { rule: 'a call ID that equals the workflow ID', change: { Attributes: { 'ringonce-call-id': 'order-4711' } } },
    {
      rule: 'attributes that leave no room for the call ID',
      change: { Attributes: attributesOf(32_769 - callIdBytes('order-4711')) },
    },
    { rule: 'a UUID', workflowId: '5f0c1d1e-1206-4555-8010-a0b1c2d3e4f5' },
    { rule: 'six digits of the number', workflowId: 'order-550100' },
    { rule: 'its digits in another order', workflowId: 'order-00105556021' },
    { rule: 'its digits with letters between', workflowId: '1a2b0c6d5e5f5g0h1i0j0' },
    {
      rule: 'the date of a schedule’s run, though its digits are those of the number',
      workflowId: 'order-4711-2026-11-24T09:00:00Z',
      change: { DestinationPhoneNumber: '+12020261124' },
    },
    {
      rule: 'the same in an attempt of a follow-up',
      workflowId: 'order-4711-2026-11-24T09:00:00Z.12',
      change: { DestinationPhoneNumber: '+12020261124' },
    },
    {
      rule: 'a number too short for a phone',
      workflowId: 'order-123456',
      change: { DestinationPhoneNumber: '+123456' },
    },
    { rule: 'room for the call ID', change: { Attributes: attributesOf(32_768 - callIdBytes('order-4711')) } },
  ])('$rule', ({ workflowId = 'order-4711', change = {} }) => {
    const parsed = parseCall(workflowId, aRequest(change), undefined);
    expect(parsed).toMatchObject({ ok: true, value: { request: { ClientToken: workflowId } } });
  });
});

describe('parseCall refuses', () => {
  it.each([
    { rule: 'an empty workflow ID', workflowId: '', issues: [issue('workflowId', 'is empty; it is the client token')] },
    {
      rule: 'a workflow ID of 256 bytes',
      workflowId: 'x'.repeat(256),
      issues: [issue('workflowId', 'is longer than 255 bytes in UTF-8; it is the client token')],
    },
    {
      rule: 'a workflow ID of 86 characters that have 258 bytes',
      workflowId: '電'.repeat(86),
      issues: [issue('workflowId', 'is longer than 255 bytes in UTF-8; it is the client token')],
    },
    {
      rule: 'a workflow ID with half a character',
      workflowId: `a${emoji.slice(1)}`,
      issues: [issue('workflowId', 'holds half of a character (a lone surrogate); it is the client token')],
    },
    { rule: 'another token', change: { ClientToken: 'order-4712' }, issues: [otherToken] },
    { rule: 'a token in another case', change: { ClientToken: 'Order-4711' }, issues: [otherToken] },
    { rule: 'another call ID', change: { Attributes: { 'ringonce-call-id': 'x' } }, issues: [callIdTaken] },
    ...[
      '+12065550100',
      '12065550100',
      '2065550100',
      'order-2065550100-1',
      '206-555-0100',
      '(206) 555 0100',
      '206.555.0100',
      'call_206_555_0100',
      '2 0 6 5 5 5 0 1 0 0',
      '0012065550100',
    ].map((workflowId) => ({ rule: `the number in the workflow ID ${workflowId}`, workflowId, issues: [holdsNumber] })),
    {
      rule: 'the number before the time of a run',
      workflowId: 'call-2065550100-2026-11-24T09:00:00Z',
      issues: [holdsNumber],
    },
    {
      rule: 'the number as a date that is no run’s time',
      workflowId: 'order-2026-11-24',
      change: { DestinationPhoneNumber: '+12020261124' },
      issues: [holdsNumber],
    },
    {
      rule: 'a number with a country code of three digits in its national form',
      workflowId: 'order-0201234567',
      change: { DestinationPhoneNumber: '+358201234567' },
      issues: [holdsNumber],
    },
  ])(
    '$rule',
    ({
      workflowId = 'order-4711',
      change = {},
      issues,
    }: {
      workflowId?: string;
      change?: Change;
      issues: object[];
    }) => {
      expect(parseCall(workflowId, aRequest(change), {})).toEqual({ ok: false, issues });
    },
  );

  it('request, workflow ID and options in one answer', () => {
    const request = aRequest({ DestinationPhoneNumber: undefined, ClientToken: 'a' });
    expect(parseCall('', request, { resendWindow: -1, other: 1 })).toEqual({
      ok: false,
      issues: [
        issue('DestinationPhoneNumber', 'is required'),
        issue('workflowId', 'is empty; it is the client token'),
        otherToken,
        issue('options.resendWindow', 'must be 0 to 7 days (the client token is valid no longer)'),
        issue('options.other', 'is unknown'),
      ],
    });
  });

  it.each([undefined, null, 'x', 1, [], new Date(0)])('the request %s without throwing', (request) => {
    expect(parseCall('order-4711', request, [])).toMatchObject({
      ok: false,
      issues: [{ member: '' }, { member: 'options' }],
    });
  });

  // A plain error would not fail a workflow but leave it stuck.
  it('a number of 300,000 digits without throwing', () => {
    const request = aRequest({ DestinationPhoneNumber: `+${'1'.repeat(300_000)}` });
    const issues = [issue('DestinationPhoneNumber', 'must be E.164: + and 2 to 15 digits, the first not 0')];
    expect(parseCall('order-4711', request, {})).toEqual({ ok: false, issues });
  });

  it('more members than a failure can list, in time', () => {
    const unknown = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`Member${index}`, 1]));
    const parsed = parseCall('order-4711', aRequest(unknown), {});
    expect(!parsed.ok && { count: parsed.issues.length, last: parsed.issues.at(-1) }).toEqual({
      count: 101,
      last: issue('', 'has 19900 more issues'),
    });
  });
});

describe('the request that goes out', () => {
  it('carries the workflow ID as token and as attribute', () => {
    const parsed = parseCall('order-4711', aRequest({ Attributes: { tier: 'gold' } }), {});
    const request = {
      ...aRequest(),
      ClientToken: 'order-4711',
      Attributes: { tier: 'gold', 'ringonce-call-id': 'order-4711' },
    };
    expect(parsed).toEqual({
      ok: true,
      value: { request, options: resolveCallOptions({}) },
    });
  });

  it('has the same bytes for the same input, and leaves the input as it was', () => {
    const input = JSON.stringify(fullRequest);
    const given: unknown = JSON.parse(input);
    const bytesOf = (request: unknown): string => JSON.stringify(parseCall('order-4711', request, {}));
    const first = bytesOf(given);
    expect(bytesOf(given)).toBe(first);
    expect(bytesOf(JSON.parse(input))).toBe(first);
    expect(JSON.stringify(given)).toBe(input);
  });

  it('keeps an attribute that has the name of a method', () => {
    const parsed = parseCall('order-4711', aRequest({ Attributes: { constructor: 'a', toString: 'b' } }), {});
    expect(parsed.ok && JSON.stringify(parsed.value.request.Attributes)).toBe(
      '{"constructor":"a","toString":"b","ringonce-call-id":"order-4711"}',
    );
  });
});

it('parseCall refuses a fairness key that tells the number: Temporal keeps it in clear', () => {
  expect(parseCall('order-4711', aRequest(), { fairnessKey: 'tenant-2065550100' })).toEqual({
    ok: false,
    issues: [
      issue('options.fairnessKey', 'holds the digits of DestinationPhoneNumber; it is never encrypted: choose another'),
    ],
  });
});

/** It looks like another ID that exists, and is none: someone would be called twice. */
describe('an ID with a character that nobody sees is refused, with its code point and place', () => {
  it.each([
    ['order\u200b-4711', 'U+200B (zero width space), at position 6'],
    ['\ufefforder-4711', 'U+FEFF (byte order mark), at position 1'],
    ['order-4711\u202c', 'U+202C (pop directional formatting), at position 11'],
    ['or\u00adder-4711', 'U+00AD (soft hyphen), at position 3'],
    ['order\u00a04711', 'U+00A0 (no-break space), at position 6'],
    ['order\t4711', 'U+0009 (tab), at position 6'],
    [`${emoji}\u2060`, 'U+2060 (word joiner), at position 2'],
  ])('%j', (id, words) => {
    const message = `has an invisible character, ${words}: delete it`;
    expect(parseCall(id, aRequest(), {})).toEqual({
      ok: false,
      issues: [issue('workflowId', `${message}; it is the client token`)],
    });
    expect(parseFollowUp(id, aRequest(), {})).toEqual({ ok: false, issues: [issue('workflowId', message)] });
    expect(parseSchedule(id, { request: aRequest(), cron: '0 9 * * *', timeZone: 'America/New_York' })).toEqual({
      ok: false,
      issues: [issue('scheduleId', message)],
    });
  });

  it('ordinary spaces and letters of any script stand', () => {
    for (const id of ['order 4711', ' order', '電話-4711', 'é-4711'])
      expect(parseCall(id, aRequest(), {})).toMatchObject({ ok: true });
  });
});
