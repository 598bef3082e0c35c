import { describe, expect, it } from 'vitest';
import { callToPlace, type CallDefaults } from '../../src/gateway/call-to-place.js';
import { aRequest } from '../support/requests.js';

const defaults: CallDefaults = { options: { lines: 'unlimited', priority: 2 }, patienceMs: 25_000 };

const read = (headers: Readonly<Record<string, string>> = {}) =>
  callToPlace(
    { method: 'PUT', url: '/', headers, body: Buffer.from(JSON.stringify({ ...aRequest(), ClientToken: 'read-1' })) },
    defaults,
  );

describe('the patience of a call', () => {
  it.each([
    [undefined, 25_000],
    ['2s', 2_000],
    ['PT10M', 600_000],
    ['1h', 3_600_000],
  ])('is the one of its header, else the one of the gateway: %s', (header, patienceMs) => {
    expect(read(header === undefined ? {} : { 'x-ringonce-patience': header }).patienceMs).toBe(patienceMs);
  });
});

describe('the options of a call', () => {
  it('are those of the gateway, where its header says nothing else', () => {
    expect(read().options).toEqual(defaults.options);
    expect(read({ 'x-ringonce-options': '{"priority":1,"tracking":"none"}' }).options).toEqual({
      lines: 'unlimited',
      priority: 1,
      tracking: 'none',
    });
  });
});

it('the token is the ID, and no member of the request', () => {
  expect(read()).toMatchObject({ callId: 'read-1', request: aRequest() });
  expect(read().request).not.toHaveProperty('ClientToken');
});
