import type { ConnectClient } from '@aws-sdk/client-connect';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { maxDialsInFlight } from '../src/connect/client.js';
import { createBareActivities } from './bare-activities.js';
import { bareTaskQueues } from './bare-task-queues.js';
import { unlimitedPerSecond } from './limits.js';

export interface BareWorkerSettings {
  readonly address: string;
  readonly namespace: string;
  readonly connect: ConnectClient;
  readonly workflowBundle: NonNullable<WorkerOptions['workflowBundle']>;
}

/** Starts the bare workflows' workers with the options of ringonce's own: see `src/worker/start-worker.ts`. */
export async function startBareWorkers(settings: BareWorkerSettings): Promise<AsyncDisposable> {
  const connection = await NativeConnection.connect({ address: settings.address });
  const common = { connection, namespace: settings.namespace };
  const activities = createBareActivities(settings.connect);
  const forWorkflows = {
    workflowBundle: settings.workflowBundle,
    stickyQueueScheduleToStartTimeout: '3s',
  } satisfies Partial<WorkerOptions>;
  const forActivities = {
    activities,
    maxConcurrentActivityTaskExecutions: maxDialsInFlight,
  } satisfies Partial<WorkerOptions>;
  const workers = await Promise.all([
    // No rate limit here: it would switch off eager dispatch, the very thing that one queue for both is good for.
    Worker.create({ ...common, taskQueue: bareTaskQueues.together, ...forWorkflows, ...forActivities }),
    Worker.create({ ...common, taskQueue: bareTaskQueues.calls, ...forWorkflows }),
    Worker.create({
      ...common,
      taskQueue: bareTaskQueues.dial,
      ...forActivities,
      maxTaskQueueActivitiesPerSecond: unlimitedPerSecond,
    }),
  ]);
  const ended = Promise.all(workers.map((worker) => worker.run()));
  return {
    async [Symbol.asyncDispose]() {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended.finally(() => connection.close());
    },
  };
}
