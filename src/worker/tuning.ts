import type { WorkerOptions } from '@temporalio/worker';
import { maxDialsInFlight, maxQueriesInFlight } from '../connect/client.js';
import { attemptMarginMs } from '../contract/dial.js';

/**
 * How a worker process uses its machine, in one place, each value with its reason. What goes beyond a process, the rates, is the server's:
 * `src/temporal/rates.ts`.
 * @see https://docs.temporal.io/develop/worker-performance
 */

/**
 * Polls as many as there is work for, and one a queue while there is none: a fixed number is too few over a distant connection and idle
 * requests at night. Servers before 1.28 do not say how many would help; the number then stays where it starts.
 */
const pollers = (initial: number) => ({ type: 'autoscaling', minimum: 1, initial, maximum: 50 }) as const;

/** For each of the three workers of a process. */
export const everyWorker = {
  // A dial in flight is let finish: the longest takes the dial limit and its margins. Orchestrators must wait as long.
  shutdownGraceTime: 60_000 + attemptMarginMs + 5_000,
} satisfies Partial<WorkerOptions>;

/** Workflows, and the local activities within their tasks. */
export const callsWorker = {
  // Workflow tasks are short and all of them run on one thread: the SDK's own 40 are enough to keep it busy.
  maxConcurrentWorkflowTaskExecutions: 40,
  workflowTaskPollerBehavior: pollers(10),
  /**
   * About a quarter of a megabyte each. The SDK would keep as many as the heap limit may hold, up to 2,300: calls that sleep for hours
   * gain nothing from it, and the worker would take a gigabyte. Calls in progress are limited by the instance's lines, of which a new one
   * has 10. One that is not kept is replayed from its history when it goes on, which takes some milliseconds.
   */
  maxCachedWorkflows: 250,
  // After a worker's death its cached calls go on elsewhere as soon as their task has waited this long, instead of the SDK's 10 s.
  stickyQueueScheduleToStartTimeout: '3s',
  // Diallers, one for each instance whose calls take lines.
  maxConcurrentActivityTaskExecutions: 100,
  activityTaskPollerBehavior: pollers(1),
  // Deciding admission is pure computation, on the same thread: more at a time would only wait for one another.
  maxConcurrentLocalActivityExecutions: 40,
} satisfies Partial<WorkerOptions>;

/** Dials of an instance whose lines decide how many there are. */
export const lineDialWorker = {
  activityTaskPollerBehavior: pollers(5),
  // The SDK holds heartbeats back for up to 80 % of their timeout; a cancellation travels on their answers.
  maxHeartbeatThrottleInterval: '2s',
  defaultHeartbeatThrottleInterval: '2s',
} satisfies Partial<WorkerOptions>;

/** Dials without a line. The queue's rate decides how many there are, so slots only have to be enough for those that wait for an answer. */
export const dialWorker = {
  ...lineDialWorker,
  // 100 dials in flight, each with a socket: at 2 a second that is an answer time of 50 s, nearly a whole dial limit.
  maxConcurrentActivityTaskExecutions: maxDialsInFlight,
} satisfies Partial<WorkerOptions>;

/** Queries of contacts and stops of them; those that wait for an event hold no slot. */
export const contactsWorker = {
  maxConcurrentActivityTaskExecutions: maxQueriesInFlight,
  activityTaskPollerBehavior: pollers(5),
} satisfies Partial<WorkerOptions>;
