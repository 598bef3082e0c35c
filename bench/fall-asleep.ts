import { setTimeout as wait } from 'node:timers/promises';
import type { FollowUpPlan, RingonceClient } from '../src/client/index.js';
import { everydayRequest } from './call-kinds.js';
import { progressOf } from './progress.js';

export interface FollowUpToStart {
  readonly id: string;
  readonly plan: FollowUpPlan;
}

const timeoutMs = 300_000;

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
      await ringonce.followUp(id, everydayRequest, plan);
      tell(++started);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, startUntilNoneIsLeft));
}

/** Waits until so many say that they wait. */
export async function untilAsleep({ client }: RingonceClient, count: number): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  while ((await client.workflow.count("CallPhase = 'WAITING'")).count < count) {
    if (performance.now() > deadlineMs) throw new Error(`Not all ${count} follow-ups slept in time.`);
    await wait(1_000);
  }
}
