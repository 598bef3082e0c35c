import { setTimeout as wait } from 'node:timers/promises';
import pMap from 'p-map';
import type { ReceivedRequest } from '../src/connect-simulator/index.js';
import { eachKind, idsOf, rotated, type CallKind, type CallKindName } from './call-kinds.js';
import { progress } from './report.js';

/** When each call's request reached the local Connect, by its client token. */
export class RequestArrivals {
  readonly #waiting = new Map<string, (atMs: number) => void>();

  /** To be told of each request, in the process that asks. */
  readonly note = ({ clientToken }: ReceivedRequest): void => {
    if (clientToken === null) return;
    this.#waiting.get(clientToken)?.(performance.now());
    this.#waiting.delete(clientToken);
  };

  /** Starts a call; answers it, and the milliseconds from just before `start` to the request's arrival. */
  async startToDial<T>(clientToken: string, start: (clientToken: string) => Promise<T>) {
    const arrival = new Promise<number>((resolve) => this.#waiting.set(clientToken, resolve));
    const startedAtMs = performance.now();
    const call = await start(clientToken);
    return { call, latencyMs: (await arrival) - startedAtMs };
  }
}

export interface LatencyPlan {
  readonly warmUpRounds: number;
  /** Calls of each kind, one after the other. */
  readonly rounds: number;
  /** No new round begins after this; a slow machine takes fewer samples, not longer. */
  readonly maxMs: number;
}

/** Start to dial in milliseconds, one sample a kind and round. */
export type LatencySamples = Record<CallKindName, number[]>;

/** A server that answers right after an answer is quicker or slower than one that was left alone; chance keeps the kinds out of step with it. */
export const maxPauseMs = 40;

/** Places calls one at a time, the kinds taking turns and the first turn going round. */
export async function measureLatency(
  arrivals: RequestArrivals,
  kinds: readonly CallKind[],
  { warmUpRounds, rounds, maxMs }: LatencyPlan,
): Promise<LatencySamples> {
  progress(`Latency: ${rounds} calls of each kind, one at a time`);
  const samples = eachKind((): number[] => []);
  const endAtMs = performance.now() + maxMs;
  for (let round = -warmUpRounds; round < rounds && performance.now() < endAtMs; round++) {
    for (const kind of rotated(kinds, round + warmUpRounds)) {
      const { call, latencyMs } = await arrivals.startToDial(`latency-${kind.name}-${round}`, (id) => kind.start(id));
      await call.result();
      if (round >= 0) samples[kind.name].push(latencyMs);
      await wait(Math.random() * maxPauseMs);
    }
    if (round > 0 && round % 30 === 0) progress(`Latency: ${round} of ${rounds}`);
  }
  return samples;
}

export interface ThroughputPlan {
  readonly blocks: number;
  /** Calls of each kind in a block. */
  readonly callsPerBlock: number;
  readonly callsInFlight: number;
  /** No new block begins after this, but for the first. */
  readonly maxMs: number;
}

/** What a block of calls came to. */
export interface BlockFigures {
  readonly callsPerSecond: number;
  /** Processor time of this process (client, workers, local Connect), a call: other programs on the machine change it little. */
  readonly cpuMsPerCall: number;
}

/** One sample a kind and block. */
export type ThroughputSamples = Record<CallKindName, BlockFigures[]>;

/** Places blocks of calls, the kinds taking turns and the first turn going round, with a fixed number under way until the block runs out. */
export async function measureThroughput(kinds: readonly CallKind[], plan: ThroughputPlan): Promise<ThroughputSamples> {
  const { blocks, callsPerBlock, callsInFlight, maxMs } = plan;
  progress(`Throughput: ${blocks} blocks of ${callsPerBlock} calls of each kind, and one to warm up`);
  const samples = eachKind((): BlockFigures[] => []);
  const endAtMs = performance.now() + maxMs;
  // The first block, a smaller one, warms up: so many cached workflows and sockets at once are new to the workers.
  for (let block = -1; block < blocks && (block < 1 || performance.now() < endAtMs); block++) {
    for (const kind of rotated(kinds, block + 1)) {
      const calls = block < 0 ? callsInFlight / 2 : callsPerBlock;
      const ids = idsOf(`throughput-${kind.name}-${block}`, calls);
      const figures = await placeBlock(kind, ids, callsInFlight);
      if (block >= 0) samples[kind.name].push(figures);
    }
    progress(`Throughput: ${block + 1} of ${blocks}`);
  }
  return samples;
}

/** Places a block of calls, with a fixed number under way until it runs out. */
export async function placeBlock(kind: CallKind, ids: readonly string[], concurrency: number): Promise<BlockFigures> {
  const cpuBefore = process.cpuUsage();
  const startedAtMs = performance.now();
  await pMap(ids, async (id) => (await kind.start(id)).result(), { concurrency });
  const tookMs = performance.now() - startedAtMs;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { callsPerSecond: ids.length / (tookMs / 1000), cpuMsPerCall: (user + system) / 1000 / ids.length };
}
