import { existsSync } from 'node:fs';
import type { ConnectClient } from '@aws-sdk/client-connect';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { maxDialsInFlight, maxLooksInFlight } from '../../activities/connect-client.js';
import { createActivities } from '../../activities/index.js';
import { loadConnectionSettings, type ConnectionSettings } from '../client/connection-settings.js';
import { TemporalUnreachableError } from '../client/errors.js';
import { defaultDialsPerSecond, defaultLooksPerSecond, readPace, type QueuePace } from '../client/pace.js';
import { requireReadyNamespace } from '../client/ringonce-client.js';
import { attemptMarginMs } from '../contract/dial.js';
import { taskQueues } from '../contract/names.js';
import { chooseDataConverter } from '../encryption/data-converter.js';
import { requireAwsSettings } from '../process/aws-settings.js';
import { WorkflowBundleMissingError } from './errors.js';
import { workflowBundlePath } from './workflow-bundle-path.js';

export interface WorkerSettings {
  /** Default: Temporal's environment and profile. */
  readonly connection?: ConnectionSettings;
  /** Amazon Connect: see `createConnectClient`. */
  readonly connect: ConnectClient;
  /** Default: the prebuilt one. */
  readonly workflowBundle?: NonNullable<WorkerOptions['workflowBundle']>;
  /**
   * Most calls and follow-ups that the worker keeps in memory, about a quarter of a megabyte each. One that is not kept is replayed
   * from its history when it goes on, which takes some milliseconds. Default 250.
   */
  readonly maxCachedWorkflows?: number;
  /** Epoch milliseconds on the Temporal server's clock. Default: the machine's clock, which is to be synchronised. */
  readonly now?: () => number;
}

/** A worker that runs until `shutdown`. */
export interface RunningWorker extends AsyncDisposable {
  /** The queues' rates at the server when the worker started. Whoever changes them changes them for all workers. */
  readonly pace: QueuePace;
  /** Resolves when all has ended; rejects when a part died. */
  readonly done: Promise<void>;
  /** Takes no new work, lets dials in flight finish, then ends. */
  shutdown(): Promise<void>;
}

/**
 * The SDK would keep as many as the heap limit may hold, up to 2,300: calls that sleep for hours gain nothing from it, and the
 * worker would take a gigabyte. Calls in progress are limited by the instance's lines, of which a new one has 10.
 */
const defaultMaxCachedWorkflows = 250;

/** A dial in flight is let finish: the longest takes the dial limit and its margins. */
const shutdownGraceMs = 60_000 + attemptMarginMs + 5_000;

/**
 * Starts one process's workers for the three task queues.
 *
 * @throws TemporalUnreachableError, NamespaceNotReadyError, AwsSettingsError, WorkflowBundleMissingError before anything runs
 */
export async function startWorker(settings: WorkerSettings): Promise<RunningWorker> {
  const connectionSettings = settings.connection ?? loadConnectionSettings();
  const workflowBundle = settings.workflowBundle ?? prebuiltBundle();
  await requireAwsSettings(settings.connect);
  // With the plain client first: its errors are clear, and it reads what a worker cannot.
  await requireReadyNamespace(connectionSettings);
  const connection = await connectNatively(connectionSettings);
  const dataConverter = chooseDataConverter();
  const common = {
    connection,
    namespace: connectionSettings.namespace,
    shutdownGraceTime: shutdownGraceMs,
    ...(dataConverter === undefined ? {} : { dataConverter }),
  } satisfies Partial<WorkerOptions>;
  try {
    const activities = createActivities({
      connect: settings.connect,
      now: settings.now ?? Date.now,
      random: Math.random,
    });
    const workers = await Promise.all([
      Worker.create({
        ...common,
        taskQueue: taskQueues.calls,
        workflowBundle,
        activities: activities.calls,
        // They run within workflow tasks: nobody else asks for them.
        enableNonLocalActivities: false,
        maxCachedWorkflows: settings.maxCachedWorkflows ?? defaultMaxCachedWorkflows,
        // After a worker's death its cached calls go on elsewhere as soon as their task has waited this long.
        stickyQueueScheduleToStartTimeout: '3s',
      }),
      Worker.create({
        ...common,
        taskQueue: taskQueues.dial,
        activities: activities.dial,
        maxConcurrentActivityTaskExecutions: maxDialsInFlight,
        maxTaskQueueActivitiesPerSecond: defaultDialsPerSecond,
        // The SDK holds heartbeats back for up to 80 % of their timeout; a cancellation travels on their answers.
        maxHeartbeatThrottleInterval: '2s',
        defaultHeartbeatThrottleInterval: '2s',
      }),
      Worker.create({
        ...common,
        taskQueue: taskQueues.contacts,
        activities: activities.contacts,
        maxConcurrentActivityTaskExecutions: maxLooksInFlight,
        maxTaskQueueActivitiesPerSecond: defaultLooksPerSecond,
      }),
    ]);
    return run(workers, connection, await readPace(connection, connectionSettings.namespace));
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function run(workers: readonly Worker[], connection: NativeConnection, pace: QueuePace): RunningWorker {
  const stop = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const done = Promise.all(
    workers.map((worker) =>
      worker.run().catch((error: unknown) => {
        // One part that dies takes the others along: half a worker would take calls and never dial them.
        stop();
        throw error;
      }),
    ),
  )
    .then(() => undefined)
    .finally(() => connection.close());
  const shutdown = async () => {
    stop();
    await done;
  };
  return { pace, done, shutdown, [Symbol.asyncDispose]: shutdown };
}

function prebuiltBundle(): { codePath: string } {
  if (!existsSync(workflowBundlePath)) throw new WorkflowBundleMissingError(workflowBundlePath);
  return { codePath: workflowBundlePath };
}

async function connectNatively({ address, connectionOptions }: ConnectionSettings): Promise<NativeConnection> {
  const { tls, apiKey, metadata } = connectionOptions;
  try {
    return await NativeConnection.connect({
      address,
      ...(tls == null ? {} : { tls }),
      ...(typeof apiKey === 'string' ? { apiKey } : {}),
      ...(metadata === undefined ? {} : { metadata }),
    });
  } catch (error) {
    throw new TemporalUnreachableError(address, { cause: error });
  }
}
