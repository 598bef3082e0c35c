import { describe, expect, it } from 'vitest';
import { defaultSettings, scenarios, startSimulator } from '../../../src/connect-simulator/index.js';
import { aRequest, control, putRaw } from '../support.js';

const fault = { operation: 'StartOutboundVoiceContact', kind: 'throttle' };
const place = (ClientToken: string): string => JSON.stringify(aRequest({ ClientToken }));

describe('the control API', () => {
  it('lists rings and requests, filtered', async () => {
    await using connect = await startSimulator();
    await putRaw(connect, place('a'), { 'amz-sdk-request': 'ttl=1; attempt=2; max=3' }); // unsigned
    await putRaw(connect, place('b'));
    await putRaw(connect, place('c'));
    expect(await control(connect, 'ledger?clientToken=c')).toMatchObject({ status: 200, body: [{ ClientToken: 'c' }] });
    expect(await control(connect, 'ledger?destinationPhoneNumber=%2B12065550100')).toMatchObject({
      body: [{ ClientToken: 'b' }, { ClientToken: 'c' }],
    });
    expect((await control(connect, 'requests?status=403')).body).toEqual([
      {
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        operation: 'StartOutboundVoiceContact',
        clientToken: 'a',
        contactId: null,
        bodySha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        sdkAttempt: 2,
        receivedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
        status: 403,
        error: 'MissingAuthenticationTokenException',
        fault: null,
      },
    ]);
    expect((await control(connect, 'requests?operation=DescribeContact')).body).toEqual([]);
  });

  it('keeps bodies on request, so that two clients can be compared', async () => {
    await using connect = await startSimulator();
    const bodyOf = async (token: string) => {
      const { body } = await control(connect, `requests?clientToken=${token}`);
      return (body as { body?: string }[])[0]?.body;
    };
    await putRaw(connect, place('before'));
    await control(connect, 'settings', { json: { keepBodies: true } });
    await putRaw(connect, place('kept'));
    expect(await bodyOf('before')).toBeUndefined();
    expect(await bodyOf('kept')).toBe(place('kept'));
  });

  it('lets a client wait for a ring and for an answer', async () => {
    await using connect = await startSimulator();
    const rings = control(connect, 'ledger?atLeast=2&waitMs=60000');
    const answered = control(connect, 'requests?atLeast=1&status=200&clientToken=b&waitMs=60000');
    for (const clientToken of ['a', 'a', 'b']) await putRaw(connect, place(clientToken));
    expect((await rings).body).toMatchObject([{ ClientToken: 'a' }, { ClientToken: 'b' }]);
    expect((await answered).body).toMatchObject([{ clientToken: 'b', status: 200 }]);
  });

  it('answers with what there is when the time to wait is over', async () => {
    await using connect = await startSimulator();
    await putRaw(connect, place('a'));
    expect((await control(connect, 'ledger?atLeast=2&waitMs=1')).body).toMatchObject([{ ClientToken: 'a' }]);
  });

  it('tells the scenarios', async () => {
    await using connect = await startSimulator();
    const { body } = await control(connect, 'scenarios');
    expect(body).toMatchObject(scenarios);
    expect(body).toContainEqual(expect.objectContaining({ name: 'busy', inWords: 'ends after 3 s, not answered' }));
  });

  it('arms, shows and clears faults', async () => {
    await using connect = await startSimulator();
    const armed = { ...fault, times: 2, match: { ClientToken: 'a' } };
    expect(await control(connect, 'faults', { json: armed })).toMatchObject({ status: 200, body: [armed] });
    await putRaw(connect, place('a'));
    expect((await control(connect, 'faults')).body).toEqual([{ ...armed, times: 1 }]);
    expect(await control(connect, 'faults', { method: 'DELETE' })).toMatchObject({ status: 204 });
    expect((await control(connect, 'faults')).body).toEqual([]);
  });

  it('merges settings and forgets them with all else', async () => {
    await using connect = await startSimulator({ settings: { lines: 3 } });
    const before = { ...defaultSettings, lines: 3 };
    expect((await control(connect, 'settings')).body).toEqual(before);
    const rates = { DescribeContact: { perSecond: 0.5, burst: 1 } };
    const after = { ...before, tokenAfterEnd: 'new-contact', rates: { ...before.rates, ...rates } };
    expect(await control(connect, 'settings', { json: { tokenAfterEnd: 'new-contact', rates } })).toMatchObject({
      status: 200,
      body: after,
    });

    await control(connect, 'faults', { json: { ...fault, match: { ClientToken: 'x' } } });
    await putRaw(connect, place('a'));
    expect(await control(connect, 'reset', { method: 'POST' })).toMatchObject({ status: 204 });
    for (const list of ['ledger', 'requests', 'faults']) expect((await control(connect, list)).body).toEqual([]);
    expect((await control(connect, 'settings')).body).toEqual(before);
    await putRaw(connect, place('a'));
    expect(connect.ledger()).toHaveLength(1); // the token is free again
  });

  it.each<{ path: string; json?: unknown; says: string }>([
    { path: 'faults', json: { ...fault, kind: 'explode' }, says: 'kind' },
    { path: 'faults', json: { ...fault, operation: 'StopEverything' }, says: 'operation' },
    { path: 'faults', json: { kind: 'throttle' }, says: 'operation' },
    { path: 'faults', json: { ...fault, times: 0 }, says: 'times' },
    { path: 'faults', json: { ...fault, times: 1.5 }, says: 'times' },
    { path: 'faults', json: { ...fault, delayMs: 1 }, says: 'delayMs' },
    { path: 'faults', json: { ...fault, macht: {} }, says: 'macht' },
    { path: 'faults', json: { ...fault, match: { Attributes: {} } }, says: 'match.Attributes' },
    { path: 'faults', json: { ...fault, kind: 'slow' }, says: 'delayMs' },
    { path: 'faults', json: { ...fault, kind: 'error-after', status: 200 }, says: 'status' },
    { path: 'faults', json: [fault], says: 'fault' },
    { path: 'settings', json: { speed: 2 }, says: 'speed' },
    { path: 'settings', json: { timeScale: -1 }, says: 'timeScale' },
    { path: 'settings', json: { timeScale: null }, says: 'timeScale' },
    { path: 'settings', json: { lines: 1.5 }, says: 'lines' },
    { path: 'settings', json: { tokenAfterEnd: 'new' }, says: 'tokenAfterEnd' },
    { path: 'settings', json: { rates: { SearchContacts: { perSecond: 1, burst: 1 } } }, says: 'SearchContacts' },
    { path: 'settings', json: { rates: { DescribeContact: { perSecond: 1 } } }, says: 'rates.DescribeContact.burst' },
    { path: 'settings', json: { deniedPrefixes: ['44'] }, says: 'deniedPrefixes.0' },
    { path: 'ledger?atLeast=many', says: 'atLeast' },
    { path: 'ledger?waitMs=60001', says: 'waitMs' },
    { path: 'ledger?ClientToken=a', says: 'ClientToken' },
    { path: 'requests?operation=Start', says: 'operation' },
  ])('refuses $path $json', async ({ path, json, says }) => {
    await using connect = await startSimulator();
    const answer = await control(connect, path, json === undefined ? {} : { json });
    expect(answer).toMatchObject({ status: 400, body: { Message: expect.stringContaining(says) as string } });
    expect((await control(connect, 'faults')).body).toEqual([]);
    expect(connect.settings).toEqual(defaultSettings);
  });

  it("names every member of a fault that is wrong: its wrong kind hid the others' faults", async () => {
    await using connect = await startSimulator();
    const json = { operation: 'StopEverything', kind: 'explode', times: 0, delayMs: -1, status: 200, macht: {} };
    const { status, body } = await control(connect, 'faults', { json });
    expect(status).toBe(400);
    for (const member of Object.keys(json))
      expect(body).toMatchObject({ Message: expect.stringContaining(member) as string });
  });

  it('refuses what is not JSON', async () => {
    await using connect = await startSimulator();
    const answer = await control(connect, 'faults', { method: 'POST', body: '{' });
    expect(answer).toMatchObject({ status: 400, body: { Message: 'The body is not JSON in UTF-8.' } });
  });
});
