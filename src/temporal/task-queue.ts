// A task queue as the Temporal server has it: its rate, and how many tasks wait.

import type { ConnectionLike } from '@temporalio/client';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { taskQueues } from '../contract/names.js';
import { namespaceMissing } from './errors.js';
import { isGrpcStatus } from './grpc-status.js';

const { TaskQueueType } = proto.temporal.api.enums.v1;
const taskQueueType = TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY;
const ofWorkflows = TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW;

/** A queue's rate as the Temporal server knows it. */
export interface QueueRate {
  readonly taskQueue: string;
  /**
   * About how many dials, or queries, are due and wait for their turn. Calls that wait for their hours do not count. The server counts every 5
   * seconds.
   */
  readonly waiting: number;
  /** Missing when none is set at the server: the default of the workers counts then. */
  readonly perSecond?: number;
  /** Why it was set, as the one who set it said. */
  readonly reason?: string;
  /** Who set it, such as `ringonce setup`. */
  readonly setBy?: string;
  /** When it was set, ISO 8601. */
  readonly setAt?: string;
}

/** @throws NamespaceNotReadyError when there is no such namespace */
export async function readRate(
  { workflowService }: ConnectionLike,
  namespace: string,
  taskQueue: string,
): Promise<QueueRate> {
  const { config, stats } = await workflowService
    .describeTaskQueue({
      namespace,
      taskQueue: { name: taskQueue },
      taskQueueType,
      reportConfig: true,
      reportStats: true,
    })
    .catch((error: unknown) => {
      throw isGrpcStatus(error, 'notFound') ? namespaceMissing(namespace, error) : error;
    });
  const waiting = Number(stats?.approximateBacklogCount ?? 0);
  const { rateLimit, metadata } = config?.queueRateLimit ?? {};
  if (rateLimit == null) return { taskQueue, waiting };
  const { reason, updateIdentity, updateTime } = metadata ?? {};
  return {
    taskQueue,
    waiting,
    perSecond: asWritten(rateLimit.requestsPerSecond ?? 0),
    ...(reason ? { reason } : {}),
    ...(updateIdentity ? { setBy: updateIdentity } : {}),
    ...(updateTime?.seconds == null ? {} : { setAt: new Date(Number(updateTime.seconds) * 1000).toISOString() }),
  };
}

/** The server keeps 32 bits of it: 0.1 would come back as 0.10000000149011612. */
const asWritten = (perSecond: number): number => Number(perSecond.toPrecision(7));

interface RateToSet {
  readonly taskQueue: string;
  readonly perSecond: number;
  readonly identity: string;
  readonly why: string;
}

/** Sets the rate of a queue, with who did it and why. */
export async function setRate(
  { workflowService }: ConnectionLike,
  namespace: string,
  { taskQueue, perSecond: requestsPerSecond, identity, why: reason }: RateToSet,
): Promise<void> {
  await workflowService.updateTaskQueueConfig({
    namespace,
    identity,
    taskQueue,
    taskQueueType,
    updateQueueRateLimit: { rateLimit: { requestsPerSecond }, reason },
  });
}

/** Tasks that wait in a queue for a slot of a worker. */
export interface Backlog {
  /** About. */
  readonly waiting: number;
  /** By priority, where the server tells. */
  readonly waitingByPriority: Readonly<Record<string, number>>;
  /** How long the oldest has waited, about; in milliseconds. */
  readonly oldestMs?: number;
}

/** Reads how many activities wait in a queue. */
export async function readBacklog(
  { workflowService }: ConnectionLike,
  namespace: string,
  taskQueue: string,
): Promise<Backlog> {
  const { stats, statsByPriorityKey } = await workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType,
    reportStats: true,
  });
  const waiting = Number(stats?.approximateBacklogCount ?? 0);
  const byPriority = Object.entries(statsByPriorityKey).map(
    ([key, { approximateBacklogCount }]) => [key, Number(approximateBacklogCount ?? 0)] as const,
  );
  const { seconds, nanos } = stats?.approximateBacklogAge ?? {};
  const oldestMs = Number(seconds ?? 0) * 1000 + (nanos ?? 0) / 1e6;
  return {
    waiting,
    waitingByPriority: Object.fromEntries(byPriority.filter(([, count]) => count > 0)),
    ...(waiting === 0 ? {} : { oldestMs }),
  };
}

/** A worker that polls a queue. */
export interface Poller {
  /** What it calls itself: process ID and host, unless someone has set it. */
  readonly identity: string;
  /** Of ringonce; known of those that run workflows. */
  readonly version?: string;
  readonly lastSeen: Date;
}

/** A worker's poll ends after a minute at the latest, and the next one follows at once. */
const polledWithinMs = 75_000;

/**
 * The workers that poll a queue now. The server forgets one 5 minutes after its last poll; who has not polled for longer than a worker
 * that lives ever waits is left out here.
 *
 * @param of.kind of the tasks that the queue hands out
 * @param of.serverNowMs epoch milliseconds on the server's clock
 */
export async function readPollers(
  { workflowService }: ConnectionLike,
  namespace: string,
  of: { readonly taskQueue: string; readonly kind: 'workflows' | 'activities'; readonly serverNowMs: number },
): Promise<Poller[]> {
  const { pollers } = await workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: of.taskQueue },
    taskQueueType: of.kind === 'workflows' ? ofWorkflows : taskQueueType,
  });
  return pollers
    .map(({ identity, deploymentOptions, lastAccessTime }) => {
      const version = deploymentOptions?.buildId;
      return {
        identity: identity ?? '',
        ...(version == null || version === '' ? {} : { version }),
        lastSeen: optionalTsToDate(lastAccessTime) ?? new Date(0),
      };
    })
    .filter(({ lastSeen }) => of.serverNowMs - lastSeen.getTime() <= polledWithinMs);
}

/** The queues that every worker polls, and who polls each now. */
export async function readPollersOfAll(
  connection: ConnectionLike,
  namespace: string,
  serverNowMs: number,
): Promise<{ readonly taskQueue: string; readonly pollers: readonly Poller[] }[]> {
  const queues = [
    { taskQueue: taskQueues.calls, kind: 'workflows' },
    { taskQueue: taskQueues.dial, kind: 'activities' },
    { taskQueue: taskQueues.contacts, kind: 'activities' },
  ] as const;
  return Promise.all(
    queues.map(async ({ taskQueue, kind }) => ({
      taskQueue,
      pollers: await readPollers(connection, namespace, { taskQueue, kind, serverNowMs }),
    })),
  );
}
