import type { Client } from '@temporalio/client';
import pMap from 'p-map';
import { Gauge } from 'prom-client';
import { taskQueues } from '../contract/names.js';
import { lineInstances } from '../temporal/lines-workflow.js';
import { readLines } from '../temporal/read-lines.js';
import { readBacklog } from '../temporal/task-queue.js';
import { instanceLabel, type WorkerMetrics } from './worker-metrics.js';

/** The Temporal server counts a backlog anew that often: who scrapes more often gets the same numbers. */
const readEveryMs = 5_000;

/** Prometheus gives a scrape up after 10 s. */
const patienceMs = 5_000;

/** So many instances are read side by side. */
const concurrency = 10;

/** The instance that calls without a line are counted under: their dials share one queue. */
const anyInstance = 'any';

/**
 * How the lines of each instance are used and how many calls wait to be dialled, as the Temporal server knows it: read when Prometheus asks,
 * at a price of one request for the list of instances, one for the calls without a line, and two for each instance, however many calls there are.
 * What cannot be read is left out, for an old number would look like a new one.
 */
export function watchLines(metrics: WorkerMetrics, client: Client): void {
  const registers = [metrics.registry];
  const labelNames = [instanceLabel] as const;
  let reading: Promise<void> | undefined;
  let readAtMs = -Infinity;
  const collect = (): Promise<void> => {
    if (performance.now() - readAtMs < readEveryMs) return Promise.resolve();
    reading ??= read().finally(() => {
      readAtMs = performance.now();
      reading = undefined;
    });
    return reading;
  };
  const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames, registers, collect });
  const lines = gauge(
    'ringonce_lines',
    'Lines of an instance that calls of ringonce may use: its quota without the reserve; +Inf: unlimited',
  );
  const busy = gauge('ringonce_lines_busy', 'Lines that calls have');
  const waiting = gauge(
    'ringonce_backlog_calls',
    `Calls that are due and wait for a line or their turn, about; ${anyInstance}: calls that take no line`,
  );
  const oldest = gauge(
    'ringonce_backlog_oldest_seconds',
    'How long the call has waited that has waited longest, about; 0 where none waits. One that was throttled waits anew',
  );

  const read = async (): Promise<void> => {
    const tellBacklog = (labels: Record<typeof instanceLabel, string>, waits: number, oldestMs = 0) => {
      waiting.set(labels, waits);
      oldest.set(labels, oldestMs / 1000);
    };
    const { connection, options } = client;
    for (const one of [lines, busy, waiting, oldest]) one.reset();
    await client
      .withDeadline(Date.now() + patienceMs, async () => {
        const withoutLine = await readBacklog(connection, options.namespace, taskQueues.dial);
        tellBacklog({ [instanceLabel]: anyInstance }, withoutLine.waiting, withoutLine.oldestMs);
        await pMap(
          lineInstances(connection, options.namespace),
          async (InstanceId) => {
            const instance = await readLines(client, InstanceId).catch(() => undefined);
            // It cannot be read, which hides no other; or it was forgotten: the list is a moment behind.
            if (instance?.isKnown !== true) return;
            const { view } = instance;
            const labels = { [instanceLabel]: metrics.knowInstance(InstanceId) };
            lines.set(labels, view.lines === 'unlimited' ? Infinity : Math.max(0, view.lines - view.reserve));
            busy.set(labels, view.busy);
            const { waiting: waits, oldestWaitsSince } = view;
            tellBacklog(labels, waits, oldestWaitsSince === undefined ? 0 : Date.now() - Date.parse(oldestWaitsSince));
          },
          { concurrency },
        );
      })
      .catch(() => undefined);
  };
}
