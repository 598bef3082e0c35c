import { ActivityCancelledError } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { Throttle } from '../../src/connect/throttle.js';
import { anAttempt, anInput, at, connectOfThisFile, startedAtMs, type Surroundings } from './dial.js';

const { connect, client } = await connectOfThisFile();

/** Of so many dials a second one has just been throttled. */
function throttled(perSecond: number): Throttle {
  const throttle = new Throttle();
  for (let number = 0; number < perSecond; number++) throttle.sent(startedAtMs);
  throttle.throttled(startedAtMs, startedAtMs);
  return throttle;
}
const aMoment = () => throttled(20);
/** Its next turn is taken: the one after it is more than 5 s away. */
function tooLong(): Throttle {
  const throttle = new Throttle();
  for (let round = 0; round < 20; round++) throttle.throttled(startedAtMs + round - 20, startedAtMs + round - 19);
  throttle.take(startedAtMs, Infinity);
  return throttle;
}

const attempt = (change: Partial<Surroundings>) => anAttempt({ connect: client, ...change });
const settled = (change: object = {}) => ({ attempt: 1, writtenAtMs: startedAtMs, settled: true, ...change });

describe('a dial that waits for its turn', () => {
  it('puts its send on record, by whose answer it learns of a cancellation, and then sends', async () => {
    const records: unknown[] = [];
    const writeAhead = (record: unknown) => {
      records.push({ record, requests: connect.requests().length });
      return Promise.resolve();
    };

    const placed = await attempt({ throttle: aMoment(), writeAhead }).run(anInput());

    const intent = { attempt: 1, writtenAtMs: startedAtMs, settled: false, maybePlacedSinceMs: startedAtMs };
    expect(records).toEqual([{ record: intent, requests: 0 }]);
    expect(connect.ledger().map(({ ContactId }) => ContactId)).toEqual([placed.ContactId]);
  });

  it('and is cancelled meanwhile: Cancelled, surely not sent', async () => {
    const running = attempt({
      throttle: aMoment(),
      writeAhead: () => {
        // The worker reads the same answer a moment later.
        queueMicrotask(() => running.cancel());
        return Promise.reject(new ActivityCancelledError('cancelled'));
      },
    });

    const failure = await running.failure(anInput());

    expect(failure).toBeInstanceOf(CancelledFailure);
    expect(failure).toMatchObject({ details: [{ surelyNotSent: true }] });
    expect(connect.requests()).toEqual([]);
  });

  it('until its dialling time is over: nothing is sent', async () => {
    const throttle = aMoment();
    const take = throttle.take.bind(throttle);
    let nowMs = 0;
    throttle.take = (...moment) => {
      nowMs = 10_000;
      return take(...moment);
    };

    const failure = await attempt({ throttle, nowMs: () => nowMs }).failure(anInput({ dialBefore: at(10_000) }));

    expect(failure).toMatchObject({ type: 'DialWindowClosed' });
    expect(connect.requests()).toEqual([]);
  });
});

describe('a dial whose turn is too far away', () => {
  it('comes back later, harmlessly, and the next attempt knows that nothing was sent', async () => {
    const running = attempt({ throttle: tooLong(), random: 0 });

    const failure = await running.failure(anInput());

    expect(failure).toMatchObject({ type: 'HeldBack', nonRetryable: false, category: 'BENIGN' });
    const { nextRetryDelay, details } = failure as { nextRetryDelay?: unknown; details?: unknown };
    expect(details).toEqual([{ answer: 'not-now' }]);
    expect(nextRetryDelay).toBeGreaterThan(5_000);
    expect(running.heartbeats).toEqual([settled({ turnedAway: 1 })]);
    expect(connect.requests()).toEqual([]);
  });

  it('keeps what an earlier attempt may have placed', async () => {
    const record = settled({ maybePlacedSinceMs: startedAtMs - 5_000 });
    const running = attempt({ throttle: tooLong(), attempt: 2, record });

    const failure = await running.failure(anInput());

    expect((failure as { details?: unknown }).details).toEqual([{ answer: 'unknown', maybePlacedSince: at(-5_000) }]);
    expect(running.heartbeats).toEqual([
      settled({ attempt: 2, maybePlacedSinceMs: startedAtMs - 5_000, turnedAway: 1 }),
    ]);
  });

  it.each([
    { what: 'its dialling time', record: undefined, type: 'DialWindowClosed' },
    { what: 'its resend window', record: settled({ maybePlacedSinceMs: startedAtMs }), type: 'DialOutcomeUnknown' },
  ])('ends when $what would be over by then', async ({ record, type }) => {
    const number = record === undefined ? 1 : 2;
    const limits = { dialBefore: at(record === undefined ? 5_000 : 3_600_000), resendWindowMs: 5_000 };

    const failure = await attempt({ throttle: tooLong(), attempt: number, record }).failure(anInput(limits));

    expect(failure).toMatchObject({ type, nonRetryable: true });
    expect(connect.requests()).toEqual([]);
  });
});

it.each([
  { attempt: 4, turnedAway: 2, dialAttempts: 2 },
  { attempt: 1, turnedAway: 3, dialAttempts: 1 },
])('attempt $attempt after $turnedAway that were turned away counts as $dialAttempts', async (row) => {
  const record = settled({ attempt: Math.max(1, row.attempt - 1), turnedAway: row.turnedAway });
  const writeAhead = () => Promise.resolve();

  const placed = await attempt({ attempt: row.attempt, record, writeAhead }).run(anInput());

  expect(placed.dialAttempts).toBe(row.dialAttempts);
});

it('a throttle slows down the other dials of the worker', async () => {
  const throttle = new Throttle();
  const records: unknown[] = [];
  const writeAhead = (record: unknown) => Promise.resolve(records.push(record)).then(() => undefined);
  connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'throttle' });
  await attempt({ throttle }).failure(anInput());

  await attempt({ throttle, writeAhead }).run(anInput());

  // It had to wait.
  expect(records).toHaveLength(1);
});
