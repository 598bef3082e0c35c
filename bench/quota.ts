import { setTimeout as wait } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { setUpNamespace } from '../src/client/namespace.js';
import { defaultSettings, type Simulator } from '../src/connect-simulator/index.js';
import type { CallKind } from './call-kinds.js';

export interface QuotaOptions {
  readonly connection: Connection;
  readonly namespace: string;
  readonly simulator: Simulator;
  readonly kind: CallKind;
  readonly dials: number;
}

export interface QuotaFigures {
  /** From the dial after the first ones, which Connect's burst allows at once, to the last. */
  readonly dialsPerSecond: number;
  readonly throttles: number;
  readonly maxDialsInOneSecond: number;
}

/** A lowered limit lets some more tasks through before all of the server knows it. */
const limitTakesEffectMs = 2_000;

/** Starts many calls at once against the quota of a new account, and looks at how they leave. */
export async function measureQuota({
  connection,
  namespace,
  simulator,
  kind,
  dials,
}: QuotaOptions): Promise<QuotaFigures> {
  const quota = defaultSettings.rates.StartOutboundVoiceContact;
  await setUpNamespace(connection, namespace, { dialsPerSecond: quota.perSecond });
  simulator.configure({ rates: { StartOutboundVoiceContact: quota } });
  await wait(limitTakesEffectMs);
  const ids = Array.from({ length: dials }, (_, index) => `quota-${index}`);
  const calls = await Promise.all(ids.map((id) => kind.start(id)));
  await Promise.all(calls.map((call) => call.result()));

  const requests = simulator.requests().filter(({ clientToken }) => clientToken?.startsWith('quota-'));
  const arrivedAtMs = requests.map(({ receivedAt }) => Date.parse(receivedAt)).sort((a, b) => a - b);
  const sustained = arrivedAtMs.slice(quota.burst);
  const sustainedMs = (sustained.at(-1) ?? NaN) - (sustained[0] ?? NaN);
  return {
    dialsPerSecond: (sustained.length - 1) / (sustainedMs / 1000),
    throttles: requests.filter(({ status }) => status === 429).length,
    maxDialsInOneSecond: Math.max(...arrivedAtMs.map((fromMs) => countWithin(arrivedAtMs, fromMs, 1000))),
  };
}

function countWithin(instantsMs: readonly number[], fromMs: number, spanMs: number): number {
  return instantsMs.filter((atMs) => atMs >= fromMs && atMs < fromMs + spanMs).length;
}
