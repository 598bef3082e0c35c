// What is started in a soak: calls, follow-ups, rows of batches and schedules, many of them with hours that open or close meanwhile.
import fc from 'fast-check';
import type {
  CallOptions,
  CallingHours,
  FollowUpPlan,
  ScheduleDefinition,
  StartOutboundVoiceContactRequest,
} from '../../src/client/index.js';
import { numberOf, scenarios, type ScenarioName } from '../../src/connect-simulator/index.js';
import { weekdays } from '../../src/contract/calling-hours.js';
import type { Extent } from './extent.js';
import { wallClock } from './wall-clock.js';

const minuteMs = 60_000;

/** The first is resized by the weather, the second never. */
export const instanceIds = ['846ec553-a005-41c0-8341-00000000000a', '846ec553-a005-41c0-8341-00000000000b'] as const;

/** Hours that are open once, counted in minutes from the full minute before the load's begin. */
export interface PlannedHours {
  readonly opensMinute: number;
  readonly minutes: number;
  readonly timeZone: string;
}

/** A call or a follow-up. Milliseconds are counted from the begin of the load. */
export interface PlannedItem {
  readonly id: string;
  readonly is: 'call' | 'follow-up';
  /** The batch whose row it is; missing: it is started alone. */
  readonly batch?: number;
  readonly atMs: number;
  readonly instance: 0 | 1;
  readonly scenario: ScenarioName;
  readonly campaign: boolean;
  readonly urgency: Pick<CallOptions, 'priority' | 'fairnessKey'>;
  readonly hours?: PlannedHours;
  /** Dialled this much later than it is started, at the earliest. */
  readonly dueInMs?: number;
  /** Of a follow-up: until its second attempt. */
  readonly waitMs: number;
}

export interface PlannedBatch {
  readonly atMs: number;
  /** SIGKILLed so long after each start, then started again; then left to its end. */
  readonly killsAfterMs: readonly number[];
}

/** A schedule that is due every minute of the load. */
export interface PlannedSchedule {
  readonly id: string;
  readonly is: 'call' | 'follow-up';
  readonly scenario: ScenarioName;
  readonly instance: 0 | 1;
}

export interface Load {
  readonly items: readonly PlannedItem[];
  readonly batches: readonly PlannedBatch[];
  readonly schedules: readonly PlannedSchedule[];
}

/** Refusals that pass are repeated for days, and talks of an hour hold the whole run up; every other number is called. */
const endless: readonly ScenarioName[] = ['internal-error', 'limit-exceeded', 'long-talk'];
const scenario = fc.constantFrom(...scenarios.map(({ name }) => name).filter((name) => !endless.includes(name)));

const timeZones = ['America/New_York', 'America/Los_Angeles', 'Europe/London', 'Asia/Kolkata', 'Australia/Lord_Howe'];

const batchesOf = 3;

export function loadOf(seed: number, { calls, durationMs }: Extent): fc.Arbitrary<Load> {
  const lastMinute = Math.max(1, Math.floor(durationMs / minuteMs) - 1);
  const within = (from: number, to: number) =>
    fc.integer({ min: Math.round(from * durationMs), max: Math.round(to * durationMs) });
  const instance = fc.constantFrom<(0 | 1)[]>(0, 1);
  const sometimes = <T>(arbitrary: fc.Arbitrary<T>, oneOf: number) =>
    fc.nat(oneOf - 1).chain((chance) => (chance === 0 ? arbitrary : fc.constant(undefined)));
  const item = fc.record({
    kind: fc.nat(7),
    atMs: within(0, 0.85),
    instance,
    scenario,
    campaign: fc.boolean(),
    urgency: fc.record({
      priority: fc.integer({ min: 1, max: 5 }),
      fairnessKey: fc.constantFrom('acme', 'globex', 'initech'),
    }),
    hours: sometimes(
      fc.record({
        opensMinute: fc.integer({ min: -3, max: lastMinute }),
        minutes: fc.integer({ min: 2, max: 4 }),
        timeZone: fc.constantFrom(...timeZones),
      }),
      4,
    ),
    dueInMs: sometimes(within(0.01, 0.2), 5),
    waitMs: fc.integer({ min: 1_000, max: 15_000 }),
  });
  return fc.record({
    items: fc.array(item, { minLength: calls, maxLength: calls }).map((drawn) =>
      drawn.map(({ kind, hours, dueInMs, ...rest }, index): PlannedItem => {
        const is = kind === 0 || kind === 7 ? 'follow-up' : 'call';
        return {
          id: `soak-${seed}-${index}`,
          is,
          // A quarter of all; follow-ups among them.
          ...(kind < 2 ? { batch: index % batchesOf } : {}),
          ...rest,
          ...(hours === undefined ? {} : { hours }),
          ...(dueInMs === undefined ? {} : { dueInMs }),
        };
      }),
    ),
    batches: fc.array(
      fc.record({
        atMs: within(0.05, 0.6),
        killsAfterMs: fc.array(fc.integer({ min: 500, max: 6_000 }), { minLength: 1, maxLength: 2 }),
      }),
      { minLength: batchesOf, maxLength: batchesOf },
    ),
    schedules: fc.tuple(
      ...(['call', 'follow-up'] as const).map((is) =>
        fc.record({ id: fc.constant(`soak-${seed}-every-minute-${is}`), is: fc.constant(is), scenario, instance }),
      ),
    ),
  });
}

/** When a call may ring: from `fromMs`, and before `untilMs`. Epoch milliseconds. */
export interface Window {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The load's begin and end, epoch milliseconds; what is not dialled some time after the end expires. */
export interface LoadTimes {
  readonly startMs: number;
  readonly endMs: number;
}

const expiresAfterEndMs = 2 * minuteMs;

/** When an item may ring, as the plan means it. */
export function windowOf({ hours, dueInMs, atMs }: PlannedItem, { startMs, endMs }: LoadTimes): Window {
  // Without a time of its own it may ring as soon as somebody starts it.
  const dueMs = dueInMs === undefined ? 0 : startMs + atMs + dueInMs;
  const expiresMs = endMs + expiresAfterEndMs;
  if (hours === undefined) return { fromMs: dueMs, untilMs: dueInMs === undefined ? Infinity : expiresMs };
  const opensMs = Math.floor(startMs / minuteMs) * minuteMs + hours.opensMinute * minuteMs;
  return {
    fromMs: Math.max(dueMs, opensMs),
    untilMs: Math.min(opensMs + hours.minutes * minuteMs, expiresMs),
  };
}

export function requestOf({ scenario, campaign, instance }: PlannedItem): StartOutboundVoiceContactRequest {
  return {
    DestinationPhoneNumber: numberOf(scenario),
    ContactFlowId: '846ec553-a005-41c0-8341-000000000001',
    InstanceId: instanceIds[instance],
    SourcePhoneNumber: '+12065550199',
    ...(campaign
      ? {
          TrafficType: 'CAMPAIGN',
          RingTimeoutInSeconds: 15,
          AnswerMachineDetectionConfig: { EnableAnswerMachineDetection: true },
        }
      : {}),
  };
}

/** Soon found when its events are lost. */
const conduct = { lookInterval: '1s' } as const;

/** When it may be dialled, as ringonce is told. */
function timesOf({ hours, dueInMs, atMs }: PlannedItem, { startMs, endMs }: LoadTimes) {
  if (hours === undefined && dueInMs === undefined) return {};
  return {
    ...(dueInMs === undefined ? {} : { notBefore: new Date(startMs + atMs + dueInMs).toISOString() }),
    ...(hours === undefined ? {} : { callingHours: callingHoursOf(hours, startMs) }),
    expiresAt: new Date(endMs + expiresAfterEndMs).toISOString(),
  };
}

export const optionsOf = (item: PlannedItem, times: LoadTimes): CallOptions => ({
  ...timesOf(item, times),
  ...item.urgency,
  ...conduct,
});

export const planOf = (item: PlannedItem, times: LoadTimes): FollowUpPlan => ({
  ...timesOf(item, times),
  maxAttempts: 2,
  onOutcome: Object.fromEntries(
    (['BUSY', 'NO_ANSWER', 'VOICEMAIL', 'FAILED', 'BLOCKED'] as const).map((outcome) => [
      outcome,
      { wait: [item.waitMs] },
    ]),
  ),
  call: { ...item.urgency, ...conduct },
});

export function scheduleOf(schedule: PlannedSchedule, { endMs }: LoadTimes): ScheduleDefinition {
  const item: PlannedItem = { ...schedule, atMs: 0, campaign: true, urgency: {}, waitMs: 2_000 };
  const times = { startMs: 0, endMs };
  return {
    request: requestOf(item),
    ...(schedule.is === 'call'
      ? { options: { ...optionsOf(item, times), expiresAfter: '20 minutes' } }
      : { plan: { ...planOf(item, times), expiresAfter: '20 minutes' } }),
    cron: '* * * * *',
    timeZone: 'America/New_York',
    overlap: 'ALLOW_ALL',
    endAt: new Date(endMs).toISOString(),
  };
}

/** The same span every day on the callee's clock; what is started expires before the next day's. */
function callingHoursOf({ opensMinute, minutes, timeZone }: PlannedHours, startMs: number): CallingHours {
  const opensMs = Math.floor(startMs / minuteMs) * minuteMs + opensMinute * minuteMs;
  const span = `${wallClock(timeZone, opensMs)}-${wallClock(timeZone, opensMs + minutes * minuteMs)}`;
  return { timeZone, weekly: Object.fromEntries(weekdays.map((day) => [day, [span]])) };
}
