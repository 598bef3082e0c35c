import { Client, type ConnectionLike } from '@temporalio/client';
import proto from '@temporalio/proto';
import { formatIssues, parseWith, type Issue } from '../contract/issues.js';
import { lineDialQueue, taskQueues } from '../contract/names.js';
import { object, optional, ruled } from '../contract/shapes.js';
import { InvalidRequestError } from '../contract/errors.js';
import { namespaceMissing } from './errors.js';
import { grpcStatusOf } from './grpc-status.js';
import { lineInstances, requireInstanceId } from './lines-workflow.js';

const { TaskQueueType } = proto.temporal.api.enums.v1;
const taskQueueType = TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY;

/** Amazon Connect's default quota of StartOutboundVoiceContact, per account and Region. */
export const defaultDialsPerSecond = 2;

/**
 * Of Amazon Connect's default quota of DescribeContact, 10 a second, what workers may use. The rest is for contact events, each of
 * which needs one too.
 */
export const defaultLooksPerSecond = 7;

/** What the server shall hand out a second. Above 0. */
export interface QueueRates {
  /**
   * The account's quota of StartOutboundVoiceContact, or this namespace's part of it: of dials without a line. Queues of instances take it when
   * they are first used, and keep it.
   */
  readonly dialsPerSecond?: number | undefined;
  /** What workers may use of the account's quota of DescribeContact. */
  readonly looksPerSecond?: number | undefined;
}

/** Of which instances. */
export interface PaceOf {
  /** ID or ARN of an Amazon Connect instance. Default: all of them. */
  readonly InstanceId?: string | undefined;
}

/** Rates to change. */
export interface PaceChange extends QueueRates, PaceOf {
  /** Kept at the server for whoever asks why. */
  readonly reason?: string | undefined;
}

/** A queue's rate as the Temporal server knows it. */
export interface QueueRate {
  readonly taskQueue: string;
  /** Dials, or looks, that are due and wait for their turn, about; calls that wait for their hours are not among them. The server counts anew every 5 seconds. */
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

/** The rate of the calls that take lines of an instance. */
export interface InstanceRate extends QueueRate {
  readonly InstanceId: string;
}

/** How fast calls are dialled and looked at. */
export interface QueuePace {
  /** Of calls without a line; an instance begins with this rate. */
  readonly dials: QueueRate;
  readonly looks: QueueRate;
  /** Of calls with a line; by ID of the instance. Those that wait for a line wait here too. */
  readonly instances: readonly InstanceRate[];
}

/** The rates of the queues that all instances share. */
export type CommonPace = Omit<QueuePace, 'instances'>;

/** gRPC's NOT_FOUND. */
const notFound = 5;

/**
 * Reads the rates that are in force.
 *
 * @param of default: all instances whose calls have asked for lines
 * @throws NamespaceNotReadyError when there is no such namespace, InvalidRequestError for what is no instance's ID
 */
export async function readPace(
  connection: ConnectionLike,
  namespace: string,
  { InstanceId }: PaceOf = {},
): Promise<QueuePace> {
  if (InstanceId != null) requireInstanceId(InstanceId);
  const common = await readCommonPace(connection, namespace);
  const wanted = InstanceId == null ? await instancesOf(connection, namespace) : [InstanceId];
  const instances = await Promise.all(
    wanted.map(async (id) => ({ InstanceId: id, ...(await readRate(connection, namespace, lineDialQueue(id))) })),
  );
  return { ...common, instances };
}

/**
 * Reads the rates that are in force where calls take no line.
 * @throws NamespaceNotReadyError when there is no such namespace
 */
export async function readCommonPace(connection: ConnectionLike, namespace: string): Promise<CommonPace> {
  const [dials, looks] = await Promise.all([
    readRate(connection, namespace, taskQueues.dial),
    readRate(connection, namespace, taskQueues.contacts),
  ]);
  return { dials, looks };
}

/**
 * Sets the rates that are given, for all workers and at once: raising takes effect within a second, lowering lets a few more through. With an
 * InstanceId that instance's dials alone; else every instance dials at the new rate, whatever it had.
 *
 * @throws InvalidRequestError for a rate that is not above 0, for a queue of rate 0 stands still; for no rate at all, for what is no
 * instance's ID, for looks of one instance, and for other members
 */
export async function setPace(
  connection: ConnectionLike,
  namespace: string,
  { identity, reason, InstanceId, ...rates }: PaceChange & { readonly identity: string },
): Promise<void> {
  if (InstanceId != null) requireInstanceId(InstanceId);
  const parsed = parseWith(createRatesSchema(), rates);
  if (!parsed.ok) throw invalid(parsed.issues);
  const { dialsPerSecond, looksPerSecond } = parsed.value;
  if (InstanceId != null && looksPerSecond !== undefined)
    throw invalid([{ member: 'looksPerSecond', message: 'it is common to all instances: give no InstanceId with it' }]);
  if (dialsPerSecond === undefined && looksPerSecond === undefined)
    throw invalid([{ member: '', message: 'It must give dialsPerSecond, looksPerSecond or both' }]);
  if (dialsPerSecond !== undefined) {
    const change = { perSecond: dialsPerSecond, why: reason ?? quotaOfDials, identity };
    if (InstanceId == null) {
      // First the common one: an instance that begins meanwhile copies it.
      await setRate(connection, namespace, { ...change, taskQueue: taskQueues.dial });
    }
    for (const id of InstanceId == null ? await instancesOf(connection, namespace) : [InstanceId])
      await setRate(connection, namespace, { ...change, taskQueue: lineDialQueue(id) });
  }
  if (looksPerSecond !== undefined)
    await setRate(connection, namespace, {
      taskQueue: taskQueues.contacts,
      perSecond: looksPerSecond,
      why: reason ?? quotaOfLooks,
      identity,
    });
}

/** Gives each queue that has no rate the default, an instance's the common one. */
export async function setMissingRates(connection: ConnectionLike, namespace: string, identity: string): Promise<void> {
  const { dials, looks } = await readCommonPace(connection, namespace);
  const defaults = [
    { ...dials, otherwise: defaultDialsPerSecond, why: quotaOfDials },
    { ...looks, otherwise: defaultLooksPerSecond, why: quotaOfLooks },
  ];
  for (const { taskQueue, perSecond, otherwise, why } of defaults)
    if (perSecond === undefined)
      await setRate(connection, namespace, { taskQueue, perSecond: otherwise, why, identity });
  for (const id of await instancesOf(connection, namespace))
    await copyDialRate(connection, namespace, lineDialQueue(id));
}

/** Gives an instance's dial queue the rate of the common one, where it has none yet. */
export async function copyDialRate(connection: ConnectionLike, namespace: string, taskQueue: string): Promise<void> {
  const [common, own] = await Promise.all([
    readRate(connection, namespace, taskQueues.dial),
    readRate(connection, namespace, taskQueue),
  ]);
  if (common.perSecond === undefined || own.perSecond !== undefined) return;
  await setRate(connection, namespace, {
    taskQueue,
    perSecond: common.perSecond,
    identity: common.setBy ?? 'ringonce worker',
    why: common.reason ?? quotaOfDials,
  });
}

const quotaOfDials = 'quota of StartOutboundVoiceContact';
const quotaOfLooks = 'part of the quota of DescribeContact';

async function instancesOf(connection: ConnectionLike, namespace: string): Promise<string[]> {
  const instances: string[] = [];
  for await (const id of lineInstances(new Client({ connection, namespace }))) instances.push(id);
  return instances.sort();
}

interface RateToSet {
  readonly taskQueue: string;
  readonly perSecond: number;
  readonly identity: string;
  readonly why: string;
}

async function setRate(
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
