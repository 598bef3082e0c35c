import { setTimeout as sleep } from 'node:timers/promises';
import { pendingActivities } from '../../src/temporal/pending-activities.js';
import type { World } from './world.js';

/** Well below the time limit of a test or a hook, which would say nothing of what stands still. */
const limitMs = 150_000;

/** Waits for what goes on in a world. @throws when it takes too long: with what each workflow waits for */
export async function inTime<T>(world: World, what: string, goesOn: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = sleep(limitMs, undefined, { signal: timer.signal }).then(async () => {
    throw new Error(`${what} is not over after ${limitMs / 1000} s. ${await whatStandsStill(world)}`);
  });
  return Promise.race([goesOn, late]).finally(() => timer.abort());
}

async function whatStandsStill({ ringonce: { client }, connect }: World): Promise<string> {
  const words: string[] = [];
  try {
    await client.withDeadline(Date.now() + 10_000, async () => {
      for await (const { workflowId } of client.workflow.list({ query: "ExecutionStatus = 'Running'" })) {
        const description = await client.workflow.getHandle(workflowId).describe();
        const activities = (await pendingActivities(client, description)).map(
          ({ type, state, attempt, lastFailure }) =>
            `${type} ${state}, attempt ${attempt}, ${String(lastFailure?.message)}`,
        );
        const rings = connect.ledger({ clientToken: workflowId }).length;
        words.push(`${workflowId} (${rings} rings): ${activities.join('; ') || 'no activity'}`);
      }
    });
  } catch (error) {
    words.push(`Temporal did not say more: ${String(error)}`);
  }
  return words.join('. ');
}
