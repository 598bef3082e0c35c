import { setTimeout as wait } from 'node:timers/promises';
import type { ConnectionSettings } from '../src/client/index.js';
import { outcomeActivityId } from '../src/contract/contact.js';
import { startLocalIntake } from '../src/dev/local-intake.js';
import { everydayRequest } from './call-kinds.js';
import { costOf, type Cost } from './cost.js';
import { unlimitedPerSecond } from './limits.js';
import { median } from './statistics.js';
import type { World } from './world.js';

/**
 * What a call costs that is answered and followed to its end by a contact event. An event that tells of the answer adds a heartbeat, which
 * is an Action and no event of history.
 */
export async function measureTrackedCost(world: World, settings: TrackedCostSettings): Promise<Cost> {
  const { ringonce, simulator } = world;
  await using intake = await startLocalIntake(settings.connection, simulator, { queriesPerSecond: unlimitedPerSecond });
  // Posted by hand, so that only the end is told.
  simulator.configure({ events: { url: null } });
  const costs: Cost[] = [];
  for (let index = 0; index < settings.calls; index++) {
    const workflowId = `cost-tracked-${settings.lines}-${index}`;
    const call = await ringonce.start(workflowId, everydayRequest, { lines: settings.lines });
    const [ring] = await simulator.untilRings(1, { clientToken: workflowId });
    const handle = ringonce.client.workflow.getHandle(workflowId);
    while (!(await isFollowed(handle))) await wait(20);
    simulator.advance(10 * 60_000);
    const end = simulator.contactEvents(ring?.ContactId ?? '').at(-1);
    await fetch(intake.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...intake.headers },
      body: JSON.stringify(end),
    });
    const { outcome } = await call.result();
    if (outcome !== 'ANSWERED') throw new Error(`A call that was to be answered ended as ${outcome}.`);
    costs.push(await costOf(ringonce.client, workflowId));
  }
  return { events: median(costs.map(({ events }) => events)), actions: median(costs.map(({ actions }) => actions)) };
}

interface TrackedCostSettings {
  readonly connection: ConnectionSettings;
  readonly calls: number;
  readonly lines: 'pool' | 'unlimited';
}

async function isFollowed(handle: ReturnType<World['ringonce']['client']['workflow']['getHandle']>): Promise<boolean> {
  const { raw } = await handle.describe();
  return raw.pendingActivities?.some(({ activityId }) => activityId === outcomeActivityId) ?? false;
}
