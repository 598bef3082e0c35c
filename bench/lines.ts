import { setTimeout as wait } from 'node:timers/promises';
import pMap from 'p-map';
import { NoWorkerError, type RingonceClient } from '../src/client/index.js';
import { numberOf } from '../src/connect-simulator/index.js';
import { linesWorkflowId } from '../src/contract/names.js';
import { everydayRequest, idsOf } from './call-kinds.js';
import { costOf } from './cost.js';
import { budgets, figure, type Budget, type Figure } from './report.js';
import { median, sortedMs } from './statistics.js';
import { onServer, unlimitedPerSecond, withWorkerProcess, type World, type WorkerProcessWorld } from './world.js';

const { InstanceId } = everydayRequest;

export interface LinesPlan {
  readonly lines: number;
  /** More than there are lines: each line is to be used several times. */
  readonly calls: number;
  readonly callSeconds: number;
}

type LinesInUse = Awaited<ReturnType<typeof measureLines>>;

/** An answered call rings 6 s and talks 30 s. */
const answeredSeconds = 36;

/**
 * Has many calls wait for the lines of an instance, frees all of these at once, and measures how soon each is used again. Amazon Connect's
 * quotas are raised as for an instance of that size, so that lines alone limit.
 */
export async function measureLines(world: World, { lines, calls, callSeconds }: LinesPlan) {
  const { simulator, ringonce } = world;
  const ids = idsOf(`${lines}-lines`, calls);
  await world.permit(unlimitedPerSecond);
  // A call over the local Connect's lines is not in its ledger.
  simulator.configure({ timeScale: answeredSeconds / callSeconds, lines });
  await using _ = await world.startContactEvents();
  await ringonce.lines.set(InstanceId, { lines: 0 });
  const started = await pMap(ids, (id) => ringonce.start(id, everydayRequest, { lines: 'pool' }), { concurrency: 10 });
  await untilWaiting(ringonce, calls);
  await ringonce.lines.set(InstanceId, { lines });
  // Not all at once: a Temporal server permits a namespace 1,200 long polls, of workers too.
  const results = await pMap(started, (call) => call.result(), { concurrency: 50 });

  const rings = simulator.ledger().filter(({ ClientToken }) => ids.includes(ClientToken));
  if (rings.length !== calls) throw new Error(`Of ${calls} calls ${rings.length} have rung`);
  const last = rings.at(-1)?.ClientToken ?? '';
  const { events } = await costOf(ringonce.client, last);
  const rungAtMs = sortedMs(rings.map(({ ringStartedAt }) => ringStartedAt));
  const at = (index: number): number => rungAtMs[index] ?? NaN;
  const cyclesMs = rungAtMs.slice(lines).map((atMs, index) => atMs - at(index));
  return {
    /** While all lines become free at once and all calls wait: from the first ring to the one that takes the last line. */
    grantsPerSecond: (lines - 1) / ((at(lines - 1) - at(0)) / 1000),
    /** From a ring to the next one on that line, beyond the call's own length: what a line is away for nothing. */
    turnaroundMs: median(cyclesMs) - callSeconds * 1000,
    /** Share of the lines' time, while calls wait, in which there is a call on them: the dials a second over those possible. */
    use: (callSeconds * 1000) / (cyclesMs.reduce((sum, ms) => sum + ms, 0) / cyclesMs.length),
    /** Of the call that waited longest. */
    waited: { events, dialAttempts: results[ids.indexOf(last)]?.dialAttempts ?? NaN },
  };
}

/** On a server that all calls have just been started on, a query may take longer than its patience. */
async function untilWaiting(ringonce: RingonceClient, calls: number): Promise<void> {
  for (;;) {
    await wait(500);
    const view = await ringonce.lines.of(InstanceId).catch((error: unknown) => {
      if (!(error instanceof NoWorkerError)) throw error;
    });
    if (view?.waiting === calls) return;
  }
}

export function linesFigures(
  { grantsPerSecond, turnaroundMs, use, waited }: LinesInUse,
  { lines, callSeconds }: LinesPlan,
  budget: Budget,
): Figure[] {
  const unit = 'dials/s';
  return [
    figure(`${lines} lines free at once, all calls waiting: dials`, grantsPerSecond, { unit }),
    figure(`  then calls of ${callSeconds} s: dials, over those possible`, (use * lines) / callSeconds, {
      unit,
      ratio: use,
      budget,
    }),
    figure('  from a call to the next one on its line, p50', turnaroundMs, { unit: 'ms' }),
    figure('  events of the call that waited longest', waited.events, { unit: 'count', budget: budgets.waitedEvents }),
    figure('  its dial attempts', waited.dialAttempts, { unit: 'count', budget: budgets.waitedDialAttempts }),
  ];
}

export interface DiallerDeathPlan {
  readonly lines: number;
  readonly calls: number;
  /** The dialler is killed after so many rings. */
  readonly killedAfterRings: number;
}

type DiallerDeath = Awaited<ReturnType<typeof killDialler>>;

/** Short calls over a few lines, two worker processes on a server of their own: the one that dials is killed under load. */
export function measureDiallerDeath(plan: DiallerDeathPlan): Promise<DiallerDeath> {
  return onServer((temporal) => withWorkerProcess(temporal, (world) => killDialler(world, plan)));
}

async function killDialler(world: WorkerProcessWorld, { lines, calls, killedAfterRings }: DiallerDeathPlan) {
  const { simulator, ringonce } = world;
  await using second = await world.startWorker();
  simulator.configure({ lines, timeScale: answeredSeconds });
  await using _ = await world.startContactEvents();
  await world.permit(1_000);
  await ringonce.lines.set(InstanceId, { lines });
  const request = { ...everydayRequest, DestinationPhoneNumber: numberOf('answered') };
  const ids = idsOf('dialler-death', calls);
  const started = await Promise.all(ids.map((id) => ringonce.start(id, request, { lines: 'pool' })));
  await simulator.untilRings(killedAfterRings);
  const killedAtMs = Date.now();
  await (await diallerOf(world, [world.worker, second])).kill();
  const results = await Promise.all(started.map((call) => call.result()));

  const rungAtMs = sortedMs(simulator.ledger().map(({ ringStartedAt }) => ringStartedAt));
  if (rungAtMs.length > calls) throw new Error(`${calls} calls have rung ${rungAtMs.length} times`);
  const after = [killedAtMs, ...rungAtMs.filter((atMs) => atMs > killedAtMs)];
  const gapsMs = after.slice(1).map((atMs, index) => atMs - (after[index] ?? NaN));
  return {
    /** The longest time without a ring, from the death on. */
    silentSeconds: Math.max(...gapsMs) / 1000,
    /** Of all calls. The local Connect has as many lines, and whoever dials over them is turned away. */
    answered: results.filter(({ outcome }) => outcome === 'ANSWERED').length,
    calls,
  };
}

/** The process that dials. */
async function diallerOf({ ringonce }: WorkerProcessWorld, workers: readonly WorkerProcessWorld['worker'][]) {
  const { raw } = await ringonce.client.workflow.getHandle(linesWorkflowId(InstanceId)).describe();
  const identity = raw.pendingActivities?.[0]?.lastWorkerIdentity ?? '';
  const dialler = workers.find(({ pid }) => identity.startsWith(`${pid}@`));
  if (dialler === undefined) throw new Error(`No worker is ${identity}`);
  return dialler;
}

export function diallerDeathFigures({ silentSeconds, answered, calls }: DiallerDeath): Figure[] {
  const silent = { unit: 's', budget: budgets.diallerDeathSilentS } as const;
  const all = { unit: 'count', budget: { of: 'value', atLeast: calls } } as const;
  return [
    figure('a dialler killed under load: silent for', silentSeconds, silent),
    figure(`  calls answered, of ${calls}`, answered, all),
  ];
}
