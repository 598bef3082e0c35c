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
