import pMap from 'p-map';
import type { Outcome, RingonceClient } from '../../src/client/index.js';
import type { Simulator } from '../../src/connect-simulator/index.js';
import { requestTo } from '../../src/dev/demo/calls.js';
import { allOf } from '../support/all-of.js';

/** What became of calls that were started together. */
export interface ManyCalls {
  readonly calls: number;
  /** By the local Connect's ledger: phones that rang, whosever they are. */
  readonly rings: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  /** From the first start until all were started, and until all had ended. */
  readonly startedMs: number;
  readonly endedMs: number;
}

/** An instance whose lines the calls share. */
export const InstanceId = '846ec553-a005-41c0-8341-00000000000b';

export interface ManyCallsSettings {
  readonly ringonce: RingonceClient;
  readonly connect: Simulator;
  readonly ids: readonly string[];
  /** Done while the calls go on, once a third of them has rung. */
  readonly meanwhile?: () => Promise<void>;
}

/** Starts calls as a batch does, and waits until each has ended; an ID that has a call is found again. */
export async function runManyCalls({ ringonce, connect, ids, meanwhile }: ManyCallsSettings): Promise<ManyCalls> {
  const beganAtMs = performance.now();
  const request = { ...requestTo('answered'), InstanceId };
  const verdicts = await allOf(
    ringonce.startBatch(
      ids.map((workflowId) => ({ workflowId, request })),
      { concurrency: 10 },
    ),
  );
  const notStarted = verdicts.filter(({ verdict }) => !['started', 'in-progress', 'finished'].includes(verdict));
  if (notStarted.length > 0) throw new Error(`Not started: ${JSON.stringify(notStarted.slice(0, 3))}`);
  const startedMs = performance.now() - beganAtMs;
  if (meanwhile !== undefined) {
    await untilRung(connect, ids, Math.ceil(ids.length / 3));
    await meanwhile();
  }
  const outcomes: Partial<Record<Outcome, number>> = {};
  // Not all at once: a Temporal server permits a namespace 1,200 long polls, of workers too.
  await pMap(
    ids,
    async (id) => {
      const { outcome } = await ended(ringonce, id);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    },
    { concurrency: 20 },
  );
  const endedMs = performance.now() - beganAtMs;
  return { calls: ids.length, ...ringsOf(connect, ids), outcomes, startedMs, endedMs };
}

/** While the server is away, whoever waits asks again. */
async function ended(ringonce: RingonceClient, id: string): Promise<{ readonly outcome: Outcome }> {
  for (;;) {
    try {
      return await ringonce.call(id).result();
    } catch (error) {
      if (!isAway(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

const isAway = (error: unknown): boolean =>
  /UNAVAILABLE|ECONNREFUSED|cannot be reached|DEADLINE|shutting down|not available/i.test(
    `${String(error)} ${String((error as { readonly cause?: unknown }).cause)}`,
  );

async function untilRung(connect: Simulator, ids: readonly string[], count: number): Promise<void> {
  const wanted = new Set(ids);
  for (;;) {
    if (connect.ledger().filter(({ ClientToken }) => wanted.has(ClientToken)).length >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function ringsOf(connect: Simulator, ids: readonly string[]): Pick<ManyCalls, 'rings' | 'lost' | 'doubled'> {
  const counts = new Map(ids.map((id) => [id, 0]));
  for (const { ClientToken } of connect.ledger())
    if (counts.has(ClientToken)) counts.set(ClientToken, (counts.get(ClientToken) ?? 0) + 1);
  return {
    rings: [...counts.values()].reduce((sum, count) => sum + count, 0),
    lost: ids.filter((id) => counts.get(id) === 0),
    doubled: ids.filter((id) => (counts.get(id) ?? 0) > 1),
  };
}
