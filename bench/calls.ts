import pMap from 'p-map';
import { baseline, baselineWithUpsert, callKindNames, eachKind, type CallKindName } from './call-kinds.js';
import { runChild, withTypeScriptAndGc } from './children.js';
import { measureCost, measureTrackedCost, type CachedCalls, type RequestsSent } from './cost.js';
import { budgets, figure, progress, type Figure, type Measured, type Run } from './report.js';
import { measureLatency, measureThroughput, type BlockFigures } from './speed.js';
import { blocksOf, median, percentile, rangeOf, ratios } from './statistics.js';
import { inThisProcess, type InProcessWorld, type Temporal } from './world.js';

const fullPlan = {
  latency: { warmUpRounds: 10, rounds: 80, maxMs: 50_000 },
  throughput: { blocks: 8, callsPerBlock: 120, callsInFlight: 100, maxMs: 120_000 },
  /** Calls of each kind whose history is read. */
  histories: 5,
  startUps: 3,
  heap: { warmUpCalls: 30, calls: 200 },
};

const quickPlan: typeof fullPlan = {
  latency: { warmUpRounds: 5, rounds: 20, maxMs: 20_000 },
  throughput: { ...fullPlan.throughput, blocks: 2, maxMs: 20_000 },
  histories: 2,
  startUps: 2,
  heap: { warmUpCalls: 20, calls: 60 },
};

interface StartUp {
  /** From the process's start, modules and native code included. */
  readonly processStartToRunningMs: number;
  /** `startWorker()` alone. */
  readonly startWorkerMs: number;
}

interface CallsRun extends Run {
  readonly requestsSent: RequestsSent;
}

/** What a call costs and how fast it is, beside bare workflows that send the same request. */
export async function measureCalls(temporal: Temporal, { isQuick, requestsSent }: CallsRun): Promise<Measured> {
  const plan = isQuick ? quickPlan : fullPlan;
  const { address } = temporal.server;

  progress(`Worker start-up: ${plan.startUps} fresh processes`);
  const startUp = () => runChild('startUp', { address }, { timeoutMs: 60_000 });
  const startUps = (await pMap(Array.from({ length: plan.startUps }), startUp, { concurrency: 1 })) as StartUp[];

  progress('Bundling workflows, starting workers');
  const placed = await inThisProcess(temporal, (world) => measurePlacedCalls(world, plan, requestsSent));

  // Last: its calls wait for ever, and nobody may dial them.
  progress('Heap a cached workflow');
  const heap = await eachKindInTurn(async (kind) => {
    const input = { address, kind, ...plan.heap } satisfies CachedCalls;
    const figures = await runChild('heap', input, { nodeOptions: withTypeScriptAndGc, timeoutMs: 120_000 });
    return figures as { readonly heapBytesPerCall: number };
  });
  const measurements = { ...placed, startUps, heap };
  return { plan, figures: figuresOf(measurements), measurements };
}

async function measurePlacedCalls(world: InProcessWorld, plan: typeof fullPlan, requestsSent: RequestsSent) {
  const { arrivals, ringonce, simulator } = world;
  const kinds = callKindNames.map((name) => world.kinds[name]);
  const latencyMs = await measureLatency(arrivals, kinds, plan.latency);
  const throughput = await measureThroughput(kinds, plan.throughput);
  progress('Histories');
  const cost = await eachKindInTurn((kind) => measureCost(ringonce.client, world.kinds[kind], plan.histories));
  /** Of a call that is followed to its end and answered. */
  const trackedCost = await measureTrackedCost(world, plan.histories, 'unlimited');
  // Only `outboundCall` heartbeats, so all heartbeats of this process are its own.
  const calls = simulator.requests().filter(({ clientToken }) => clientToken?.includes('-outboundCall-')).length;
  const heartbeatsPerCall = (await requestsSent('RecordActivityTaskHeartbeat')) / calls;
  return { latencyMs, throughput, cost, trackedCost, heartbeatsPerCall };
}

async function eachKindInTurn<T>(measure: (kind: CallKindName) => Promise<T>): Promise<Record<CallKindName, T>> {
  const entries = await pMap(callKindNames, async (kind) => [kind, await measure(kind)] as const, { concurrency: 1 });
  return Object.fromEntries(entries) as Record<CallKindName, T>;
}

type CallMeasurements = Awaited<ReturnType<typeof measurePlacedCalls>> & {
  readonly heap: Readonly<Record<CallKindName, { readonly heapBytesPerCall: number }>>;
  readonly startUps: readonly StartUp[];
};

function figuresOf(measurements: CallMeasurements): Figure[] {
  return [
    ...costFigures(measurements),
    ...latencyFigures(measurements),
    ...throughputFigures(measurements),
    {
      name: 'heap a cached workflow',
      unit: 'KB',
      measured: eachKind((kind) => measurements.heap[kind].heapBytesPerCall / 1024),
      budget: budgets.heapKB,
    },
    ...startUpFigures(measurements),
  ];
}

function costFigures({ cost, trackedCost, heartbeatsPerCall }: CallMeasurements): Figure[] {
  const unit = 'count';
  const events = eachKind((kind) => cost[kind].events);
  const actions = eachKind((kind) => cost[kind].actions + (kind === 'outboundCall' ? heartbeatsPerCall : 0));
  const tracked = (what: string, value: number, budget: Figure['budget'] & object) =>
    figure(`${what}, tracked and answered`, value, { unit, budget });
  return [
    { name: 'history events a call', unit, measured: events, budget: budgets.events },
    { name: 'Actions a call', unit, measured: actions, budget: budgets.actions },
    tracked('history events', trackedCost.events, budgets.trackedEvents),
    tracked('Actions', trackedCost.actions, budgets.trackedActions),
  ];
}

/** Latency is taken call by call; the blocks show how much its ratio wavers in the course of a run. */
const latencyBlocks = 5;

function latencyFigures({ latencyMs }: CallMeasurements): Figure[] {
  const row = (name: string, share: number) => {
    const measured = eachKind((kind) => percentile(latencyMs[kind], share));
    return { name, unit: 'ms', measured, ratio: measured.outboundCall / measured[baseline] } as const;
  };
  const blockMedians = (kind: CallKindName) => blocksOf(latencyMs[kind], latencyBlocks).map(median);
  return [
    {
      ...row('start to dial, p50', 0.5),
      ratioRange: rangeOf(ratios(blockMedians('outboundCall'), blockMedians(baseline))),
      budget: budgets.latencyP50,
    },
    row('start to dial, p99', 0.99),
  ];
}

function throughputFigures({ throughput }: CallMeasurements): Figure[] {
  const blocks = (of: keyof BlockFigures) => eachKind((kind) => throughput[kind].map((block) => block[of]));
  const [cpuMs, perSecond] = [blocks('cpuMsPerCall'), blocks('callsPerSecond')];
  const name = '  over the bare one with an upsert';
  return [
    // First: of the two it is the one that other programs on the machine change little.
    { name: 'CPU of client and worker, a call', unit: 'ms', ...ofBlocks(cpuMs), budget: budgets.cpu },
    { name, unit: 'ms', ...overUpsert(cpuMs) },
    { name: 'throughput, 100 in flight', unit: 'calls/s', ...ofBlocks(perSecond), budget: budgets.throughput },
    { name, unit: 'calls/s', ...overUpsert(perSecond), budget: budgets.throughputOverUpsert },
  ];
}

type BlockSamples = Record<CallKindName, number[]>;
type OfBlocks = Pick<Figure, 'measured' | 'ratio' | 'ratioRange'>;

function ofBlocks(samples: BlockSamples): OfBlocks {
  return { measured: eachKind((kind) => median(samples[kind])), ...blockRatio(samples, baseline) };
}

/** The values stand in the row above. */
const overUpsert = (samples: BlockSamples): OfBlocks => ({ measured: {}, ...blockRatio(samples, baselineWithUpsert) });

/** Block against neighbouring block: what else runs on the machine changes slower than that. */
function blockRatio(samples: BlockSamples, over: CallKindName): Pick<Figure, 'ratio' | 'ratioRange'> {
  const blockRatios = ratios(samples.outboundCall, samples[over]);
  return { ratio: median(blockRatios), ratioRange: rangeOf(blockRatios) };
}

function startUpFigures({ startUps }: CallMeasurements): Figure[] {
  const medianS = (of: keyof StartUp) => median(startUps.map((startUp) => startUp[of])) / 1000;
  return [
    figure('worker ready, from process start', medianS('processStartToRunningMs'), {
      unit: 's',
      budget: budgets.startUpS,
    }),
    figure('  startWorker() alone', medianS('startWorkerMs'), { unit: 's' }),
  ];
}
