// How fast the Temporal server hands out dials and queries: the rate limits of the task queues, for all workers together.

import type { ConnectionLike } from '@temporalio/client';
import { InvalidRequestError } from '../contract/errors.js';
import { formatIssues, parseWith, type Issue } from '../contract/issues.js';
import { lineDialQueue, taskQueues } from '../contract/names.js';
import { object, optional, ruled } from '../contract/shapes.js';
import { lineInstances, requireInstanceId } from './lines-workflow.js';
import { readRate, setRate, type QueueRate } from './task-queue.js';

/** Amazon Connect's default quota of StartOutboundVoiceContact, per account and Region. */
export const defaultDialsPerSecond = 2;

/**
 * What workers may use of Amazon Connect's default quota of DescribeContact, 10 a second. The rest is for contact events, each of which
 * needs a query too.
 */
export const defaultQueriesPerSecond = 7;

/** How much the server hands out a second. Above 0. */
export interface QueueRates {
  /**
   * The account's quota of StartOutboundVoiceContact, or this namespace's part of it. It counts for dials without a line; the queue of an
   * instance takes it when it is first used, and keeps it.
   */
  readonly dialsPerSecond?: number | undefined;
  /** What workers may use of the account's quota of DescribeContact. */
  readonly queriesPerSecond?: number | undefined;
}

/** Whose rates. */
export interface RatesOf {
  /** ID or ARN of an Amazon Connect instance. Default: all of them. */
  readonly InstanceId?: string | undefined;
}

/** Rates to change. */
export interface RatesChange extends QueueRates, RatesOf {
  /** Kept at the server, and shown with the rate. */
  readonly reason?: string | undefined;
}

/** The rate of the calls that take lines of an instance. */
export interface InstanceRate extends QueueRate {
  readonly InstanceId: string;
}

/** How many calls are dialled a second, and how many contacts are asked about. */
export interface Rates {
  /** Of calls without a line; an instance begins with this rate. */
  readonly dials: QueueRate;
  /** DescribeContact requests of the workers. */
  readonly queries: QueueRate;
  /** Of calls with a line, by ID of the instance. Calls that wait for a line wait here too. */
  readonly instances: readonly InstanceRate[];
}

/** The rates of the queues that all instances share. */
export type CommonRates = Omit<Rates, 'instances'>;

/**
 * Reads the rates that are in force.
 *
 * @param of default: all instances whose calls have asked for lines
 * @throws NamespaceNotReadyError when there is no such namespace, InvalidRequestError for what is no instance's ID
 */
export async function readRates(
  connection: ConnectionLike,
  namespace: string,
  { InstanceId }: RatesOf = {},
): Promise<Rates> {
  if (InstanceId != null) requireInstanceId(InstanceId);
  const common = await readCommonRates(connection, namespace);
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
export async function readCommonRates(connection: ConnectionLike, namespace: string): Promise<CommonRates> {
  const [dials, queries] = await Promise.all([
    readRate(connection, namespace, taskQueues.dial),
    readRate(connection, namespace, taskQueues.contacts),
  ]);
  return { dials, queries };
}

/**
 * Sets the rates that are given, for all workers at once. A higher rate takes effect within a second; a lower one lets a few more through.
 * With an InstanceId, that instance's dials get the rate; else those of every instance, whatever rate it had.
 *
 * @throws InvalidRequestError for a rate that is not above 0 (at 0 the queue would stand still), no rate at all, what is no instance's ID,
 *   queries of one instance, and other members
 */
export async function setRates(
  connection: ConnectionLike,
  namespace: string,
  { identity, reason, InstanceId, ...rates }: RatesChange & { readonly identity: string },
): Promise<void> {
  if (InstanceId != null) requireInstanceId(InstanceId);
  const parsed = parseWith(createRatesSchema(), rates);
  if (!parsed.ok) throw invalid(parsed.issues);
  const { dialsPerSecond, queriesPerSecond } = parsed.value;
  if (InstanceId != null && queriesPerSecond !== undefined)
    throw invalid([{ member: 'queriesPerSecond', message: 'is common to all instances: leave out InstanceId' }]);
  if (dialsPerSecond === undefined && queriesPerSecond === undefined)
    throw invalid([{ member: '', message: 'It must give dialsPerSecond, queriesPerSecond or both' }]);
  if (dialsPerSecond !== undefined) {
    const change = { perSecond: dialsPerSecond, why: reason ?? quotaOfDials, identity };
    if (InstanceId == null) {
      // First the common one: an instance that begins meanwhile copies it.
      await setRate(connection, namespace, { ...change, taskQueue: taskQueues.dial });
    }
    for (const id of InstanceId == null ? await instancesOf(connection, namespace) : [InstanceId])
      await setRate(connection, namespace, { ...change, taskQueue: lineDialQueue(id) });
  }
  if (queriesPerSecond !== undefined)
    await setRate(connection, namespace, {
      taskQueue: taskQueues.contacts,
      perSecond: queriesPerSecond,
      why: reason ?? quotaOfQueries,
      identity,
    });
}

/** Gives each queue that has no rate the default, and the queue of an instance the common one. */
export async function setMissingRates(connection: ConnectionLike, namespace: string, identity: string): Promise<void> {
  const { dials, queries } = await readCommonRates(connection, namespace);
  const defaults = [
    { ...dials, otherwise: defaultDialsPerSecond, why: quotaOfDials },
    { ...queries, otherwise: defaultQueriesPerSecond, why: quotaOfQueries },
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
const quotaOfQueries = 'part of the quota of DescribeContact';

async function instancesOf(connection: ConnectionLike, namespace: string): Promise<string[]> {
  const instances: string[] = [];
  for await (const id of lineInstances(connection, namespace)) instances.push(id);
  return instances.sort();
}

/** What a rate of 0 would do, and what to do instead. */
export const noStandstill =
  'it must be a number above 0. At 0 the queue would stand still. To hold dials back, give a low rate, such as 0.01, or stop the workers: calls wait.';

const invalid = (issues: readonly Issue[]): InvalidRequestError =>
  new InvalidRequestError(issues, { message: `The rates stay as they are. ${formatIssues(issues)}` });

const createRatesSchema = () => object({ dialsPerSecond: optional(aRate()), queriesPerSecond: optional(aRate()) });

const aRate = () =>
  ruled<number>({}, (value, fail) => {
    if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) fail(noStandstill);
  });
