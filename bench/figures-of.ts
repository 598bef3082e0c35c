import { admissionFigures } from './admission-figures.js';
import { batchFigures } from './batch-figures.js';
import { budgets } from './budgets.js';
import { baseline, baselineWithUpsert, callKindNames, type CallKindName } from './call-kinds.js';
import type { Figure } from './figures.js';
import type { CallMeasurements, Measurements } from './measurements.js';
import { paceFigures } from './pace-figures.js';
import type { Plan } from './plan.js';
import { sleepingFigures } from './sleeping-figures.js';
import type { BlockFigures } from './throughput.js';
import { blocksOf, median, percentile, rangeOf, ratios } from './statistics.js';

/** Latency is taken call by call; the blocks show how much its ratio wavers in the course of a run. */
const latencyBlocks = 5;

/** The table's rows, in the order of the design's budgets. */
export function figuresOf({ calls, pace, sleeping, batch, admission }: Measurements, plan: Plan): Figure[] {
  return [
    ...(calls === undefined ? [] : callFigures(calls)),
    ...(pace === undefined ? [] : paceFigures(pace, plan.pace)),
    ...(sleeping === undefined ? [] : sleepingFigures(sleeping, plan.sleeping)),
    ...(batch === undefined ? [] : batchFigures(batch, plan.batch)),
    ...(admission === undefined ? [] : admissionFigures(admission)),
  ];
}

function callFigures(measurements: CallMeasurements): Figure[] {
  return [
    ...costFigures(measurements),
    ...latencyFigures(measurements),
    ...throughputFigures(measurements),
    ...heapFigures(measurements),
    ...startUpFigures(measurements),
  ];
}

function costFigures({ cost, trackedCost, heartbeatsPerCall }: CallMeasurements): Figure[] {
  const events = eachKind((kind) => cost[kind].events);
  const actions = eachKind((kind) => cost[kind].actions + (kind === 'outboundCall' ? heartbeatsPerCall : 0));
  return [
    { name: 'history events a call', unit: 'count', measured: events, budget: budgets.events },
    { name: 'Actions a call', unit: 'count', measured: actions, budget: budgets.actions },
    {
      name: 'history events, tracked and answered',
      unit: 'count',
      measured: { outboundCall: trackedCost.events },
      budget: budgets.trackedEvents,
    },
    {
      name: 'Actions, tracked and answered',
      unit: 'count',
      measured: { outboundCall: trackedCost.actions },
      budget: budgets.trackedActions,
    },
  ];
}

function latencyFigures({ latencyMs }: CallMeasurements): Figure[] {
  const figure = (name: string, share: number) => {
    const measured = eachKind((kind) => percentile(latencyMs[kind], share));
    return { name, unit: 'ms', measured, ratio: measured.outboundCall / measured[baseline] } as const;
  };
  const blockMedians = (kind: CallKindName) => blocksOf(latencyMs[kind], latencyBlocks).map(median);
  return [
    {
      ...figure('start to dial, p50', 0.5),
      ratioRange: rangeOf(ratios(blockMedians('outboundCall'), blockMedians(baseline))),
      budget: budgets.latencyP50,
    },
    figure('start to dial, p99', 0.99),
  ];
}

function throughputFigures({ throughput }: CallMeasurements): Figure[] {
  const blocks = (of: keyof BlockFigures) => eachKind((kind) => throughput[kind].map((block) => block[of]));
  const [cpuMs, callsPerSecond] = [blocks('cpuMsPerCall'), blocks('callsPerSecond')];
  return [
    // First: of the two it is the one that other programs on the machine change little.
    { name: 'CPU of client and worker, a call', unit: 'ms', ...ofBlocks(cpuMs), budget: budgets.cpu },
    { name: '  over the bare one with an upsert', unit: 'ms', ...overUpsert(cpuMs) },
    {
      name: 'throughput, 100 in flight',
      unit: 'calls/s',
      ...ofBlocks(callsPerSecond),
      budget: budgets.throughput,
    },
    {
      name: '  over the bare one with an upsert',
      unit: 'calls/s',
      ...overUpsert(callsPerSecond),
      budget: budgets.throughputOverUpsert,
    },
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

function heapFigures({ heap }: CallMeasurements): Figure[] {
  const measured = eachKind((kind) => heap[kind].heapBytesPerCall / 1024);
  return [{ name: 'heap a cached workflow', unit: 'KB', measured, budget: budgets.heapKB }];
}

function startUpFigures({ startUps }: CallMeasurements): Figure[] {
  const medianS = (of: keyof (typeof startUps)[number]) => median(startUps.map((startUp) => startUp[of])) / 1000;
  const figure = (name: string, outboundCall: number) => ({ name, unit: 's', measured: { outboundCall } }) as const;
  return [
    { ...figure('worker ready, from process start', medianS('processStartToRunningMs')), budget: budgets.startUpS },
    figure('  startWorker() alone', medianS('startWorkerMs')),
  ];
}

function eachKind<T>(value: (kind: CallKindName) => T): Record<CallKindName, T> {
  return Object.fromEntries(callKindNames.map((kind) => [kind, value(kind)])) as Record<CallKindName, T>;
}
