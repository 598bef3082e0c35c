import { describe, expect, it } from 'vitest';
import {
  InvalidControlRequestError,
  PortInUseError,
  SimulatorClosedError,
  startSimulator,
  type ReceivedRequest,
  type Ring,
} from '../../src/connect-simulator/index.js';
import { aRequest, control, putRaw } from './support.js';

const operation = 'StartOutboundVoiceContact';
const place = (ClientToken: string): string => JSON.stringify(aRequest({ ClientToken }));

describe('startSimulator', () => {
  it('listens on this machine alone, on a port that it tells', async () => {
    await using connect = await startSimulator();
    expect(connect.url).toBe(`http://127.0.0.1:${connect.port}`);
    expect(connect.port).toBeGreaterThan(0);
  });

  it('says which port is in use', async () => {
    await using connect = await startSimulator();
    const second = startSimulator({ port: connect.port });
    await expect(second).rejects.toThrow(PortInUseError);
    await expect(second).rejects.toMatchObject({
      code: 'SIMULATOR_PORT_IN_USE',
      port: connect.port,
      cause: { code: 'EADDRINUSE' },
    });
  });

  it('refuses settings that are out of their limits', async () => {
    await expect(startSimulator({ settings: { lines: -1 } })).rejects.toThrow(InvalidControlRequestError);
  });

  it('frees its port when it is closed, twice as well', async () => {
    const first = await startSimulator();
    await first.close();
    await first.close();
    await using second = await startSimulator({ port: first.port });
    expect(second.port).toBe(first.port);
  });

  it('tells of each ring before its answer and of each request once', async () => {
    const told: (Ring | ReceivedRequest)[] = [];
    await using connect = await startSimulator({
      onRing: (ring) => told.push(ring),
      onRequest: (request) => told.push({ ...request }),
    });
    connect.inject({ operation, kind: 'reset-after', match: { ClientToken: 'b' } });
    await putRaw(connect, place('a'));
    await putRaw(connect, place('b')).catch(() => undefined);
    await putRaw(connect, 'no JSON');
    expect(told).toMatchObject([
      { ClientToken: 'a' },
      { clientToken: 'a', status: 200 },
      { ClientToken: 'b' },
      { clientToken: 'b', status: null, fault: 'reset-after' },
      { clientToken: null, status: 400, error: 'SerializationException' },
    ]);
  });
});

describe('close', () => {
  it.each(['hang-before', 'hang-after'] as const)('resets a request that hangs (%s)', async (kind) => {
    const connect = await startSimulator();
    connect.inject({ operation, kind });
    const hanging = putRaw(connect, place('a'));
    hanging.catch(() => undefined);
    await connect.untilRequests(1, { fault: kind });
    await connect.close();
    await expect(hanging).rejects.toThrow();
  });

  it('places no call that was still delayed', async () => {
    const connect = await startSimulator();
    connect.inject({ operation, kind: 'slow-before', delayMs: 100_000 });
    const late = putRaw(connect, place('a'));
    late.catch(() => undefined);
    await connect.untilRequests(1, { fault: 'slow-before' });
    await connect.close();
    await expect(late).rejects.toThrow();
    expect(connect.ledger()).toEqual([]);
  });

  it('ends every wait with an error', async () => {
    const connect = await startSimulator();
    const rings = connect.untilRings(1);
    const requests = connect.untilRequests(1);
    const poll = control(connect, 'ledger?atLeast=1&waitMs=60000');
    poll.catch(() => undefined);
    await control(connect, 'ledger');
    await connect.close();
    await expect(rings).rejects.toThrow(SimulatorClosedError);
    await expect(requests).rejects.toThrow(SimulatorClosedError);
    await poll.catch(() => undefined); // ends one way or the other
  });
});

describe('reset', () => {
  it('resets the connection of a request that hangs, and of one that is delayed, which then never rings', async () => {
    await using connect = await startSimulator();
    connect.inject({ operation, kind: 'hang-before' });
    connect.inject({ operation, kind: 'slow-before', delayMs: 100_000 });
    const open = [putRaw(connect, place('a')), putRaw(connect, place('b'))];
    for (const request of open) request.catch(() => undefined);
    await connect.untilRequests(1, { fault: 'hang-before' });
    await connect.untilRequests(1, { fault: 'slow-before' });
    connect.reset();
    for (const request of open) await expect(request).rejects.toThrow();
    expect(connect.ledger()).toEqual([]);
    expect(connect.requests()).toEqual([]);
  });
});

describe('waiting', () => {
  it('ends as soon as enough rings match', async () => {
    await using connect = await startSimulator();
    const first = connect.untilRings(1, { clientToken: 'b' });
    const both = connect.untilRings(2, { destinationPhoneNumber: '+12065550100' });
    await putRaw(connect, place('a'));
    await putRaw(connect, place('b'));
    expect(await first).toMatchObject([{ ClientToken: 'b' }]);
    expect(await both).toMatchObject([{ ClientToken: 'a' }, { ClientToken: 'b' }]);
    expect(await connect.untilRings(2)).toHaveLength(2); // what has been needs no wait
  });

  it('sees requests come in and be answered', async () => {
    await using connect = await startSimulator();
    const answered = connect.untilRequests(1, { operation, status: 200 });
    const refused = connect.untilRequests(1, { status: 400 });
    await putRaw(connect, 'no JSON');
    await putRaw(connect, place('a'));
    expect(await answered).toMatchObject([{ clientToken: 'a' }]);
    expect(await refused).toMatchObject([{ error: 'SerializationException' }]);
  });
});

it('members that nobody reads are refused by name: a misspelled filter would match everything', async () => {
  const untyped = (given: object): never => given as never;
  const refused = (member: string) => new RegExp(`known: .*Unrecognized key: "${member}"`);
  await expect(startSimulator(untyped({ prot: 1 }))).rejects.toThrow(refused('prot'));
  await using connect = await startSimulator();
  expect(() => connect.ledger(untyped({ clienttoken: 'x' }))).toThrow(refused('clienttoken'));
  expect(() => connect.answered(untyped({ token: 'x' }))).toThrow(refused('token'));
  expect(() => connect.requests(untyped({ opration: 'x' }))).toThrow(refused('opration'));
  expect(() => connect.events(untyped({ type: 'x' }))).toThrow(refused('type'));
  await expect(connect.untilRings(0, untyped({ id: 'x' }))).rejects.toThrow(refused('id'));
  await expect(connect.untilRequests(0, untyped({ id: 'x' }))).rejects.toThrow(refused('id'));
  await expect(connect.untilEvents(0, untyped({ id: 'x' }))).rejects.toThrow(refused('id'));
});
