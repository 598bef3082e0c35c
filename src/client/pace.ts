import type { ConnectionLike } from '@temporalio/client';
import proto from '@temporalio/proto';
import { formatIssues, parseWith, type Issue } from '../contract/issues.js';
import { taskQueues } from '../contract/names.js';
import { object, optional, ruled } from '../contract/shapes.js';
import { InvalidRequestError, namespaceMissing } from './errors.js';
import { grpcStatusOf } from './grpc-status.js';

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
  readonly dialsPerSecond?: number | undefined;
  /** What workers may use of the account's quota of DescribeContact. */
  readonly looksPerSecond?: number | undefined;
}

/** A queue's rate as the Temporal server knows it. */
export interface QueueRate {
  readonly taskQueue: string;
  /** Dials, or looks, that are due and wait for their turn, about; calls that wait for a line or their hours are not among them. */
  readonly waiting: number;
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

/** gRPC's NOT_FOUND. */
const notFound = 5;

/**
 * Reads the rates that are in force.
 * @throws NamespaceNotReadyError when there is no such namespace
 */
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
 * @throws InvalidRequestError for a rate that is not above 0, for a queue of rate 0 stands still; for no rate at all, and for other members
 */
export async function setPace(
  connection: ConnectionLike,
  namespace: string,
  { identity, reason, ...rates }: QueueRates & RateChange,
): Promise<void> {
  const parsed = parseWith(createRatesSchema(), rates);
  if (!parsed.ok) throw invalid(parsed.issues);
  const { dialsPerSecond, looksPerSecond } = parsed.value;
  if (dialsPerSecond === undefined && looksPerSecond === undefined)
    throw invalid([{ member: '', message: 'It must give dialsPerSecond, looksPerSecond or both' }]);
  const changes = [
    { taskQueue: taskQueues.dial, perSecond: dialsPerSecond, why: 'quota of StartOutboundVoiceContact' },
    { taskQueue: taskQueues.contacts, perSecond: looksPerSecond, why: 'part of the quota of DescribeContact' },
  ].flatMap(({ perSecond, ...queue }) => (perSecond === undefined ? [] : [{ ...queue, perSecond }]));
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

const invalid = (issues: readonly Issue[]): InvalidRequestError =>
  new InvalidRequestError(issues, { message: `The rates stay as they are. ${formatIssues(issues)}` });

const createRatesSchema = () => object({ dialsPerSecond: optional(aRate()), looksPerSecond: optional(aRate()) });

const aRate = () =>
  ruled<number>({}, (value, fail) => {
    if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) fail(noStandstill);
  });

async function readRate({ workflowService }: ConnectionLike, namespace: string, taskQueue: string): Promise<QueueRate> {
  const { config, stats } = await workflowService
    .describeTaskQueue({
      namespace,
      taskQueue: { name: taskQueue },
      taskQueueType,
      reportConfig: true,
      reportStats: true,
    })
    .catch((error: unknown) => {
      throw (grpcStatusOf(error)?.code as number | undefined) === notFound ? namespaceMissing(namespace, error) : error;
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
