import { expect } from 'vitest';
import type { World } from './world.js';

/** Waits until the server has put the dial's failed attempt back, so that it waits for the next. */
export async function untilBackingOff({ ringonce }: World, workflowId: string): Promise<void> {
  const attempt = async () => {
    const { raw } = await ringonce.client.workflow.getHandle(workflowId).describe();
    return raw.pendingActivities?.[0]?.attempt;
  };
  await expect.poll(attempt).toBeGreaterThanOrEqual(2);
}

/** Waits until the dial is in the midst of a pause: of an attempt that is in flight it is not known whether it was sent. */
export async function untilPausing({ ringonce }: World, workflowId: string, leftMs = 1_500): Promise<void> {
  const pauseLeftMs = async () => {
    const { dial } = await ringonce.call(workflowId).view();
    return Date.parse(dial?.nextTryAt ?? '') - Date.now();
  };
  await expect.poll(pauseLeftMs).toBeGreaterThan(leftMs);
}
