import type { ConnectionLike } from '@temporalio/client';
import proto from '@temporalio/proto';
import { taskQueues } from '../contract/names.js';

const { TaskQueueType } = proto.temporal.api.enums.v1;
const taskQueueType = TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY;

/** Amazon Connect's default quota of StartOutboundVoiceContact, per account and Region. */
export const defaultDialsPerSecond = 2;

/**
 * Of Amazon Connect's default quota of DescribeContact, 10 a second, what workers may use. The rest is for contact events, each of
 * which needs one too.
 */
export const defaultLooksPerSecond = 7;

/** What the server shall hand out a second, from each of the two queues that stand for a quota of Amazon Connect. Above 0. */
export interface QueueRates {
  /** The account's quota of StartOutboundVoiceContact, or this namespace's part of it. */
  readonly dialsPerSecond?: number;
  /** What workers may use of the account's quota of DescribeContact. */
  readonly looksPerSecond?: number;
}

/** A queue's rate as the Temporal server knows it. */
export interface QueueRate {
  readonly taskQueue: string;
  /** Missing: none is set at the server, and the workers' own, the default, counts. */
  readonly perSecond?: number;
  /** Why it was set, in the words of whoever set it. */
  readonly reason?: string;
  /** Who set it, such as `ringonce setup`. */
  readonly setBy?: string;
  /** When it was set, ISO 8601. */
  readonly setAt?: string;
}

/** How fast calls are dialled and looked at. */
export interface QueuePace {
  readonly dials: QueueRate;
  readonly looks: QueueRate;
}

/** Who sets a rate, and why: the server keeps both for whoever asks. */
export interface RateChange {
  readonly identity: string;
  /** Default: the quota that the queue stands for. */
  readonly reason?: string;
}

/** Reads the rates that are in force. */
export async function readPace(connection: ConnectionLike, namespace: string): Promise<QueuePace> {
  const [dials, looks] = await Promise.all(
    [taskQueues.dial, taskQueues.contacts].map((taskQueue) => readRate(connection, namespace, taskQueue)),
  );
  if (dials === undefined || looks === undefined) throw new TypeError('two queues, two rates');
  return { dials, looks };
}

/**
 * Sets the rates that are given, for all workers and at once: raising takes effect within a second, lowering lets a few more through.
 *
 * @throws RangeError for a rate that is not above 0: a queue of rate 0 stands still
 */
export async function setPace(
  connection: ConnectionLike,
  namespace: string,
  { dialsPerSecond, looksPerSecond, identity, reason }: QueueRates & RateChange,
): Promise<void> {
  const changes = [
    { taskQueue: taskQueues.dial, perSecond: dialsPerSecond, why: 'quota of StartOutboundVoiceContact' },
    { taskQueue: taskQueues.contacts, perSecond: looksPerSecond, why: 'part of the quota of DescribeContact' },
  ].flatMap(({ perSecond, ...queue }) => (perSecond === undefined ? [] : [{ ...queue, perSecond }]));
  // All or nothing: the second rate is looked at before the first is set.
  for (const { perSecond } of changes) requireRate(perSecond);
  for (const { taskQueue, perSecond: requestsPerSecond, why } of changes) {
    await connection.workflowService.updateTaskQueueConfig({
      namespace,
      identity,
      taskQueue,
      taskQueueType,
      updateQueueRateLimit: { rateLimit: { requestsPerSecond }, reason: reason ?? why },
    });
  }
}

/** What a rate of 0 would do, and what to do instead. */
export const noStandstill =
  'it must be a number above 0. At 0 the queue would stand still. To hold dials back give a low rate, such as 0.01, or stop the workers; calls wait.';

function requireRate(perSecond: number): void {
  if (!Number.isFinite(perSecond) || perSecond <= 0) throw new RangeError(`A rate of ${perSecond}: ${noStandstill}`);
}

async function readRate({ workflowService }: ConnectionLike, namespace: string, taskQueue: string): Promise<QueueRate> {
  const { config } = await workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType,
    reportConfig: true,
  });
  const { rateLimit, metadata } = config?.queueRateLimit ?? {};
  if (rateLimit == null) return { taskQueue };
  const { reason, updateIdentity, updateTime } = metadata ?? {};
  return {
    taskQueue,
    perSecond: asWritten(rateLimit.requestsPerSecond ?? 0),
    ...(reason ? { reason } : {}),
    ...(updateIdentity ? { setBy: updateIdentity } : {}),
    ...(updateTime?.seconds == null ? {} : { setAt: new Date(Number(updateTime.seconds) * 1000).toISOString() }),
  };
}

/** The server keeps 32 bits of it: 0.1 would come back as 0.10000000149011612. */
const asWritten = (perSecond: number): number => Number(perSecond.toPrecision(7));
