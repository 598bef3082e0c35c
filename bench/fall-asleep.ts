import { setTimeout as wait } from 'node:timers/promises';
import type { FollowUpPlan, RingonceClient } from '../src/client/index.js';
import { everydayRequest } from './call-kinds.js';
import { progressOf } from './progress.js';

export interface FollowUpToStart {
  readonly id: string;
  readonly plan: FollowUpPlan;
}

const stuckMs = 60_000;

/** Starts follow-ups, so many at a time. */
export async function startAll(
  ringonce: RingonceClient,
  atOnce: number,
  followUps: readonly FollowUpToStart[],
): Promise<void> {
  const tell = progressOf('Follow-ups started', { total: followUps.length, every: 1_000 });
  let started = 0;
  const waiting = followUps.values();
  const startUntilNoneIsLeft = async () => {
    for (const { id, plan } of waiting) {
      await ringonce.followUp(id, everydayRequest, { ...plan, call: { lines: 'unlimited' } });
      tell(++started);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, startUntilNoneIsLeft));
}

/** Waits until so many say that they wait; however long it takes, as long as more and more do. */
export async function untilAsleep({ client }: RingonceClient, count: number): Promise<void> {
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
