import { ActivityCancelledError } from '@temporalio/client';
import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import { describe, expect, it, vi } from 'vitest';

import type { FaultDocument } from '../../src/connect-simulator/index.js';
import type { DialInput } from '../../src/contract/dial.js';
import {
  aConnectClient,
  aFrozenRequest,
  anAttempt,
  anInput,
  at,
  connectOfThisFile,
  startedAtMs,
  type Surroundings,
} from './dial.js';

const operation = 'StartOutboundVoiceContact';

const { connect, client } = await connectOfThisFile();

type Change = Partial<Omit<Surroundings, 'connect'>>;
const attempt = (change: Change = {}) => anAttempt({ connect: client, ...change });

/** What Temporal and the workflow see of a failure. */
function seen(failure: Error) {
  if (!(failure instanceof ApplicationFailure)) throw failure;
  const { type, nonRetryable, nextRetryDelay, category, details } = failure as unknown as Record<string, unknown>;
  return { type, nonRetryable, nextRetryDelay, category, details };
}

async function failureAfter(
  fault: Omit<FaultDocument, 'operation'> | undefined,
  change: Change = {},
  input: Partial<DialInput> = {},
) {
  if (fault !== undefined) connect.inject({ operation, ...fault });
  const running = attempt(change);
  const failure = await running.failure(anInput(input));
  return { failure, seen: seen(failure), heartbeats: running.heartbeats, requests: connect.requests() };
}

const settled = (change: object = {}) => ({ attempt: 1, writtenAtMs: startedAtMs, settled: true, ...change });

describe('a dial that Connect accepts', () => {
  it('gives the ContactId, under the workflow ID as token, and costs no heartbeat', async () => {
    const running = attempt();

    const placed = await running.run(anInput());

    const [ring] = connect.ledger();
    expect(placed).toEqual({ ContactId: ring?.ContactId, dialledAt: at(0), dialAttempts: 1, resent: false });
    expect(connect.requests()).toMatchObject([{ clientToken: 'order-4711', sdkAttempt: 1, status: 200 }]);
    expect(running.heartbeats).toEqual([]);
  });

  it('sends the same bytes on every attempt, and one phone rings', async () => {
    const input = anInput({ request: aFrozenRequest({ Attributes: { b: '1', a: '2' }, Name: 'Zoë' }) });
    connect.inject({ operation, kind: 'error-after' });
    connect.inject({ operation, kind: 'reset-after' });
    connect.inject({ operation, kind: 'empty-after' });
    let record: unknown;
    for (const number of [1, 2, 3]) {
      const running = attempt({ attempt: number, nowMs: number * 1_000, record });
      await running.failure(structuredClone(input));
      record = running.heartbeats.at(-1);
    }

    const placed = await attempt({ attempt: 4, nowMs: 9_000, record }).run(structuredClone(input));

    expect(connect.ledger()).toMatchObject([{ ContactId: placed.ContactId, ClientToken: 'order-4711' }]);
    const requests = connect.requests();
    expect(requests.map(({ fault }) => fault)).toEqual(['error-after', 'reset-after', 'empty-after', null]);
    expect(new Set(requests.map(({ bodySha256 }) => bodySha256)).size).toBe(1);
  });

  it.each([
    { limit: 'the usual 60 s', request: {}, timeoutMs: 65_000 },
    {
      limit: 'a ring timeout of 15 s',
      request: { TrafficType: 'CAMPAIGN', RingTimeoutInSeconds: 15 } as const,
      timeoutMs: 20_000,
    },
  ])('waits $limit and a margin', async ({ request, timeoutMs }) => {
    const send = vi.fn<(command: unknown, options: object) => Promise<object>>();
    send.mockResolvedValue({ ContactId: 'contact-1', $metadata: {} });

    await anAttempt({ connect: { send } as never }).run(anInput({ request: aFrozenRequest(request) }));

    expect(send.mock.calls[0]?.[1]).toMatchObject({
      requestTimeout: timeoutMs,
      abortSignal: expect.any(AbortSignal) as AbortSignal,
    });
  });
});

describe('an answer becomes a failure', () => {
  const requestId = expect.any(String) as string;
  it.each<{ fault: Omit<FaultDocument, 'operation'>; is: object; since?: number; record?: object }>([
    {
      fault: { kind: 'error-before', error: 'DestinationNotAllowedException' },
      is: {
        type: 'DestinationNotAllowedException',
        nonRetryable: true,
        nextRetryDelay: undefined,
        category: undefined,
        details: [{ answer: 'refused', httpStatusCode: 403, requestId }],
      },
    },
    {
      fault: { kind: 'throttle' },
      is: {
        type: 'TooManyRequestsException',
        nonRetryable: false,
        nextRetryDelay: 1_500,
        category: ApplicationFailureCategory.BENIGN,
        details: [{ answer: 'not-now', httpStatusCode: 429, requestId }],
      },
    },
    {
      fault: { kind: 'error-before', error: 'LimitExceededException' },
      is: {
        type: 'LimitExceededException',
        nonRetryable: false,
        nextRetryDelay: 7_500,
        category: ApplicationFailureCategory.BENIGN,
        details: [{ answer: 'not-now', httpStatusCode: 429, requestId }],
      },
    },
    {
      fault: { kind: 'error-after' },
      since: 0,
      is: {
        type: 'InternalServiceException',
        nonRetryable: false,
        nextRetryDelay: 1_500,
        category: undefined,
        details: [{ answer: 'unknown', maybePlacedSince: at(0), httpStatusCode: 500, requestId }],
      },
    },
    {
      fault: { kind: 'reset-after' },
      since: 0,
      is: {
        type: 'ECONNRESET',
        nonRetryable: false,
        nextRetryDelay: 1_500,
        category: undefined,
        details: [{ answer: 'unknown', maybePlacedSince: at(0) }],
      },
    },
    {
      fault: { kind: 'empty-after' },
      since: 0,
      is: {
        type: 'ContactIdMissing',
        nonRetryable: false,
        nextRetryDelay: 1_500,
        category: undefined,
        details: [{ answer: 'unknown', maybePlacedSince: at(0), httpStatusCode: 200, requestId }],
      },
    },
  ])('$fault.kind $fault.error, and a record of it goes to the server first', async ({ fault, is, since }) => {
    const { seen: failure, heartbeats } = await failureAfter(fault);

    expect(failure).toEqual({ category: undefined, ...is });
    const isTurnedAway = JSON.stringify(is).includes('"not-now"');
    const known = since === undefined ? {} : { maybePlacedSinceMs: startedAtMs + since };
    expect(heartbeats).toEqual([settled({ ...known, ...(isTurnedAway ? { turnedAway: 1 } : {}) })]);
  });

  it('the first send that may have arrived is kept over later answers', async () => {
    const record = settled({ maybePlacedSinceMs: startedAtMs - 5_000 });
    const { seen: failure, heartbeats } = await failureAfter({ kind: 'throttle' }, { attempt: 2, record });

    expect(failure.details).toMatchObject([{ answer: 'not-now', maybePlacedSince: at(-5_000) }]);
    expect(heartbeats).toEqual([settled({ attempt: 2, maybePlacedSinceMs: startedAtMs - 5_000, turnedAway: 1 })]);
  });

  it.each([
    { kind: 'throttle', attempt: 1, random: 0, delayMs: 1_000 },
    { kind: 'throttle', attempt: 1, random: 1, delayMs: 2_000 },
    { kind: 'throttle', attempt: 3, random: 0, delayMs: 4_000 },
    { kind: 'throttle', attempt: 3, random: 1, delayMs: 8_000 },
    { kind: 'throttle', attempt: 2_000, random: 0, delayMs: 15_000 },
    { kind: 'throttle', attempt: 2_000, random: 1, delayMs: 30_000 },
    { kind: 'error-after', attempt: 1, random: 0, delayMs: 1_000 },
    { kind: 'error-after', attempt: 2_000, random: 1, delayMs: 30_000 },
  ] as const)(
    '$kind at attempt $attempt waits $delayMs ms when chance is $random',
    async ({ kind, attempt: number, random, delayMs }) => {
      const record = number === 1 ? undefined : settled({ attempt: number - 1 });
      const writeAhead = () => Promise.resolve();
      const { seen: failure } = await failureAfter({ kind }, { attempt: number, random, record, writeAhead });

      expect(failure.nextRetryDelay).toBe(delayMs);
    },
  );

  it.each([
    { random: 0, delayMs: 60_000 },
    { random: 1, delayMs: 120_000 },
  ])('a used-up quota waits at most $delayMs ms when chance is $random', async ({ random, delayMs }) => {
    const surroundings = { attempt: 50, random, record: settled({ attempt: 49 }), writeAhead: () => Promise.resolve() };
    const { seen: failure } = await failureAfter(
      { kind: 'error-before', error: 'LimitExceededException' },
      surroundings,
    );

    expect(failure.nextRetryDelay).toBe(delayMs);
  });
});

describe('the end of dialling', () => {
  const closing = at(10_000);
  const since = (ms: number) => ({ attempt: 2, record: settled({ maybePlacedSinceMs: startedAtMs + ms }) });
  it.each<{
    when: string;
    fault?: FaultDocument['kind'];
    error?: string;
    change: Change;
    input: Partial<DialInput>;
    type: string;
    sent: number;
  }>([
    {
      when: 'at closing time',
      change: { nowMs: 10_000 },
      input: { dialBefore: closing },
      type: 'DialWindowClosed',
      sent: 0,
    },
    {
      when: 'throttled, and the next try is at closing time',
      fault: 'throttle',
      change: { nowMs: 8_500 },
      input: { dialBefore: closing },
      type: 'DialWindowClosed',
      sent: 1,
    },
    {
      when: 'throttled, and the next try is just before',
      fault: 'throttle',
      change: { nowMs: 8_499, writeAhead: () => Promise.resolve() },
      input: { dialBefore: closing },
      type: 'TooManyRequestsException',
      sent: 1,
    },
    {
      when: 'lost, and the next try is at closing time',
      fault: 'error-after',
      change: { nowMs: 8_500, writeAhead: () => Promise.resolve() },
      input: { dialBefore: closing },
      type: 'DialOutcomeUnknown',
      sent: 1,
    },
    {
      when: 'lost, and there is no window',
      fault: 'error-after',
      change: {},
      input: { resendWindowMs: 0 },
      type: 'DialOutcomeUnknown',
      sent: 1,
    },
    {
      when: 'lost, and the next try is at the window’s end',
      fault: 'error-after',
      change: {},
      input: { resendWindowMs: 1_500 },
      type: 'DialOutcomeUnknown',
      sent: 1,
    },
    {
      when: 'lost, and the next try is just inside the window',
      fault: 'error-after',
      change: {},
      input: { resendWindowMs: 1_501 },
      type: 'InternalServiceException',
      sent: 1,
    },
    {
      when: 'maybe placed, at the window’s end',
      change: { nowMs: 5_000, ...since(0) },
      input: { resendWindowMs: 5_000 },
      type: 'DialOutcomeUnknown',
      sent: 0,
    },
    {
      when: 'maybe placed, at closing time',
      change: { nowMs: 10_000, ...since(0) },
      input: { dialBefore: closing },
      type: 'DialOutcomeUnknown',
      sent: 0,
    },
    {
      when: 'maybe placed, then refused',
      fault: 'error-before',
      error: 'InvalidRequestException',
      change: since(0),
      input: {},
      type: 'DialOutcomeUnknown',
      sent: 1,
    },
    {
      when: 'an earlier run may have dialled',
      change: { nowMs: 900_000 },
      input: { maybePlacedSince: at(0) },
      type: 'DialOutcomeUnknown',
      sent: 0,
    },
    {
      when: 'an attempt without a record, no window',
      change: { attempt: 2 },
      input: { resendWindowMs: 0 },
      type: 'DialOutcomeUnknown',
      sent: 0,
    },
  ])('$when: $type', async ({ fault, error, change, input, type, sent }) => {
    const armed = fault === undefined ? undefined : { kind: fault, ...(error === undefined ? {} : { error }) };
    const writeAhead = () => Promise.resolve();
    const { failure, seen: told, requests } = await failureAfter(armed, { writeAhead, ...change }, input);

    expect(told.type).toBe(type);
    expect(requests).toHaveLength(sent);
    const ours = type.startsWith('Dial');
    expect(told.nonRetryable).toBe(ours);
    if (type === 'DialWindowClosed') expect(told.category).toBe(ApplicationFailureCategory.BENIGN);
    if (type === 'DialOutcomeUnknown')
      expect(told.details).toMatchObject([{ maybePlacedSince: expect.any(String) as string }]);
    if (error !== undefined) expect(failure.message).toContain('a later copy of its request was refused');
  });

  it.each([9_999, 10_000])('%i ms, closing time being 10,000 ms, decides whether a phone rings', async (nowMs) => {
    await attempt({ nowMs, writeAhead: () => Promise.resolve() })
      .run(anInput({ dialBefore: closing }))
      .catch(() => undefined);

    expect(connect.ledger()).toHaveLength(nowMs < 10_000 ? 1 : 0);
  });
});

describe('after a long wait in the queue', () => {
  const waitedMs = 3_000_000;

  it('the send is on record before it goes out, and the window starts with it', async () => {
    const order: unknown[] = [];
    connect.inject({ operation, kind: 'error-after' });
    const running = attempt({
      nowMs: waitedMs,
      writeAhead: (details) => Promise.resolve(void order.push(details, connect.requests().length)),
    });

    const failure = seen(await running.failure(anInput()));

    const writtenAtMs = startedAtMs + waitedMs;
    expect(order).toEqual([settled({ writtenAtMs, settled: false, maybePlacedSinceMs: writtenAtMs }), 0]);
    expect(failure).toMatchObject({ type: 'InternalServiceException', details: [{ maybePlacedSince: at(waitedMs) }] });
  });

  it('nothing is sent if that record fails, and the next attempt knows', async () => {
    const lost = new Error('the server is away');
    const running = attempt({ nowMs: waitedMs, writeAhead: () => Promise.reject(lost) });

    expect(await running.failure(anInput())).toBe(lost);
    expect(connect.requests()).toEqual([]);
    expect(running.heartbeats).toEqual([settled({ writtenAtMs: startedAtMs + waitedMs })]);
  });

  it('nothing is sent if closing time comes while the record is written', async () => {
    let nowMs = waitedMs;
    const writeAhead = () => Promise.resolve(void (nowMs += 5_000));
    const running = attempt({ nowMs: () => nowMs, writeAhead });

    const failure = seen(await running.failure(anInput({ dialBefore: at(waitedMs + 5_000) })));

    expect(failure).toMatchObject({ type: 'DialWindowClosed', details: [{ answer: 'not-now' }] });
    expect(connect.requests()).toEqual([]);
  });

  it('a record that a reset kept is taken back before the send, with what it knew', async () => {
    const writeAhead = vi.fn<(details: unknown) => Promise<void>>();
    await attempt({ nowMs: 4_000, attemptScheduledMs: 3_000, record: settled({ attempt: 7 }), writeAhead }).run(
      anInput(),
    );

    const writtenAtMs = startedAtMs + 4_000;
    expect(writeAhead.mock.calls).toEqual([
      [settled({ settled: false, writtenAtMs, maybePlacedSinceMs: startedAtMs })],
    ]);
  });
});

describe('cancellation', () => {
  const unsent = { name: 'CancelledFailure', details: [{ surelyNotSent: true }] };

  it('before the send: Cancelled, surely not sent', async () => {
    const running = attempt();
    running.cancel();

    expect(await running.failure(anInput())).toMatchObject(unsent);
    expect(connect.requests()).toEqual([]);
    expect(running.heartbeats).toEqual([settled()]);
  });

  it.each([
    { told: 'the worker', error: new Error('aborted') },
    { told: 'the server', error: new ActivityCancelledError('cancelled') },
  ])('while the record is written, as $told says: Cancelled, surely not sent', async ({ error }) => {
    const running = attempt({
      nowMs: 3_000_000,
      writeAhead: () => {
        // The server's word comes first, the worker's own cancellation a moment later.
        if (error instanceof ActivityCancelledError) setImmediate(() => running.cancel());
        else running.cancel();
        return Promise.reject(error);
      },
    });

    expect(await running.failure(anInput())).toMatchObject(unsent);
    expect(connect.requests()).toEqual([]);
  });

  it('just after the record was written: Cancelled, surely not sent', async () => {
    const running = attempt({
      nowMs: 3_000_000,
      writeAhead: () => {
        running.cancel();
        return Promise.resolve();
      },
    });

    expect(await running.failure(anInput())).toMatchObject(unsent);
    expect(connect.requests()).toEqual([]);
  });

  it('while the request is out: DialOutcomeUnknown', async () => {
    connect.inject({ operation, kind: 'hang-after' });
    const running = attempt();
    const failing = running.failure(anInput());
    await connect.untilRings(1);
    running.cancel();

    const failure = await failing;

    expect(seen(failure)).toMatchObject({
      type: 'DialOutcomeUnknown',
      nonRetryable: true,
      details: [{ answer: 'unknown', maybePlacedSince: at(0) }],
    });
    expect(failure.message).toContain('cancelled while its request was out');
  });

  it.each([
    {
      when: 'a refusal',
      error: Object.assign(new Error('no'), { name: 'InvalidRequestException', $metadata: { httpStatusCode: 400 } }),
    },
    {
      when: 'a throttle',
      error: Object.assign(new Error('no'), { name: 'TooManyRequestsException', $metadata: { httpStatusCode: 429 } }),
    },
  ])('while the request is out, but the answer is $when: Cancelled, surely not sent', async ({ error }) => {
    const send = () => {
      running.cancel();
      return Promise.reject(error);
    };
    const running = anAttempt({ connect: { send } as never });

    const failure = await running.failure(anInput());

    expect(failure).toBeInstanceOf(CancelledFailure);
    expect(failure).toMatchObject(unsent);
  });

  it('while the request is out, but it is accepted: the contact', async () => {
    const send = () => {
      running.cancel();
      return Promise.resolve({ ContactId: 'contact-1', $metadata: {} });
    };
    const running = anAttempt({ connect: { send } as never });

    expect(await running.run(anInput())).toMatchObject({ ContactId: 'contact-1' });
  });

  it('when an earlier attempt may have placed the call: never Cancelled', async () => {
    const running = attempt({ attempt: 2 });
    running.cancel();

    expect(seen(await running.failure(anInput()))).toMatchObject({ type: 'DialOutcomeUnknown' });
    expect(connect.requests()).toEqual([]);
  });

  it('of the worker alone, while the request is out: the next attempt sends again', async () => {
    connect.inject({ operation, kind: 'hang-after' });
    const running = attempt();
    const failing = running.failure(anInput());
    await connect.untilRings(1);
    running.cancel('WORKER_SHUTDOWN', { cancelRequested: false } as never);

    expect(seen(await failing)).toMatchObject({
      type: 'AbortError',
      nonRetryable: false,
      details: [{ answer: 'unknown' }],
    });
    expect(running.heartbeats.at(-1)).toEqual(settled({ maybePlacedSinceMs: startedAtMs }));
  });
});

it('a request that stays out heartbeats that it may be placed', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const send = () => {
      vi.advanceTimersByTime(5_000);
      return Promise.resolve({ ContactId: 'contact-1', $metadata: {} });
    };
    const running = anAttempt({ connect: { send } as never });
    await running.run(anInput());
    vi.advanceTimersByTime(60_000);

    const sending = settled({ settled: false, maybePlacedSinceMs: startedAtMs });
    expect(running.heartbeats).toEqual([sending, sending]);
  } finally {
    vi.useRealTimers();
  }
});

it('logs once that Amazon Connect cannot be reached, and where: calls waited, and no line of the log said why', async () => {
  const later = performance.now() + 3_600_000;
  vi.spyOn(performance, 'now').mockReturnValue(later);
  using unreachable = aConnectClient('http://127.0.0.1:1');
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);

  for (const number of [1, 2]) await anAttempt({ connect: unreachable, attempt: number, warn }).failure(anInput());

  expect(warnings).toEqual([
    expect.stringMatching(
      /^Amazon Connect cannot be reached at 127\.0\.0\.1:1 \(ECONNREFUSED\): check AWS_REGION, .* Calls wait/,
    ),
  ]);
});
