import { setTimeout as wait } from 'node:timers/promises';
import pMap from 'p-map';
import proto from '@temporalio/proto';
import type { FollowUpPlan, RingonceClient } from '../src/client/index.js';
import { attemptId } from '../src/contract/follow-up.js';
import { hoursFrom, openingAfter } from '../src/dev/demo/calls.js';
import { everydayRequest, idsOf } from './call-kinds.js';
import { usageOf, watchMemory } from './children.js';
import { budgets, figure, progress, type Figure, type Measured, type Run } from './report.js';
import { percentile } from './statistics.js';
import { withWorkerProcess, type Temporal, type WorkerProcessWorld, type World } from './world.js';

const { EventType } = proto.temporal.api.enums.v1;

const fullPlan = {
  /** All of them. */
  followUps: 10_000,
  startsAtOnce: 50,
  /** Of these, so many are due one after the other, at an easy pace … */
  dueOneByOne: 100,
  dueEveryMs: 200,
  /** … and so many at one opening, all at once; more take longer than anybody waits for a benchmark. The others sleep on. */
  dueAtOpening: 1_000,
  /** From the opening on, a rate that is to be kept; after it one that shows what the machine can do. */
  first: { dialsPerSecond: 5, forMs: 45_000 },
  then: { dialsPerSecond: 50, forMs: 45_000 },
};
const quickPlan: typeof fullPlan = { ...fullPlan, followUps: 1_500, dueOneByOne: 40, dueAtOpening: 400 };

/** The callee's, so that time zones are reckoned with. */
const timeZone = 'America/Los_Angeles';

const muchLaterMs = 12 * 3_600_000;
/** Between the last start and the first that is due; between the last one that is due alone and the opening. */
const restMs = 5_000;
/** The server needs so long to hear of it everywhere. */
const raiseTakesEffectMs = 2_000;
/** Longer than this no further follow-up falls asleep only if something is wrong. */
const stuckMs = 60_000;

/** Thousands of follow-ups that sleep, and their waking. */
export async function measureSleeping(temporal: Temporal, { isQuick }: Run): Promise<Measured> {
  const plan = isQuick ? quickPlan : fullPlan;
  progress('Follow-ups: starting a worker process');
  const measurements = await withWorkerProcess(temporal, (world) => measureSleepers(world, plan));
  return { plan, figures: figuresOf(measurements, plan), measurements };
}

type Measurements = Awaited<ReturnType<typeof measureSleepers>>;

/** Lets follow-ups sleep and weighs them, then wakes some one by one and many at once. */
async function measureSleepers(world: WorkerProcessWorld, plan: typeof fullPlan) {
  const { first, then } = plan;
  const usage = async () => ({ worker: await usageOf(world.worker.pid), server: await usageOf(world.server.pid) });
  await world.permit(then.dialsPerSecond);
  const idle = await usage();
  using memory = watchMemory(world.worker.pid);
  const { startsPerSecond, allAsleepAfterS, openingMs, ...due } = await fallAsleep(world.ringonce, plan);
  if (due.oneByOne.some(({ dueMs }) => Date.now() > dueMs))
    throw new Error('This machine is busy: some were due before all of them slept.');
  const asleep = await usage();
  const maxAsleepMB = memory.maxMB();

  progress(`Follow-ups: all sleep; ${plan.dueOneByOne} are due one by one, then ${plan.dueAtOpening} at once`);
  await wait(openingMs - restMs - Date.now());
  await world.permit(first.dialsPerSecond);
  await wait(openingMs + first.forMs - Date.now());
  progress(`Follow-ups: ${then.dialsPerSecond} dials a second are permitted from now on`);
  await world.permit(then.dialsPerSecond);
  await wait(then.forMs);
  const dialled = await usage();
  const maxDialledMB = memory.maxMB();

  const oneByOne = await delaysOf(world, due.oneByOne, 1);
  const atOpening = await delaysOf(world, due.atOpening, 10);
  return {
    startsPerSecond,
    allAsleepAfterS,
    /** Before the first start, while all slept, and when those due at the opening were dialled. */
    usage: { idle, asleep, dialled },
    /** The most that the worker took at any moment, until all slept and until the end. */
    maxWorkerMB: { asleep: maxAsleepMB, dialled: maxDialledMB },
    oneByOne,
    atOpening,
    /** Dials a second at each of the two permitted rates. */
    rates: {
      first: ratePerSecond(atOpening.ringMs, 0, first.forMs),
      then: ratePerSecond(atOpening.ringMs, first.forMs + raiseTakesEffectMs, first.forMs + then.forMs),
    },
    throttles: world.simulator.requests({ status: 429 }).length,
  };
}

interface PlannedFollowUp {
  readonly id: string;
  readonly dueMs: number;
  readonly plan: FollowUpPlan;
}

/** The sleepers first: how long they take to fall asleep tells when the others can be due. */
async function fallAsleep(ringonce: RingonceClient, plan: typeof fullPlan) {
  const { followUps, startsAtOnce, dueOneByOne, dueAtOpening, dueEveryMs } = plan;
  const startedAtMs = performance.now();
  const sinceStartMs = () => performance.now() - startedAtMs;
  const atOpeningOf = (openingMs: number, ids: readonly string[]): PlannedFollowUp[] => {
    const plan = { callingHours: hoursFrom(openingMs, timeZone) };
    return ids.map((id) => ({ id, dueMs: openingMs, plan }));
  };
  const sleepers = idsOf('sleeper', followUps - dueOneByOne - dueAtOpening);
  await startAll(ringonce, startsAtOnce, atOpeningOf(openingAfter(muchLaterMs), sleepers));
  const startsPerSecond = sleepers.length / (sinceStartMs() / 1000);
  await untilAsleep(ringonce, sleepers.length);
  const othersTakeMs = (sinceStartMs() / sleepers.length) * (dueOneByOne + dueAtOpening);

  const oneByOneMs = dueOneByOne * dueEveryMs;
  const openingMs = openingAfter(2 * othersTakeMs + restMs + oneByOneMs + restMs);
  const oneByOne = idsOf('one-by-one', dueOneByOne).map((id, index): PlannedFollowUp => {
    const dueMs = openingMs - restMs - oneByOneMs + index * dueEveryMs;
    return { id, dueMs, plan: { notBefore: new Date(dueMs).toISOString() } };
  });
  const atOpening = atOpeningOf(openingMs, idsOf('at-opening', dueAtOpening));
  // Those due one by one before the others: a workflow that slept long has left the worker's cache.
  await startAll(ringonce, startsAtOnce, [...oneByOne, ...atOpening]);
  await untilAsleep(ringonce, followUps);
  /** From the first start until the last one slept. */
  const allAsleepAfterS = sinceStartMs() / 1000;
  return { startsPerSecond, allAsleepAfterS, openingMs, oneByOne, atOpening };
}

async function startAll(ringonce: RingonceClient, concurrency: number, followUps: readonly PlannedFollowUp[]) {
  const start = async ({ id, plan }: PlannedFollowUp, index: number) => {
    await ringonce.followUp(id, everydayRequest, { ...plan, call: { lines: 'unlimited' } });
    if (index > 0 && index % 1_000 === 0) progress(`Follow-ups started: ${index} of ${followUps.length}`);
  };
  await pMap(followUps, start, { concurrency });
}

/** Waits until so many say that they wait; however long it takes, as long as more and more do. */
async function untilAsleep({ client }: RingonceClient, count: number): Promise<void> {
  let asleep = 0;
  let grewAtMs = performance.now();
  while (asleep < count) {
    const now = await client.workflow.count("CallPhase = 'WAITING'");
    if (now.count > asleep) grewAtMs = performance.now();
    asleep = now.count;
    if (performance.now() > grewAtMs + stuckMs)
      throw new Error(`Of ${count} follow-ups ${asleep} sleep, and no more do.`);
    await wait(1_000);
  }
}

/** Milliseconds after they were due until the phones rang and, of every so many, until the workflow had been woken. */
async function delaysOf({ simulator, ringonce }: World, followUps: readonly PlannedFollowUp[], sampleEvery: number) {
  const rangAtMs = new Map(simulator.ledger().map((ring) => [ring.ClientToken, Date.parse(ring.ringStartedAt)]));
  const ringMs: number[] = [];
  const awakeMs: number[] = [];
  for (const [index, { id, dueMs }] of followUps.entries()) {
    const rangAt = rangAtMs.get(attemptId(id, 1));
    if (rangAt !== undefined) ringMs.push(rangAt - dueMs);
    const awakeAt = index % sampleEvery === 0 ? await awakeAtMs(ringonce, id) : undefined;
    if (awakeAt !== undefined) awakeMs.push(awakeAt - dueMs);
  }
  return { awakeMs, ringMs };
}

/** When a workflow had handled the end of its wait, by its history; undefined if it has not. */
async function awakeAtMs({ client }: RingonceClient, workflowId: string): Promise<number | undefined> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const types = (events ?? []).map(({ eventType }) => eventType);
  const fired = types.indexOf(EventType.EVENT_TYPE_TIMER_FIRED);
  const handled = types.indexOf(EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED, fired);
  if (fired < 0 || handled < 0) return undefined;
  const eventTime = events?.[handled]?.eventTime;
  return Number(eventTime?.seconds ?? 0) * 1000 + (eventTime?.nanos ?? 0) / 1e6;
}

function ratePerSecond(instantsMs: readonly number[], fromMs: number, toMs: number): number {
  const within = instantsMs.filter((atMs) => atMs >= fromMs && atMs < toMs);
  // When all are dialled before the time is over, until the last one.
  const isRest = within.length > 0 && Math.max(...instantsMs) < toMs - 1_000;
  const untilMs = isRest ? Math.max(...within) : toMs;
  return within.length / ((untilMs - fromMs) / 1000);
}

function figuresOf(measured: Measurements, plan: typeof fullPlan): Figure[] {
  const { usage, maxWorkerMB, oneByOne, atOpening, rates } = measured;
  const count = plan.followUps.toLocaleString('en');
  const woken = plan.dueAtOpening.toLocaleString('en');
  const early = [...oneByOne.ringMs, ...atOpening.ringMs].filter((delayMs) => delayMs < 0).length;
  const cpuMsPerDial = (of: 'worker' | 'server') =>
    ((usage.dialled[of].cpuS - usage.asleep[of].cpuS) * 1000) / (atOpening.ringMs.length + oneByOne.ringMs.length);
  const [s, ms, MB] = [{ unit: 's' }, { unit: 'ms' }, { unit: 'MB' }] as const;
  return [
    figure('follow-ups: starts', measured.startsPerSecond, { unit: 'calls/s' }),
    figure(`  until all ${count} sleep`, measured.allAsleepAfterS, s),
    figure(`  worker RSS, ${count} asleep, at most`, maxWorkerMB.asleep, { ...MB, budget: budgets.sleepingWorkerMB }),
    figure('    when the last one sleeps', usage.asleep.worker.rssMB, MB),
    figure('    before the first one', usage.idle.worker.rssMB, MB),
    figure(`  Temporal server RSS, ${count} asleep`, usage.asleep.server.rssMB, MB),
    figure('    before the first one', usage.idle.server.rssMB, MB),
    figure('  due one by one: to awake, p50', percentile(oneByOne.awakeMs, 0.5), ms),
    figure('    to awake, p99', percentile(oneByOne.awakeMs, 0.99), ms),
    figure('    to the ring, p50', percentile(oneByOne.ringMs, 0.5), ms),
    figure('    to the ring, p99', percentile(oneByOne.ringMs, 0.99), ms),
    figure('    rings before time', early, { unit: 'count', budget: budgets.dialsBeforeTime }),
    figure(`  ${woken} due at one opening: to awake, p50`, percentile(atOpening.awakeMs, 0.5) / 1000, s),
    figure('    to awake, p99', percentile(atOpening.awakeMs, 0.99) / 1000, s),
    figure('    to the first ring', Math.min(...atOpening.ringMs) / 1000, s),
    figure(`    dials, ${plan.first.dialsPerSecond}/s permitted`, rates.first, {
      unit: 'dials/s',
      ratio: rates.first / plan.first.dialsPerSecond,
      budget: budgets.dialsAtOpening,
    }),
    figure(`    dials, ${plan.then.dialsPerSecond}/s permitted`, rates.then, { unit: 'dials/s' }),
    figure('    dialled by then', atOpening.ringMs.length, { unit: 'count' }),
    figure('    throttles', measured.throttles, { unit: 'count' }),
    figure('    CPU of the worker, a dial', cpuMsPerDial('worker'), ms),
    figure('    CPU of the Temporal server, a dial', cpuMsPerDial('server'), ms),
    figure('    worker RSS, at most', maxWorkerMB.dialled, MB),
  ];
}
