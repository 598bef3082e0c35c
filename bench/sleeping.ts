import { setTimeout as wait } from 'node:timers/promises';
import type { RingonceClient } from '../src/client/index.js';
import { attemptId } from '../src/contract/follow-up.js';
import { hoursFrom, openingAfter } from '../src/dev/demo/calls.js';
import { startAll, untilAsleep } from './fall-asleep.js';
import { watchMemory } from './memory-watch.js';
import { usageOf, type ProcessUsage } from './process-usage.js';
import { progress } from './progress.js';
import type { SleepingWorld } from './sleeping-world.js';
import { awakeAfterMs } from './wake-times.js';

export interface SleepingPlan {
  /** All of them. */
  readonly followUps: number;
  readonly startsAtOnce: number;
  /** Of these, so many are due one after the other, at an easy pace … */
  readonly dueOneByOne: number;
  readonly dueEveryMs: number;
  /** … and so many at one opening, all at once. The others sleep on. */
  readonly dueAtOpening: number;
  /** From the opening on, a rate that is to be kept; after it one that shows what the machine can do. */
  readonly first: PermittedRate;
  readonly then: PermittedRate;
}

interface PermittedRate {
  readonly dialsPerSecond: number;
  readonly forMs: number;
}

export interface SleepingFigures {
  readonly startsPerSecond: number;
  /** From the first start until the last one slept. */
  readonly allAsleepAfterS: number;
  /** Before the first start, while all slept, and when those due at the opening were dialled. */
  readonly usage: Readonly<Record<'idle' | 'asleep' | 'dialled', WorldUsage>>;
  /** The most that the worker took at any moment, until all slept and until the end. */
  readonly maxWorkerMB: { readonly asleep: number; readonly dialled: number };
  readonly oneByOne: Delays;
  /** Of waking, a sample. */
  readonly atOpening: Delays;
  /** Dials a second at each of the two permitted rates. */
  readonly rates: { readonly first: number; readonly then: number };
  readonly throttles: number;
}

export interface WorldUsage {
  readonly worker: ProcessUsage;
  readonly server: ProcessUsage;
}

/** Milliseconds after the moment at which they were due; negative ones must not be. */
export interface Delays {
  /** Until the workflow had been woken. */
  readonly awakeMs: readonly number[];
  /** Until the phone rang. */
  readonly ringMs: readonly number[];
}

/** The callee's, so that time zones are reckoned with. */
const timeZone = 'America/Los_Angeles';

const muchLaterMs = 12 * 3_600_000;
/** Between the last start and the first that is due; between the last one that is due alone and the opening. */
const restMs = 5_000;
/** The server needs so long to hear of it everywhere. */
const raiseTakesEffectMs = 2_000;

/** Lets follow-ups sleep and weighs them, then wakes some one by one and many at once. */
export async function measureSleeping(world: SleepingWorld, plan: SleepingPlan): Promise<SleepingFigures> {
  const { first, then } = plan;
  await world.permit(then.dialsPerSecond);
  const idle = await usageOfWorld(world);
  using memory = watchMemory(world.worker.pid);
  const sleep = await fallAsleep(world.ringonce, plan);
  if (Date.now() > sleep.dueMs(0)) throw new Error('This machine is busy: some were due before all of them slept.');
  const asleep = await usageOfWorld(world);
  const maxAsleepMB = memory.maxMB();

  progress(`Follow-ups: all sleep; ${plan.dueOneByOne} are due one by one, then ${plan.dueAtOpening} at once`);
  await wait(sleep.openingMs - restMs - Date.now());
  await world.permit(first.dialsPerSecond);
  await wait(sleep.openingMs + first.forMs - Date.now());
  progress(`Follow-ups: ${then.dialsPerSecond} dials a second are permitted from now on`);
  await world.permit(then.dialsPerSecond);
  await wait(then.forMs);
  const dialled = await usageOfWorld(world);
  const maxDialledMB = memory.maxMB();

  const oneByOne = await delaysOf(world, sleep.oneByOne, { dueMs: sleep.dueMs, sampleEvery: 1 });
  const atOpening = await delaysOf(world, sleep.atOpening, { dueMs: () => sleep.openingMs, sampleEvery: 10 });
  return {
    startsPerSecond: sleep.startsPerSecond,
    allAsleepAfterS: sleep.allAsleepAfterS,
    usage: { idle, asleep, dialled },
    maxWorkerMB: { asleep: maxAsleepMB, dialled: maxDialledMB },
    oneByOne,
    atOpening,
    rates: {
      first: ratePerSecond(atOpening.ringMs, 0, first.forMs),
      then: ratePerSecond(atOpening.ringMs, first.forMs + raiseTakesEffectMs, first.forMs + then.forMs),
    },
    throttles: world.simulator.requests({ status: 429 }).length,
  };
}

interface Sleep {
  readonly startsPerSecond: number;
  readonly allAsleepAfterS: number;
  readonly openingMs: number;
  /** When one of those is due that are due one by one. */
  readonly dueMs: (index: number) => number;
  readonly oneByOne: readonly string[];
  readonly atOpening: readonly string[];
}

/** The sleepers first: how long they take to fall asleep tells when the others can be due. */
async function fallAsleep(ringonce: RingonceClient, plan: SleepingPlan): Promise<Sleep> {
  const { startsAtOnce, dueOneByOne, dueAtOpening, dueEveryMs } = plan;
  const startedAtMs = performance.now();
  const sinceStartMs = () => performance.now() - startedAtMs;
  const sleepers = idsOf('sleeper', plan.followUps - dueOneByOne - dueAtOpening);
  const muchLater = { callingHours: hoursFrom(openingAfter(muchLaterMs), timeZone) };
  const toSleep = sleepers.map((id) => ({ id, plan: muchLater }));
  await startAll(ringonce, startsAtOnce, toSleep);
  const startsPerSecond = sleepers.length / (sinceStartMs() / 1000);
  await untilAsleep(ringonce, sleepers.length);
  const othersTakeMs = (sinceStartMs() / sleepers.length) * (dueOneByOne + dueAtOpening);

  const oneByOneMs = dueOneByOne * dueEveryMs;
  const openingMs = openingAfter(2 * othersTakeMs + restMs + oneByOneMs + restMs);
  const dueMs = (index: number): number => openingMs - restMs - oneByOneMs + index * dueEveryMs;
  const opening = { callingHours: hoursFrom(openingMs, timeZone) };
  const oneByOne = idsOf('one-by-one', dueOneByOne);
  const atOpening = idsOf('at-opening', dueAtOpening);
  await startAll(ringonce, startsAtOnce, [
    // Before the others: a workflow that slept long has left the worker's cache.
    ...oneByOne.map((id, index) => ({ id, plan: { notBefore: new Date(dueMs(index)).toISOString() } })),
    ...atOpening.map((id) => ({ id, plan: opening })),
  ]);
  await untilAsleep(ringonce, plan.followUps);
  const allAsleepAfterS = sinceStartMs() / 1000;
  return { startsPerSecond, allAsleepAfterS, openingMs, dueMs, oneByOne, atOpening };
}

interface Due {
  readonly dueMs: (index: number) => number;
  /** One of so many has its history read. */
  readonly sampleEvery: number;
}

async function delaysOf(
  { simulator, ringonce }: SleepingWorld,
  ids: readonly string[],
  { dueMs, sampleEvery }: Due,
): Promise<Delays> {
  const rangAtMs = new Map(simulator.ledger().map((ring) => [ring.ClientToken, Date.parse(ring.ringStartedAt)]));
  const ringMs = ids.flatMap((id, index) => {
    const atMs = rangAtMs.get(attemptId(id, 1));
    return atMs === undefined ? [] : [atMs - dueMs(index)];
  });
  const sample = ids.filter((_, index) => index % sampleEvery === 0);
  return { awakeMs: await awakeAfterMs(ringonce, sample, (index) => dueMs(index * sampleEvery)), ringMs };
}

function ratePerSecond(instantsMs: readonly number[], fromMs: number, toMs: number): number {
  const within = instantsMs.filter((atMs) => atMs >= fromMs && atMs < toMs);
  // When all are dialled before the time is over, until the last one.
  const isRest = within.length > 0 && Math.max(...instantsMs) < toMs - 1_000;
  const untilMs = isRest ? Math.max(...within) : toMs;
  return within.length / ((untilMs - fromMs) / 1000);
}

async function usageOfWorld({ worker, server }: SleepingWorld): Promise<WorldUsage> {
  return { worker: await usageOf(worker.pid), server: await usageOf(server.pid) };
}

const idsOf = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${name}-${index}`);
