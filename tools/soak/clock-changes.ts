// Hours across both changes of the clocks. A fast or a shifted clock is not to be had in the processes: when a call is due the Temporal
// server decides by its own clock, and that of a Go program cannot be set. So these calls are made on the time-skipping server,
// with the workers in this process and the local Amazon Connect on the server's clock; a year passes in a minute.
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import type { CallResult, CallingHours } from '../../src/contract/index.js';
import { weekdays } from '../../src/contract/calling-hours.js';
import { faultKinds } from '../../src/connect-simulator/control/faults.js';
import { aRequest } from '../../test/support/requests.js';
import { clockChanges, slowDecision } from '../../test/support/slow-calendar.js';
import { startSkippedTime } from '../../test/support/skipped-time.js';
import type { Extent } from './extent.js';
import { findings, type CallFacts, type Finding, type RingFacts } from './oracle.js';
import type { SoakResult } from './run.js';

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;
const yearMs = 366 * dayMs;
/** By the wall clock: they take seconds. */
const endsWithinMs = 10 * minuteMs;
const dialLimitMs = 60_000;

/** Clocks that change by an hour, by half an hour, and in the other half of the year. */
const timeZones = ['America/New_York', 'Europe/London', 'Australia/Sydney', 'Australia/Lord_Howe'];

/** A request that hangs does so in real time, while the skipped clock runs away. */
const kinds = faultKinds.filter((kind) => !/^(?:hang|slow)/.test(kind));

interface AcrossAChange {
  readonly timeZone: string;
  /** The first or the second change of the year to come. */
  readonly change: 0 | 1;
  readonly dueMinutesAfter: number;
  readonly opensMinute: number;
  readonly openMinutes: number;
  readonly kind: (typeof kinds)[number] | undefined;
}

/** Calls whose hours lie around a change, due from two days before it to a day after. */
export function callsAcrossChanges(seed: number, { calls }: Extent): readonly AcrossAChange[] {
  const arbitrary = fc.record({
    timeZone: fc.constantFrom(...timeZones),
    change: fc.constantFrom<(0 | 1)[]>(0, 1),
    dueMinutesAfter: fc.integer({ min: -2 * 1440, max: 1440 }),
    // Half of them open in the night in which the clocks change.
    opensMinute: fc.oneof(fc.integer({ min: 30, max: 240 }), fc.nat(1439)),
    openMinutes: fc.integer({ min: 5, max: 240 }),
    kind: fc.constantFrom(undefined, undefined, undefined, ...kinds),
  });
  return fc.sample(fc.noBias(arbitrary), { seed, numRuns: Math.max(10, Math.round(calls / 10)) });
}

export async function runClockChanges(seed: number, extent: Extent): Promise<Omit<SoakResult, 'seed'>> {
  const begunMs = Date.now();
  await using world = await startSkippedTime();
  const startMs = await world.environment.currentTimeMs();
  const faults: Record<string, number> = {};
  const outcomes: Record<string, number> = {};
  const found: Finding[] = [];
  const calls: CallFacts[] = [];
  {
    await using _ = await world.startWorkers({ dial: true });
    const planned = callsAcrossChanges(seed, extent).map((call, index) => ({
      ...call,
      id: `soak-${seed}-clocks-${index}`,
      callingHours: hoursOf(call),
      // Not those of the next days, in which it would be due already.
      dueMs:
        (clockChanges(call.timeZone, startMs + 3 * dayMs, startMs + 3 * dayMs + yearMs)[call.change] ?? 0) +
        call.dueMinutesAfter * minuteMs,
    }));
    const started: WorkflowHandle[] = [];
    for (const { id, kind, callingHours, dueMs } of planned) {
      if (kind !== undefined) {
        const match = { ClientToken: id };
        world.connect.inject({ operation: 'StartOutboundVoiceContact', kind, match });
        faults[`fault.${kind}`] = (faults[`fault.${kind}`] ?? 0) + 1;
      }
      const notBefore = new Date(dueMs).toISOString();
      started.push(await world.startCall(id, aRequest(), { callingHours, notBefore, tracking: 'none' }));
    }
    // One after the other: that many long polls at once keep the time-skipping server from all else.
    const ends: CallFacts['end'][] = [];
    for (const handle of started) ends.push(await endOf(handle, begunMs + endsWithinMs));
    for (const [index, call] of planned.entries()) {
      const { id, dueMs, kind, timeZone, callingHours } = call;
      const question = { hours: callingHours, zones: [timeZone], dialLimitMs };
      const end = ends[index] ?? { is: 'missing', why: 'it was not started' };
      const outcome = end.is === 'completed' ? end.outcome : end.is;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      const story = `${timeZone}, ${JSON.stringify(callingHours.weekly?.monday)}, due ${new Date(dueMs).toISOString()}`;
      for (const { ringStartedAt } of world.connect.ledger({ clientToken: id })) {
        if (slowDecision(question, Date.parse(ringStartedAt)).is === 'dial') continue;
        found.push({ promise: 'rings in its hours', id, what: `rang at ${ringStartedAt} (${story})` });
      }
      // What is in doubt, or came too late by a fault, has the next days too.
      const first = kind === undefined ? firstWindow(question, dueMs) : { fromMs: dueMs, untilMs: dueMs + 8 * dayMs };
      calls.push({ id, end, ...first, wasCancelled: false, story });
    }
  }
  const rings = world.connect.ledger().map(({ ClientToken, ContactId, InstanceId, ringStartedAt }): RingFacts => {
    const atMs = Date.parse(ringStartedAt);
    // Without lines.
    return { id: ClientToken, ContactId, InstanceId, atMs, endsMs: atMs };
  });
  return {
    calls: calls.length,
    rings: rings.length,
    faults,
    outcomes,
    findings: [...found, ...findings({ calls, rings, resizes: [], skewMs: 0 })],
    durationS: Math.round((Date.now() - begunMs) / 1000),
  };
}

const hoursOf = ({ timeZone, opensMinute, openMinutes }: AcrossAChange): CallingHours => {
  const span = `${clock(opensMinute)}-${clock(opensMinute + openMinutes)}`;
  return { timeZone, weekly: Object.fromEntries(weekdays.map((day) => [day, [span]])) };
};

const clock = (minute: number): string =>
  [Math.floor(minute / 60) % 24, minute % 60].map((part) => String(part).padStart(2, '0')).join(':');

/** The first time at which it may be dialled, by a calendar that knows nothing of ringonce's. */
function firstWindow(question: Parameters<typeof slowDecision>[0], dueMs: number) {
  const atDue = slowDecision(question, dueMs);
  const fromMs = atDue.is === 'wait' ? atDue.untilMs : dueMs;
  const opening = slowDecision(question, fromMs);
  return { fromMs, untilMs: opening.is === 'dial' ? (opening.untilMs ?? Infinity) : fromMs };
}

async function endOf(handle: WorkflowHandle, giveUpAtMs: number): Promise<CallFacts['end']> {
  const timer = new AbortController();
  const waited = sleep(Math.max(0, giveUpAtMs - Date.now()), undefined, { signal: timer.signal });
  try {
    const result = (await Promise.race([handle.result(), waited])) as CallResult | undefined;
    if (result === undefined) return { is: 'open', why: 'in skipped time' };
    const { outcome, ContactId } = result;
    return { is: 'completed', outcome, ...(ContactId === undefined ? {} : { ContactId }) };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return { is: 'failed', why: error.cause?.message ?? error.message };
  } finally {
    timer.abort();
  }
}
