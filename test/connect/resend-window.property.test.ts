import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ApplicationFailure } from '@temporalio/common';
import { asDialRecord, maybePlacedSince, surelyNothingSent } from '../../src/connect/resend-window.js';
import { seeded } from '../contract/seeded.js';
import { anAttempt, anInput, at, startedAtMs } from '../activities/dial.js';

/**
 * The real activity, attempt after attempt, on a model of the Temporal server that loses workers, heartbeats and patience. The
 * oracle is the list of sends as they truly went out; it shares no code with the activity. Times: milliseconds after the start.
 */
interface Attempt {
  /** How long it waits in the queue. */
  readonly queueMs: number;
  readonly fate: 'not-now' | 'unknown' | 'refused' | 'dies-before' | 'dies-sending';
  /** Whether the heartbeat details of this attempt reach the server (those of an awaited record apart). */
  readonly delivered: boolean;
  /** What the record before the send meets, if the attempt writes one; it takes `recordMs`. */
  readonly recorded: 'kept' | 'kept-but-dies' | 'kept-but-answer-lost' | 'fails';
  readonly recordMs: number;
  readonly requestMs: number;
  /** What an operator does before the next attempt. */
  readonly then: 'nothing' | 'reset' | 'reset-and-drop-details' | 'reset-workflow';
}

interface History {
  readonly attempts: readonly Attempt[];
  readonly resendWindowMs: number;
  readonly dialBeforeMs: number;
}

const shortOrLong = fc.oneof(fc.nat(3_000), fc.nat(30_000), fc.nat(2_000_000));
const attempt: fc.Arbitrary<Attempt> = fc.record({
  queueMs: shortOrLong,
  fate: fc.constantFrom('not-now', 'not-now', 'unknown', 'refused', 'dies-before', 'dies-sending'),
  delivered: fc.boolean(),
  recorded: fc.constantFrom('kept', 'kept', 'kept-but-dies', 'kept-but-answer-lost', 'fails'),
  recordMs: fc.nat(6_000),
  requestMs: fc.nat(20_000),
  then: fc.oneof(
    { weight: 5, arbitrary: fc.constant('nothing' as const) },
    { weight: 2, arbitrary: fc.constantFrom('reset', 'reset-and-drop-details', 'reset-workflow') },
  ),
});
const history: fc.Arbitrary<History> = fc.record({
  attempts: fc.array(attempt, { minLength: 1, maxLength: 9 }),
  resendWindowMs: fc.constantFrom(0, 1_000, 60_000, 900_000, 604_800_000),
  dialBeforeMs: fc.oneof(fc.nat(100_000), fc.nat(10_000_000)),
});

interface Send {
  readonly atMs: number;
  /** Whether Connect may have placed a call for it. */
  readonly mayHaveArrived: boolean;
}

/** What was true when something was claimed. */
interface Claim {
  readonly who: 'attempt' | 'halt';
  readonly sinceMs: number | undefined;
  readonly firstMaybeMs: number | undefined;
}

interface Told {
  readonly sends: Send[];
  readonly claims: Claim[];
  /** How the last attempt failed, and when, if it was the dial's end. */
  end: { readonly type: string; readonly atMs: number } | undefined;
}

class Died extends Error {}

async function live({ attempts, resendWindowMs, dialBeforeMs }: History): Promise<Told> {
  const told: Told = { sends: [], claims: [], end: undefined };
  const firstMaybeMs = () => told.sends.find(({ mayHaveArrived }) => mayHaveArrived)?.atMs;
  let clock = 0;
  let workflowWasReset = false;
  let server = { attempt: 1, scheduledMs: 0, attemptScheduledMs: 0, hasStarted: false, details: undefined as unknown };
  for (const step of attempts) {
    clock = Math.max(clock, server.attemptScheduledMs) + step.queueMs;
    server.hasStarted = true;
    const sinceMs = maybePlacedSince({
      attempt: server.attempt,
      scheduledAtMs: server.scheduledMs,
      attemptScheduledAtMs: server.attemptScheduledMs,
      record: asDialRecord(relative(server.details)),
      earlierRunSinceMs: workflowWasReset ? 0 : undefined,
    });
    told.claims.push({ who: 'attempt', sinceMs, firstMaybeMs: firstMaybeMs() });

    let dead = step.fate === 'dies-before' && step.recorded === 'kept';
    const send = () => {
      if (step.fate === 'dies-before') {
        dead = true;
        return Promise.reject(new Died());
      }
      told.sends.push({ atMs: clock, mayHaveArrived: step.fate === 'unknown' || step.fate === 'dies-sending' });
      vi.advanceTimersByTime(2_500); // one heartbeat while the request is out
      clock += step.requestMs;
      dead = step.fate === 'dies-sending';
      return Promise.reject(answers[step.fate === 'dies-sending' ? 'unknown' : step.fate]);
    };
    const running = anAttempt({
      connect: { send } as never,
      attempt: server.attempt,
      nowMs: () => clock,
      scheduledMs: server.scheduledMs,
      attemptScheduledMs: server.attemptScheduledMs,
      record: server.details,
      writeAhead: (details) => {
        clock += step.recordMs;
        if (step.recorded !== 'fails') server.details = details;
        dead ||= step.recorded === 'kept-but-dies';
        return step.recorded === 'kept' ? Promise.resolve() : Promise.reject(new Died());
      },
    });
    const failure = dead
      ? undefined
      : ((await running.failure(
          anInput({
            resendWindowMs,
            dialBefore: at(dialBeforeMs),
            ...(workflowWasReset ? { maybePlacedSince: at(0) } : {}),
          }),
        )) as Partial<ApplicationFailure>);
    const heartbeats = dead ? running.heartbeats.slice(0, 1) : running.heartbeats;
    if (step.delivered && heartbeats.length > 0) server.details = heartbeats.at(-1);
    if (!dead && failure?.nonRetryable === true) {
      told.end = { type: failure.type ?? '', atMs: clock };
      return told;
    }
    if (dead) clock += 11_000; // the heartbeat timeout, and a second
    const delayMs = dead || failure?.nextRetryDelay === undefined ? 1_000 : Number(failure.nextRetryDelay);
    server = { ...server, attempt: server.attempt + 1, attemptScheduledMs: clock + delayMs };
    if (step.then === 'reset-workflow') {
      workflowWasReset = true;
      server = { attempt: 1, scheduledMs: clock, attemptScheduledMs: clock, hasStarted: false, details: undefined };
    } else if (step.then !== 'nothing') {
      const details = step.then === 'reset' ? server.details : undefined;
      server = { ...server, attempt: 1, attemptScheduledMs: clock + 1, details };
    }
    const claimed = surelyNothingSent({
      nextAttempt: server.attempt,
      hasStarted: server.hasStarted,
      record: asDialRecord(relative(server.details)),
    });
    // A workflow that was reset never asks.
    if (!workflowWasReset)
      told.claims.push({ who: 'halt', sinceMs: claimed ? undefined : 0, firstMaybeMs: firstMaybeMs() });
  }
  return told;
}

const answers = {
  'not-now': Object.assign(new Error('later'), {
    name: 'TooManyRequestsException',
    $metadata: { httpStatusCode: 429 },
  }),
  unknown: Object.assign(new Error('who knows'), {
    name: 'InternalServiceException',
    $metadata: { httpStatusCode: 500 },
  }),
  refused: Object.assign(new Error('never'), { name: 'InvalidRequestException', $metadata: { httpStatusCode: 400 } }),
};

/** Details on the clock of this file. */
function relative(details: unknown): unknown {
  if (details === undefined) return undefined;
  const { writtenAtMs, maybePlacedSinceMs, ...rest } = details as { writtenAtMs: number; maybePlacedSinceMs?: number };
  const since = maybePlacedSinceMs === undefined ? {} : { maybePlacedSinceMs: maybePlacedSinceMs - startedAtMs };
  return { ...rest, writtenAtMs: writtenAtMs - startedAtMs, ...since };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('no send goes out at or after dialBefore, nor past the window of the first that may have arrived', async () => {
  let resends = 0;
  await fc.assert(
    fc.asyncProperty(history, async (story) => {
      const { sends } = await live(story);
      const first = sends.findIndex(({ mayHaveArrived }) => mayHaveArrived);
      const later = first === -1 ? [] : sends.slice(first + 1);
      resends += later.length;

      expect(sends.filter(({ atMs }) => atMs >= story.dialBeforeMs)).toEqual([]);
      expect(later.filter(({ atMs }) => atMs >= (sends[first]?.atMs ?? 0) + story.resendWindowMs)).toEqual([]);
    }),
    seeded(600),
  );
  expect(resends).toBeGreaterThan(50); // not because nothing is ever sent again
});

it('with a window of 0 nothing is sent after a send that may have arrived', async () => {
  let maybe = 0;
  await fc.assert(
    fc.asyncProperty(history, async (story) => {
      const { sends } = await live({ ...story, resendWindowMs: 0 });
      const first = sends.findIndex(({ mayHaveArrived }) => mayHaveArrived);
      maybe += first === -1 ? 0 : 1;

      expect(first === -1 ? [] : sends.slice(first + 1)).toEqual([]);
    }),
    seeded(300),
  );
  expect(maybe).toBeGreaterThan(50);
});

it('waiting never uses the window up: after definite answers every attempt before dialBefore sends', async () => {
  const patient = fc.array(
    attempt.map((step): Attempt => ({ ...step, fate: 'not-now', delivered: true, recorded: 'kept', then: 'nothing' })),
    { minLength: 1, maxLength: 9 },
  );
  await fc.assert(
    fc.asyncProperty(patient, history, async (attempts, { resendWindowMs, dialBeforeMs }) => {
      const { sends, end } = await live({ attempts, resendWindowMs, dialBeforeMs });

      if (end === undefined) expect(sends).toHaveLength(attempts.length);
      // The next try comes at most 30 s later, and the send is at most a record's 6 s after the attempt's start.
      else expect(end).toMatchObject({ type: 'DialWindowClosed' });
      if (end !== undefined) expect(end.atMs + 30_000).toBeGreaterThanOrEqual(dialBeforeMs);
    }),
    seeded(300),
  );
});

it('"nothing was sent" is never claimed when something may have been, and the window never starts too late', async () => {
  let claimed = 0;
  await fc.assert(
    fc.asyncProperty(history, async (story) => {
      const { claims } = await live(story);
      claimed += claims.filter(({ sinceMs }) => sinceMs === undefined).length;

      const wrong = claims.filter(
        ({ sinceMs, firstMaybeMs }) => firstMaybeMs !== undefined && (sinceMs === undefined || sinceMs > firstMaybeMs),
      );
      expect(wrong).toEqual([]);
    }),
    seeded(600),
  );
  expect(claimed).toBeGreaterThan(200);
});
