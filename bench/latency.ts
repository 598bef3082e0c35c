import { setTimeout as wait } from 'node:timers/promises';
import { noSamples, rotated, type CallKind, type CallKindName } from './call-kinds.js';
import type { RequestArrivals } from './request-arrivals.js';

export interface LatencyOptions {
  readonly kinds: readonly CallKind[];
  readonly arrivals: RequestArrivals;
  readonly warmUpRounds: number;
  readonly rounds: number;
  /** No new round begins after this. */
  readonly maxMs: number;
  readonly onRound: (round: number) => void;
}

/** Milliseconds from just before `start` to the request's arrival at Connect: one sample a kind and round. */
export type LatencySamples = Record<CallKindName, number[]>;

/** A server that answers right after an answer is quicker or slower than one that was left alone; chance keeps the kinds out of step with it. */
const maxPauseMs = 40;

/** Places calls one at a time, the kinds taking turns and the first turn going round. */
export async function measureLatency(options: LatencyOptions): Promise<LatencySamples> {
  const { kinds, warmUpRounds, rounds } = options;
  const samples = noSamples<number>();
  const endAtMs = performance.now() + options.maxMs;
  for (let round = -warmUpRounds; round < rounds && performance.now() < endAtMs; round++) {
    for (const kind of rotated(kinds, round + warmUpRounds)) {
      const latencyMs = await startToDialMs(kind, `latency-${kind.name}-${round}`, options.arrivals);
      if (round >= 0) samples[kind.name].push(latencyMs);
      await wait(Math.random() * maxPauseMs);
    }
    options.onRound(round);
  }
  return samples;
}

async function startToDialMs(kind: CallKind, workflowId: string, arrivals: RequestArrivals): Promise<number> {
  const arrival = arrivals.until(workflowId);
  const startedAtMs = performance.now();
  const call = await kind.start(workflowId);
  const latencyMs = (await arrival) - startedAtMs;
  await call.result();
  return latencyMs;
}
