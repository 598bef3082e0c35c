import type { ConnectClient } from '@aws-sdk/client-connect';
import { Client } from '@temporalio/client';
import { NativeConnection, Runtime, Worker, type InjectedSinks, type WorkerOptions } from '@temporalio/worker';
import { maxDialsInFlight, requireAwsSettings } from '../connect/client.js';
import { createActivities } from '../../activities/index.js';
import { loadConnectionSettings, type ConnectionSettings } from '../temporal/connection-settings.js';
import { TemporalUnreachableError } from '../temporal/errors.js';
import type { CallSinks } from '../contract/call-sinks.js';
import { anything, type Members, requireMembers } from '../contract/errors.js';
import {
  defaultDialsPerSecond,
  defaultQueriesPerSecond,
  readCommonRates,
  type CommonRates,
} from '../temporal/rates.js';
import { requireReadyNamespace } from '../temporal/namespace.js';
import { isReachable } from '../temporal/reachable.js';
import { deploymentName, taskQueues } from '../contract/names.js';
import { LineDiallers } from '../lines/line-diallers.js';
import { wholeNumber } from '../contract/shapes.js';
import { watchLines } from '../metrics/lines-metrics.js';
import { WorkerMetrics } from '../metrics/worker-metrics.js';
import { packageVersion } from '../package-version.js';
import type { Tracing } from '../tracing/tracing.js';
import { prebuiltBundle } from './prebuilt-bundle.js';
import { recordUnreadable } from './unreadable-dials.js';
import { chooseWorkerConverters } from './worker-converters.js';
import { callsWorker, contactsWorker, dialWorker, everyWorker, lineDialWorker } from './tuning.js';

/** What a worker is made of. */
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
  /** What the worker counts for Prometheus. Make it for this worker alone, and serve `metrics.registry.metrics()`. */
  readonly metrics?: WorkerMetrics;
  /** Traces by OpenTelemetry: see `startTracingIfWanted`. Default: none. */
  readonly tracing?: Tracing;
  /** Epoch milliseconds on the Temporal server's clock. Default: the machine's clock, which is to be synchronised. */
  readonly now?: () => number;
}

const workerSettings: Members = {
  connection: anything,
  connect: anything,
  workflowBundle: anything,
  maxCachedWorkflows: wholeNumber({ minimum: 0 }),
  metrics: anything,
  tracing: anything,
  now: anything,
} satisfies Record<keyof WorkerSettings, unknown>;

/** A worker that runs until `shutdown`. */
export interface RunningWorker extends AsyncDisposable {
  /** The queues' rates at the server when the worker started. Whoever changes them changes them for all workers. */
  readonly rates: CommonRates;
  /** Whether it polls for work, and Temporal answers: what a readiness probe asks. */
  isReady(): Promise<boolean>;
  /** Resolves when all has ended; rejects when a part died. */
  readonly done: Promise<void>;
  /** Takes no new work, lets dials in flight finish, then ends. */
  shutdown(): Promise<void>;
}

/**
 * Starts one process's workers for the three task queues, and a dialler for each instance that falls to it.
 *
 * @throws TemporalUnreachableError, NamespaceNotReadyError, AwsSettingsError, WorkflowBundleMissingError, EncryptionKeysError,
 *   InvalidRequestError (unknown settings), ConnectionSettingsError before anything runs
 */
export async function startWorker(settings: WorkerSettings): Promise<RunningWorker> {
  requireMembers(settings, workerSettings, 'The worker was not started.');
  const { tracing } = settings;
  const connectionSettings = settings.connection ?? loadConnectionSettings();
  const { dataConverter, dialsConverter, warning } = chooseWorkerConverters();
  const workflowBundle = settings.workflowBundle ?? prebuiltBundle(dataConverter, { isTraced: tracing !== undefined });
  await requireAwsSettings(settings.connect);
  // With the plain client first: its errors are clear, and it reads what a worker cannot.
  await requireReadyNamespace(connectionSettings);
  if (warning !== undefined) Runtime.instance().logger.warn(warning);
  // One for the workers, and one for what diallers ask and write meanwhile.
  const connections = [await connectNatively(connectionSettings), await connectNatively(connectionSettings)] as const;
  const [connection, lineConnection] = connections;
  const common = {
    connection,
    namespace: connectionSettings.namespace,
    ...everyWorker,
    dataConverter,
  } satisfies Partial<WorkerOptions>;
  try {
    const now = settings.now ?? Date.now;
    const traced = tracing === undefined ? [] : [tracing.activity];
    const dials = { dataConverter: dialsConverter, interceptors: { activity: [...traced, recordUnreadable(now)] } };
    const { connect, metrics = new WorkerMetrics() } = settings;
    const onSent: WorkerMetrics['dialSent'] = (dial) => metrics.dialSent(dial);
    const activities = createActivities({ connect, now, random: Math.random, onSent });
    const client = new Client({ ...common, connection: lineConnection });
    metrics.requests.watch(connect);
    tracing?.watch(connect);
    watchLines(metrics, client);
    const diallers = new LineDiallers({
      client,
      activities,
      createWorker: (options) => Worker.create({ ...common, ...lineDialWorker, ...dials, ...options }),
      dials: { most: maxDialsInFlight, running: new Set() },
      now,
    });
    const workers = await Promise.all([
      Worker.create({
        ...common,
        ...callsWorker,
        taskQueue: taskQueues.calls,
        workflowBundle,
        workerDeploymentOptions: deployment(),
        activities: { ...activities.calls, holdLines: diallers.holdLines },
        interceptors: { activity: traced },
        sinks: { ...diallers.sinks, ...countingSinks(metrics), ...tracing?.sinks },
        maxCachedWorkflows: settings.maxCachedWorkflows ?? callsWorker.maxCachedWorkflows,
      }),
      Worker.create({
        ...common,
        ...dialWorker,
        ...dials,
        taskQueue: taskQueues.dial,
        activities: activities.dial,
        // For a server that has no rate of its own: what it has wins.
        maxTaskQueueActivitiesPerSecond: defaultDialsPerSecond,
      }),
      Worker.create({
        ...common,
        ...contactsWorker,
        taskQueue: taskQueues.contacts,
        activities: activities.contacts,
        interceptors: { activity: traced },
        maxTaskQueueActivitiesPerSecond: defaultQueriesPerSecond,
      }),
    ]);
    const rates = await readCommonRates(connection, connectionSettings.namespace);
    return run({ workers, connections, diallers, rates, client });
  } catch (error) {
    await closeAll(connections);
    throw error;
  }
}

/** For the history and the UI; workers of several versions take one another's tasks all the same. */
const deployment = (): NonNullable<WorkerOptions['workerDeploymentOptions']> => ({
  useWorkerVersioning: false,
  version: { deploymentName, buildId: packageVersion() },
});

interface Parts {
  readonly workers: readonly Worker[];
  readonly connections: readonly NativeConnection[];
  readonly diallers: LineDiallers;
  readonly rates: CommonRates;
  /** Over a connection that no worker uses. */
  readonly client: Client;
}

function run({ workers, connections, diallers, rates, client }: Parts): RunningWorker {
  const stop = () => {
    diallers.stop();
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
    .finally(async () => {
      diallers.stop();
      await diallers.done();
      await closeAll(connections);
    });
  const shutdown = async () => {
    stop();
    await done;
  };
  const isReady = async () => workers.every((worker) => worker.getState() === 'RUNNING') && (await isReachable(client));
  return { rates, isReady, done, shutdown, [Symbol.asyncDispose]: shutdown };
}

/** The workflows' own counts. */
const countingSinks = (metrics: WorkerMetrics): InjectedSinks<CallSinks> => ({
  calls: {
    ended: { fn: (_, end) => metrics.callEnded(end), callDuringReplay: false },
    failed: { fn: (_, reason) => metrics.callFailed(reason), callDuringReplay: false },
    inDoubt: { fn: (_, InstanceId) => metrics.callInDoubt(InstanceId), callDuringReplay: false },
  },
});

const closeAll = (connections: readonly NativeConnection[]) =>
  Promise.all(connections.map((connection) => connection.close()));

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
