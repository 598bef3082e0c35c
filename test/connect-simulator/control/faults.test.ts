import { once } from 'node:events';
import { createConnection } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startSimulator, type FaultKind, type Simulator } from '../../../src/connect-simulator/index.js';
import { aCaller } from '../caller.js';
import { aRequest, control, noRateLimit, signed } from '../support.js';

const operation = 'StartOutboundVoiceContact';
const openConnect = (): Promise<Simulator> => startSimulator({ settings: { rates: noRateLimit } });
const request = aRequest({ ClientToken: 'order-4711' });

describe('a fault', () => {
  it.each<{ kind: FaultKind; failure: object; status: number | null; error: string | null; rings: number }>([
    {
      kind: 'error-before',
      failure: { name: 'InternalServiceException' },
      status: 500,
      error: 'InternalServiceException',
      rings: 0,
    },
    {
      kind: 'error-after',
      failure: { name: 'InternalServiceException' },
      status: 500,
      error: 'InternalServiceException',
      rings: 1,
    },
    { kind: 'reset-before', failure: { code: 'ECONNRESET' }, status: null, error: null, rings: 0 },
    { kind: 'reset-after', failure: { code: 'ECONNRESET' }, status: null, error: null, rings: 1 },
    {
      kind: 'throttle',
      failure: { name: 'TooManyRequestsException' },
      status: 429,
      error: 'TooManyRequestsException',
      rings: 0,
    },
  ])('of kind $kind fails the request after $rings rings, and only that request', async (row) => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    connect.inject({ operation, kind: row.kind });

    await expect(caller.start(request)).rejects.toMatchObject(row.failure);
    expect(connect.ledger()).toHaveLength(row.rings);
    expect(connect.requests()).toMatchObject([{ fault: row.kind, status: row.status, error: row.error }]);

    const { ContactId } = await caller.start(request); // the same token: the call that was placed, if it was
    expect(connect.ledger()).toMatchObject([{ ContactId }]);
    expect(connect.requests()[1]).toMatchObject({ fault: null, status: 200, error: null });
  });

  it.each<{ kind: FaultKind; rings: number }>([
    { kind: 'hang-before', rings: 0 },
    { kind: 'hang-after', rings: 1 },
  ])('of kind $kind lets the client wait until it gives up, after $rings rings', async ({ kind, rings }) => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    connect.inject({ operation, kind });
    const giveUp = new AbortController();
    const hanging = caller.start(request, giveUp.signal);

    const [entry] = await connect.untilRequests(1, { fault: kind });
    expect(entry).toMatchObject({ status: null, clientToken: 'order-4711' });
    expect(connect.ledger()).toHaveLength(rings);
    giveUp.abort();
    await expect(hanging).rejects.toMatchObject({ name: 'AbortError' });
    await caller.start(request);
    expect(connect.ledger()).toHaveLength(1);
  });

  it('of kind reset-after is a TCP reset, not an orderly end', async () => {
    await using connect = await openConnect();
    connect.inject({ operation, kind: 'reset-after' });
    const body = JSON.stringify(request);
    const socket = createConnection(connect.port, '127.0.0.1');
    socket.write(
      `PUT /contact/outbound-voice HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${signed.authorization}\r\n`,
    );
    socket.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
    await expect(once(socket, 'end')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(connect.ledger()).toHaveLength(1);
  });

  it('of kind empty-after answers 200 without a ContactId, and the phone rings', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    connect.inject({ operation, kind: 'empty-after' });
    const output = await caller.start(request);
    expect(output.$metadata.httpStatusCode).toBe(200);
    expect(output.ContactId).toBeUndefined();
    expect(connect.ledger()).toHaveLength(1);
  });

  it('of kind slow rings at once and answers late', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    connect.inject({ operation, kind: 'slow', delayMs: 2 ** 31 - 1 });
    const giveUp = new AbortController();
    const late = caller.start(request, giveUp.signal);
    await connect.untilRings(1);
    expect(connect.requests()).toMatchObject([{ fault: 'slow', status: null }]);
    giveUp.abort();
    await expect(late).rejects.toThrow();

    connect.inject({ operation, kind: 'slow', delayMs: 1 });
    expect(await caller.start(request)).toMatchObject({ ContactId: connect.ledger()[0]?.ContactId });
  });

  it('of kind slow-before rings late, even if the client has left', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    connect.inject({ operation, kind: 'slow-before', delayMs: 100 });
    const giveUp = new AbortController();
    const late = caller.start(request, giveUp.signal);
    await connect.untilRequests(1, { fault: 'slow-before' });
    expect(connect.ledger()).toEqual([]);
    giveUp.abort();
    await expect(late).rejects.toThrow();
    expect(await connect.untilRings(1)).toHaveLength(1);
  });

  it('answers the error that it names, known to AWS or not', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    connect.inject({ operation, kind: 'error-before', error: 'AccessDeniedException' });
    connect.inject({ operation, kind: 'error-before', error: 'ServiceUnavailable', status: 503 });
    connect.inject({ operation, kind: 'error-before', error: 'SomethingNew' });
    const statuses = [403, 503, 500];
    const names = ['AccessDeniedException', 'ServiceUnavailable', 'SomethingNew'];
    for (const [index, httpStatusCode] of statuses.entries()) {
      await expect(caller.start(request)).rejects.toMatchObject({ name: names[index], $metadata: { httpStatusCode } });
    }
    expect(connect.ledger()).toEqual([]);
  });

  it('strikes as many times as it says, in the order in which faults were armed', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    connect.inject({ operation, kind: 'error-after', times: 2 });
    connect.inject({ operation, kind: 'throttle' });
    for (let attempt = 0; attempt < 4; attempt += 1) await caller.start(request).catch(() => undefined);
    expect(connect.requests().map(({ fault }) => fault)).toEqual(['error-after', 'error-after', 'throttle', null]);
    expect(connect.ledger()).toHaveLength(1);
  });

  it('strikes the requests that it matches, and no others', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    connect.inject({ operation, kind: 'error-before', match: { ClientToken: 'b' } });
    connect.inject({ operation, kind: 'throttle', match: { DestinationPhoneNumber: '+12065550130' } });
    connect.inject({ operation, kind: 'throttle', match: { TrafficType: 'CAMPAIGN', RingTimeoutInSeconds: 20 } });
    connect.inject({ operation: 'DescribeContact', kind: 'throttle', match: { InstanceId: 'instance-1' } });
    await caller.start(aRequest({ ClientToken: 'a', TrafficType: 'CAMPAIGN', RingTimeoutInSeconds: 21 }));
    await expect(caller.start(aRequest({ ClientToken: 'b' }))).rejects.toMatchObject({
      name: 'InternalServiceException',
    });
    await expect(caller.start(aRequest({ DestinationPhoneNumber: '+12065550130' }))).rejects.toMatchObject({
      name: 'TooManyRequestsException',
    });
    await expect(caller.describe('contact-1')).rejects.toMatchObject({ name: 'ThrottlingException' });
    const armed = (await control(connect, 'faults')).body;
    expect(armed).toMatchObject([{ match: { RingTimeoutInSeconds: 20 } }]);
  });

  it('behind Connect is not spent on a request that Connect refuses', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    connect.inject({ operation, kind: 'reset-after' });
    await expect(caller.start({ ...request, InstanceId: 'instance-404' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(caller.start(request)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(connect.requests().map(({ fault }) => fault)).toEqual([null, 'reset-after']);
  });

  it('is met by the retry of an SDK, whose attempts the list tells apart', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect, 3);
    connect.inject({ operation, kind: 'reset-after' });
    await caller.start(aRequest());
    const [first, second] = connect.requests();
    expect([first?.sdkAttempt, second?.sdkAttempt]).toEqual([1, 2]);
    expect(second).toMatchObject({ clientToken: first?.clientToken, bodySha256: first?.bodySha256 });
    expect(connect.ledger()).toHaveLength(1);
  });

  it('does nothing any more once cleared', async () => {
    await using connect = await openConnect();
    using caller = aCaller(connect);
    connect.inject({ operation, kind: 'throttle', times: 9 });
    connect.clearFaults();
    await caller.start(request);
    expect(connect.requests()).toMatchObject([{ fault: null, status: 200 }]);
  });
});
