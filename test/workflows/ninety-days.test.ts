import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberOf } from '../../src/connect-simulator/index.js';
import type { CallingHours, FollowUpPlan, FollowUpResult } from '../../src/contract/index.js';
import { aRequest } from '../support/requests.js';
import { clockChanges, slowDecision, wallClock } from '../support/slow-calendar.js';
import { startSkippedTime, type SkippedTime } from '../support/skipped-time.js';

/** Months pass in seconds. No contact event arrives here: looks alone find the end of each attempt. */
let world: SkippedTime;
async function inAWorldOfItsOwn(): Promise<void> {
  world = await startSkippedTime();
}
const endOfWorld = () => world[Symbol.asyncDispose]();

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const zone = 'America/New_York';
const dialLimitMs = 60_000;

/** The third Monday of February, and the last one of May. */
function publicHolidays(year: number): string[] {
  const mondays = (month: number) =>
    Array.from({ length: 31 }, (_, day) => new Date(Date.UTC(year, month, day + 1)))
      .filter((date) => date.getUTCMonth() === month && date.getUTCDay() === 1)
      .map((date) => date.toISOString().slice(0, 10));
  return [mondays(1)[2] ?? '', mondays(4).at(-1) ?? ''];
}

/** Late winter and spring in New York: the clocks change, and two Mondays are holidays. */
async function spring() {
  const year = new Date(await world.environment.currentTimeMs()).getUTCFullYear() + 1;
  const notBeforeMs = Date.UTC(year, 1, 8, 12);
  const changes = clockChanges(zone, notBeforeMs, notBeforeMs + 90 * dayMs);
  expect(changes).toHaveLength(1);
  const holidays = publicHolidays(year);
  // Somebody is away for two days around the change of the clocks.
  const closedDates = [0, 1].map((days) => wallClock(zone, (changes[0] ?? 0) + days * dayMs).date);
  return { notBeforeMs, notBefore: new Date(notBeforeMs).toISOString(), closedDates, holidays };
}

const workday = ['09:00-12:00', '13:00-17:30'];
const weekly = {
  monday: workday,
  tuesday: workday,
  wednesday: workday,
  thursday: workday,
  friday: workday,
  saturday: ['10:00-14:00'],
  sunday: ['20:00-02:30'],
};

/** The minute-by-minute oracle knows no holidays: they are closed dates to it. */
function openingFrom(hours: CallingHours, holidays: readonly string[], fromMs: number): number {
  const closedDates = [...(hours.closedDates ?? []), ...holidays];
  const slow = slowDecision({ hours: { weekly, closedDates }, zones: [zone], dialLimitMs }, fromMs);
  if (slow.is === 'unknown') throw new Error('never opens');
  return slow.is === 'dial' ? fromMs : slow.untilMs;
}

/** Each attempt of the result rang once, under its own token, and nothing else did. */
function ringsOf(id: string, { attempts }: FollowUpResult): number[] {
  const rings = world.connect.ledger().filter(({ ClientToken }) => ClientToken.startsWith(`${id}.`));
  expect(rings.map(({ ClientToken, ContactId }) => [ClientToken, ContactId])).toEqual(
    attempts.map(({ workflowId, ContactId }) => [workflowId, ContactId]),
  );
  expect(attempts.map(({ workflowId }) => workflowId)).toEqual(attempts.map((_, index) => `${id}.${index + 1}`));
  return rings.map(({ ringStartedAt }) => Date.parse(ringStartedAt));
}

/** How long after its end an attempt's end is known: the first look comes when the dial limit is over. */
const knownAfterMs = 3 * minuteMs;

describe('90 days of a follow-up that nobody answers', () => {
  const id = 'ninety';
  const waits = [3 * hourMs, 21 * hourMs, 27 * hourMs];
  let result: FollowUpResult;
  let span: Awaited<ReturnType<typeof spring>>;
  let callingHours: CallingHours;

  beforeAll(inAWorldOfItsOwn);
  afterAll(endOfWorld);
  beforeAll(async () => {
    span = await spring();
    callingHours = { timeZone: zone, weekly, closedDates: span.closedDates, holidays: { country: 'US' } };
    const plan: FollowUpPlan = { maxAttempts: 100, notBefore: span.notBefore, expiresAfter: '90 days', callingHours };
    const request = aRequest({ DestinationPhoneNumber: numberOf('rings-out') });
    result = await world.runFollowUp(id, request, plan);
  }, 240_000);

  it('ends when they are over, and tells of every attempt', () => {
    expect(result).toMatchObject({ outcome: 'NO_ANSWER', ended: 'expired' });
    expect(result.attempts.length).toBeGreaterThan(50);
    expect(new Set(result.attempts.map(({ outcome }) => outcome))).toEqual(new Set(['NO_ANSWER']));
  });

  it('rings once for each attempt, and only while the hours are open, whatever the clocks do', () => {
    const ringsAtMs = ringsOf(id, result);
    const closed = ringsAtMs.filter((atMs) => openingFrom(callingHours, span.holidays, atMs) !== atMs);
    expect(closed.map((atMs) => wallClock(zone, atMs))).toEqual([]);
    // Both kinds of clock were in use, and both kinds of hours.
    const hours = new Set(ringsAtMs.map((atMs) => wallClock(zone, atMs).time.slice(0, 2)));
    expect(hours).toContain('09');
    expect([...hours].some((hour) => hour >= '20')).toBe(true);
    const offsets = new Set(
      ringsAtMs.map((atMs) => Number(wallClock(zone, atMs).time.slice(0, 2)) - new Date(atMs).getUTCHours()),
    );
    expect(offsets.size).toBeGreaterThan(1);
  });

  it('makes each attempt at the first open moment after its wait', () => {
    const ringsAtMs = ringsOf(id, result);
    const first = openingFrom(callingHours, span.holidays, span.notBeforeMs);
    const openings = result.attempts.slice(0, -1).map(({ disconnectedAt = '' }, index) => {
      const dueMs = Date.parse(disconnectedAt) + (waits[index] ?? waits.at(-1) ?? 0);
      return [dueMs, dueMs + knownAfterMs].map((fromMs) => openingFrom(callingHours, span.holidays, fromMs));
    });
    for (const [index, [earliest = 0, latest = 0]] of [[first, first], ...openings].entries()) {
      expect({ index, atMs: ringsAtMs[index] }).toSatisfy(() => (ringsAtMs[index] ?? 0) >= earliest);
      expect({ index, atMs: ringsAtMs[index] }).toSatisfy(() => (ringsAtMs[index] ?? 0) <= latest + minuteMs);
    }
  });

  it('keeps each run of the follow-up short', async () => {
    const { client } = world.environment;
    const { events } = await client.workflow.getHandle(id).fetchHistory();
    expect(events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId).toBeTruthy();
    expect(events?.length).toBeLessThan(340);
  });
});

describe('another plan', () => {
  // A server that has nothing to do may skip years; holidays are known until 2037.
  beforeAll(inAWorldOfItsOwn);
  afterAll(endOfWorld);

  it('a follow-up that is busy, then not answered, then answered waits as each outcome demands', async () => {
    const id = 'three-ends';
    const { notBefore, closedDates, holidays } = await spring();
    const callingHours = { timeZone: zone, weekly, closedDates, holidays: { country: 'US' } };
    const plan: FollowUpPlan = {
      notBefore,
      callingHours,
      onOutcome: { BUSY: { wait: ['28 days'] }, NO_ANSWER: { wait: ['55 days'] } },
    };
    const request = aRequest({ DestinationPhoneNumber: numberOf('busy-then-no-answer-then-answered') });

    const result = await world.runFollowUp(id, request, plan);

    expect(result).toMatchObject({
      outcome: 'ANSWERED',
      ended: 'goal',
      attempts: [{ outcome: 'BUSY' }, { outcome: 'NO_ANSWER' }, { outcome: 'ANSWERED' }],
    });
    const [first = 0, second = 0, third = 0] = ringsOf(id, result);
    for (const atMs of [first, second, third]) expect(openingFrom(callingHours, holidays, atMs)).toBe(atMs);
    const [busyEnd = 0, unansweredEnd = 0] = result.attempts.map(({ disconnectedAt = '' }) =>
      Date.parse(disconnectedAt),
    );
    expect(second - busyEnd).toBeGreaterThanOrEqual(28 * dayMs);
    expect(second - busyEnd).toBeLessThan(32 * dayMs);
    expect(third - unansweredEnd).toBeGreaterThanOrEqual(55 * dayMs);
    expect(third - unansweredEnd).toBeLessThan(59 * dayMs);
  });
});
