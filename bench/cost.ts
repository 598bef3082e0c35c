import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import getPort from 'get-port';
import pMap from 'p-map';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { connectRingonce } from '../src/client/index.js';
import { outcomeActivityId } from '../src/contract/contact.js';
import { createCallKinds, everydayRequest, idsOf, type CallKind, type CallKindName } from './call-kinds.js';
import { heapUsedBytes } from './children.js';
import { median } from './statistics.js';
import { bareBundle, ringonceBundle, type World } from './world.js';

const { EventType } = proto.temporal.api.enums.v1;

/** What one call leaves behind at the server. */
export interface Cost {
  readonly events: number;
  /** Actions that its history shows; heartbeats, which are Actions too, leave no trace there. */
  readonly actions: number;
}

/**
 * Actions that an event stands for; an event that is not listed stands for none.
 * @see https://docs.temporal.io/cloud/actions
 */
const actionsOfEvent: Readonly<Record<number, number>> = {
  [EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED]: 1,
  [EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED]: 1,
  [EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES]: 1,
  [EventType.EVENT_TYPE_TIMER_STARTED]: 1,
  [EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED]: 1,
  [EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED]: 1,
  // Not the marker of `patched()`: its search attribute is free, and markers count for local activities.
  [EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED]: 2,
};

/** Places calls and reads their histories; the median call counts. */
export async function measureCost(client: Client, kind: CallKind, calls: number): Promise<Cost> {
  const costs: Cost[] = [];
  for (let index = 0; index < calls; index++) {
    const workflowId = `cost-${kind.name}-${index}`;
    await (await kind.start(workflowId)).result();
    costs.push(await costOf(client, workflowId));
  }
  return medianOf(costs);
}

/**
 * What a call costs that is answered and followed to its end by a contact event. An event that tells of the answer adds a heartbeat, which
 * is an Action and no event of history.
 */
export async function measureTrackedCost(world: World, calls: number, lines: 'pool' | 'unlimited'): Promise<Cost> {
  const { ringonce, simulator } = world;
  await using intake = await world.startContactEvents();
  // Posted by hand, so that only the end is told.
  simulator.configure({ events: { url: null } });
  const costs: Cost[] = [];
  for (let index = 0; index < calls; index++) {
    const workflowId = `cost-tracked-${lines}-${index}`;
    const call = await ringonce.start(workflowId, everydayRequest, { lines });
    const [ring] = await simulator.untilRings(1, { clientToken: workflowId });
    while (!(await isFollowed(ringonce.client, workflowId))) await wait(20);
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
  return medianOf(costs);
}

async function isFollowed(client: Client, workflowId: string): Promise<boolean> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  return raw.pendingActivities?.some(({ activityId }) => activityId === outcomeActivityId) ?? false;
}

/** What the history of a call that has ended shows. */
export async function costOf(client: Client, workflowId: string): Promise<Cost> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  return {
    events: events?.length ?? 0,
    actions: (events ?? []).reduce((sum, event) => sum + actionsOf(event), 0),
  };
}

function actionsOf({
  eventType,
  activityTaskStartedEventAttributes,
  upsertWorkflowSearchAttributesEventAttributes: upsert,
}: proto.temporal.api.history.v1.IHistoryEvent): number {
  const isFreeUpsert = 'TemporalChangeVersion' in (upsert?.searchAttributes?.indexedFields ?? {});
  // Every retry of an activity is an Action; they share one event, which says how many there were.
  const retries = Math.max(0, (activityTaskStartedEventAttributes?.attempt ?? 1) - 1);
  return (isFreeUpsert ? 0 : (actionsOfEvent[eventType ?? 0] ?? 0)) + retries;
}

const medianOf = (costs: readonly Cost[]): Cost => ({
  events: median(costs.map(({ events }) => events)),
  actions: median(costs.map(({ actions }) => actions)),
});

/** How often this process's workers have called an operation of the workflow service, e.g. `RecordActivityTaskHeartbeat`, so far. */
export type RequestsSent = (operation: string) => Promise<number>;

/** Installs the SDK's runtime with its metrics switched on. Call it once a process, before any worker. */
export async function installRuntimeWithMetrics(): Promise<RequestsSent> {
  const bindAddress = `127.0.0.1:${await getPort()}`;
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { metrics: { prometheus: { bindAddress } } },
    shutdownSignals: [],
  });
  // See https://docs.temporal.io/references/sdk-metrics#request
  return async (operation) => {
    const response = await fetch(`http://${bindAddress}/metrics`);
    return (await response.text())
      .split('\n')
      .filter((line) => line.startsWith('temporal_request{') && line.includes(`operation="${operation}"`))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  };
}

const cachingTimeoutMs = 60_000;

export interface CachedCalls {
  readonly address: string;
  readonly kind: CallKindName;
  readonly warmUpCalls: number;
  readonly calls: number;
}

/**
 * JavaScript heap that one more cached workflow takes. For a process of its own (`child.mjs`), with `--expose-gc`. No worker may serve the
 * dial queue: the workflows are to stay where a call spends its time, waiting for the dial.
 */
export async function heapOfCachedCalls({ address, kind: kindName, warmUpCalls, calls }: CachedCalls) {
  const settings = { address, namespace: 'default', connectionOptions: { address } };
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  await using ringonce = await connectRingonce(settings);
  const kind = createCallKinds(ringonce)[kindName];
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    namespace: settings.namespace,
    taskQueue: kind.taskQueue,
    workflowBundle: kind.name === 'outboundCall' ? ringonceBundle() : await bareBundle(),
    maxCachedWorkflows: 100_000,
    // Puts the workflows' contexts into the main thread, where the heap can be read.
    debugMode: true,
  });
  const ended = worker.run();
  const beforeBytes = await heapWith(worker, kind, { from: 0, to: warmUpCalls });
  const afterBytes = await heapWith(worker, kind, { from: warmUpCalls, to: warmUpCalls + calls });
  worker.shutdown();
  await ended;
  await connection.close();
  return { heapBytesPerCall: (afterBytes - beforeBytes) / calls };
}

/** Heap with so many workflows in the cache. */
async function heapWith(worker: Worker, kind: CallKind, { from, to }: { from: number; to: number }): Promise<number> {
  const ids = idsOf(`heap-${kind.name}`, to).slice(from);
  await pMap(ids, (id) => kind.start(id), { concurrency: 10 });
  const deadlineMs = performance.now() + cachingTimeoutMs;
  while (worker.getStatus().numCachedWorkflows < to || worker.getStatus().numInFlightWorkflowActivations > 0) {
    if (performance.now() > deadlineMs) throw new Error(`Not all ${to} workflows were cached in time.`);
    await wait(100);
  }
  // What a finished task leaves on its way out.
  await wait(500);
  // A second collection takes what the first one's finalizers let go.
  heapUsedBytes();
  return heapUsedBytes();
}
