import { setTimeout as wait } from 'node:timers/promises';
import pMap from 'p-map';
import { setUpNamespace } from '../src/temporal/set-up-namespace.js';
import type { Simulator } from '../src/connect-simulator/index.js';
import type { StartedWorkflow } from './call-kinds.js';
import type { World } from './world.js';

export interface QuotaOptions {
  readonly namespace: string;
  /** Of StartOutboundVoiceContact, at the server and at the local Connect. */
  readonly dialsPerSecond: number;
  readonly calls: number;
  readonly idPrefix: string;
  start(workflowId: string): Promise<StartedWorkflow>;
}

export interface QuotaFigures {
  readonly permittedPerSecond: number;
  /** From the dial after the first ones, which Connect's burst allows at once, to the last. */
  readonly dialsPerSecond: number;
  readonly throttles: number;
  readonly maxDialsInOneSecond: number;
}

/** A lowered limit lets some more tasks through before all of the server knows it. */
const limitTakesEffectMs = 2_000;

/** Starts many calls at once against a quota, and looks at how they leave. */
export async function measureQuota({ connection, simulator }: World, options: QuotaOptions): Promise<QuotaFigures> {
  const { namespace, dialsPerSecond, calls, idPrefix } = options;
  // As of a new account: the burst is two and a half times the rate.
  const quota = { perSecond: dialsPerSecond, burst: Math.round(dialsPerSecond * 2.5) };
  await setUpNamespace(connection, namespace, { dialsPerSecond });
  simulator.configure({ rates: { StartOutboundVoiceContact: quota } });
  await wait(limitTakesEffectMs);
  const ids = Array.from({ length: calls }, (_, index) => `${idPrefix}-${index}`);
  const started = await Promise.all(ids.map((id) => options.start(id)));
  await pMap(started, (call) => call.result(), { concurrency: 100 });

  const requests = dialRequests(simulator, idPrefix);
  const arrivedAtMs = requests.map(({ receivedAt }) => Date.parse(receivedAt)).sort((a, b) => a - b);
  return {
    permittedPerSecond: dialsPerSecond,
    dialsPerSecond: sustainedPerSecond(arrivedAtMs, Math.min(quota.burst, Math.round(calls / 4))),
    throttles: requests.filter(({ status }) => status === 429).length,
    maxDialsInOneSecond: Math.max(...arrivedAtMs.map((fromMs) => countWithin(arrivedAtMs, fromMs, 1000))),
  };
}

const dialRequests = (simulator: Simulator, idPrefix: string) =>
  simulator.requests().filter(({ clientToken }) => clientToken?.startsWith(`${idPrefix}-`));

function sustainedPerSecond(arrivedAtMs: readonly number[], firstOnes: number): number {
  const sustained = arrivedAtMs.slice(firstOnes);
  const sustainedMs = (sustained.at(-1) ?? NaN) - (sustained[0] ?? NaN);
  return (sustained.length - 1) / (sustainedMs / 1000);
}

function countWithin(instantsMs: readonly number[], fromMs: number, spanMs: number): number {
  return instantsMs.filter((atMs) => atMs >= fromMs && atMs < fromMs + spanMs).length;
}
