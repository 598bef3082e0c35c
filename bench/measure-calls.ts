import type { TemporalServer } from '../src/dev/temporal-server.js';
import { callKindNames, type CallKindName } from './call-kinds.js';
import { measureCost } from './cost.js';
import { measureHeap } from './heap.js';
import { measureLatency } from './latency.js';
import type { CallMeasurements } from './measurements.js';
import type { Plan } from './plan.js';
import { progress, progressOf } from './progress.js';
import { describeEnvironment, type Environment } from './result-file.js';
import type { SdkMetrics } from './sdk-metrics.js';
import { measureStartUp } from './start-up.js';
import { measureThroughput } from './throughput.js';
import { measureTrackedCost } from './tracked-cost.js';
import { settingsOf, startServer, startWorld, type World } from './world.js';

/** Takes the calls' figures, on one server, one after the other. */
export async function measureCalls(
  plan: Plan,
  metrics: SdkMetrics,
): Promise<{ measurements: CallMeasurements; environment: Environment }> {
  progress('Starting a Temporal server');
  await using server = await startServer();

  progress(`Worker start-up: ${plan.startUps} fresh processes`);
  const startUps = await inTurn(Array.from({ length: plan.startUps }), () => measureStartUp(server.address));
  const placed = await measurePlacedCalls(server, metrics, plan);
  // Last: its calls wait for ever, and nobody may dial them.
  progress('Heap a cached workflow');
  const heap = await eachKind((kind) =>
    measureHeap({ address: server.address, kind, warmUpCalls: plan.heapWarmUpCalls, calls: plan.heapCalls }),
  );
  const { environment, ...measurements } = placed;
  return { measurements: { ...measurements, startUps, heap }, environment };
}

type PlacedCalls = Omit<CallMeasurements, 'startUps' | 'heap'> & { readonly environment: Environment };

async function measurePlacedCalls(server: TemporalServer, metrics: SdkMetrics, plan: Plan): Promise<PlacedCalls> {
  progress('Bundling workflows, starting workers');
  await using world = await startWorld(server);
  const { connection, ringonce, arrivals } = world;
  const kinds = callKindNames.map((name) => world.kinds[name]);

  progress(`Latency: ${plan.latencyRounds} calls of each kind, one at a time`);
  const latencyMs = await measureLatency({
    kinds,
    arrivals,
    warmUpRounds: plan.latencyWarmUpRounds,
    rounds: plan.latencyRounds,
    maxMs: plan.latencyMaxMs,
    onRound: progressOf('Latency', { total: plan.latencyRounds, every: 30 }),
  });

  progress(
    `Throughput: ${plan.throughputBlocks} blocks of ${plan.callsPerBlock} calls of each kind, and one to warm up`,
  );
  const throughput = await measureThroughput({
    kinds,
    blocks: plan.throughputBlocks,
    callsPerBlock: plan.callsPerBlock,
    callsInFlight: plan.callsInFlight,
    maxMs: plan.throughputMaxMs,
    onBlock: (block) => progress(`Throughput: ${block + 1} of ${plan.throughputBlocks}`),
  });

  progress('Histories');
  const cost = await eachKind((kind) => measureCost(ringonce.client, world.kinds[kind], plan.histories));
  const trackedCost = await measureTrackedCost(world, {
    connection: settingsOf(server),
    calls: plan.histories,
    lines: 'unlimited',
  });
  const heartbeatsPerCall = await heartbeatsPerOutboundCall(world, metrics);

  const environment = await describeEnvironment(connection);
  return { latencyMs, throughput, cost, trackedCost, heartbeatsPerCall, environment };
}

/** Only `outboundCall` heartbeats, so all heartbeats of this process are its own. */
async function heartbeatsPerOutboundCall({ simulator }: World, metrics: SdkMetrics): Promise<number> {
  const calls = simulator.requests().filter(({ clientToken }) => clientToken?.includes('-outboundCall-')).length;
  return (await metrics.requests('RecordActivityTaskHeartbeat')) / calls;
}

async function eachKind<T>(measure: (kind: CallKindName) => Promise<T>): Promise<Record<CallKindName, T>> {
  const entries = await inTurn(callKindNames, async (kind) => [kind, await measure(kind)] as const);
  return Object.fromEntries(entries) as Record<CallKindName, T>;
}

async function inTurn<T, U>(items: readonly T[], step: (item: T) => Promise<U>): Promise<U[]> {
  const results: U[] = [];
  for (const item of items) results.push(await step(item));
  return results;
}
