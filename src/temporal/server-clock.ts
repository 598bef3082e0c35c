import { setTimeout as wait } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';

const { TaskQueueType } = proto.temporal.api.enums.v1;

/** Nobody puts a task there. */
const taskQueue = { name: 'ringonce-clock' };
const taskQueueType = TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY;

/** The server takes no poll that is shorter than 2 s. */
const pollMs = 10_000;
const askAgainMs = 50;

/**
 * By how many milliseconds the server's clock is ahead of this machine's, negative: behind. 0 where the difference is not larger than what the
 * request itself took. Undefined when the server does not tell.
 *
 * The server records when a task queue was last polled, so a queue that is always empty is polled. Nothing is stored.
 */
export async function serverAheadMs(
  connection: Connection,
  namespace: string,
  now: () => number = Date.now,
): Promise<number | undefined> {
  const { workflowService } = connection;
  const identity = `ringonce clock ${process.pid}.${performance.now()}`;
  const end = new AbortController();
  const beforeMs = now();
  const deadlineMs = Date.now() + pollMs;
  const polling = connection.withAbortSignal(end.signal, () =>
    connection.withDeadline(deadlineMs, () =>
      workflowService.pollActivityTaskQueue({ namespace, identity, taskQueue }).catch(() => undefined),
    ),
  );
  try {
    while (Date.now() < deadlineMs) {
      const { pollers } = await workflowService.describeTaskQueue({ namespace, taskQueue, taskQueueType });
      const afterMs = now();
      const seen = optionalTsToDate(pollers.find((poller) => poller.identity === identity)?.lastAccessTime)?.getTime();
      // It was written down between the two moments, so a clock that says so may be right.
      if (seen !== undefined) return seen < beforeMs ? seen - beforeMs : Math.max(0, seen - afterMs);
      await wait(askAgainMs);
    }
    return undefined;
  } finally {
    end.abort();
    await polling;
  }
}
