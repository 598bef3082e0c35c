import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { StartOutboundVoiceContactCommand, type ConnectClient } from '@aws-sdk/client-connect';
import { Context } from '@temporalio/activity';
import type { Connection } from '@temporalio/client';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { maxDialsInFlight } from '../src/connect/client.js';
import { connectRingonce, type ConnectionSettings, type RingonceClient } from '../src/client/index.js';
import { setUpNamespace } from '../src/temporal/set-up-namespace.js';
import { connectTemporal } from '../src/temporal/connection.js';
import { defaultSettings, startSimulator, type Rate, type Simulator } from '../src/connect-simulator/index.js';
import { hermeticEnvironment, localVariables, writeEmptyTemporalProfile } from '../src/dev/local-environment.js';
import { startLocalIntake, type LocalIntake } from '../src/dev/local-intake.js';
import { startTemporalServer, type TemporalServer } from '../src/dev/temporal-server.js';
import { startWorkerProcess, type WorkerProcess } from '../src/dev/worker-process.js';
import { createConnectClient, startWorker } from '../src/worker/index.js';
import { bundleWorkflows } from '../src/worker/workflow-bundle.js';
import { workflowBundlePath } from '../src/worker/prebuilt-bundle.js';
import type { BareActivities } from './bare-workflows.js';
import { bareTaskQueues, createCallKinds, type CallKind, type CallKindName } from './call-kinds.js';
import { RequestArrivals } from './speed.js';

/** No limit in practice, but the code that limits runs. */
export const unlimitedPerSecond = 100_000;

/** A local Connect that never says no, and whose calls end so soon that it has few to remember. */
const generousConnect = {
  lines: 100_000,
  timeScale: 1000,
  rates: {
    StartOutboundVoiceContact: { perSecond: unlimitedPerSecond, burst: unlimitedPerSecond },
    DescribeContact: { perSecond: unlimitedPerSecond, burst: unlimitedPerSecond },
  },
} as const;

/** A Temporal server that calls can run on, with no dial limit in the way yet, and clients of it. */
export interface Temporal {
  readonly server: TemporalServer;
  readonly settings: ConnectionSettings;
  readonly connection: Connection;
  readonly ringonce: RingonceClient;
}

/** A server of its own, for as long as it is used. */
export async function onServer<T>(use: (temporal: Temporal) => Promise<T>): Promise<T> {
  await using server = await startTemporalServer({ ports: 'free', ui: false });
  const { address, namespace } = server;
  const settings = { address, namespace, connectionOptions: { address } };
  const connection = await connectTemporal(settings);
  await using _ = { [Symbol.asyncDispose]: () => connection.close() };
  const rates = { dialsPerSecond: unlimitedPerSecond, queriesPerSecond: unlimitedPerSecond };
  await setUpNamespace(connection, namespace, rates);
  await using ringonce = await connectRingonce(settings);
  return await use({ server, settings, connection, ringonce });
}

/** A server and a local Amazon Connect. */
export interface World extends Temporal {
  readonly simulator: Simulator;
  /** From now on so many dials a second are permitted, by the dial queue and by Amazon Connect; answers the latter's rate. */
  permit(dialsPerSecond: number): Promise<Rate>;
  /** Takes contact events, from now on. */
  startContactEvents(): Promise<LocalIntake>;
}

function createWorld(temporal: Temporal, simulator: Simulator): World {
  const { connection, server, settings } = temporal;
  return {
    ...temporal,
    simulator,
    async permit(dialsPerSecond) {
      // As of a new account: the burst is two and a half times the rate.
      const { perSecond, burst } = defaultSettings.rates.StartOutboundVoiceContact;
      const rate = { perSecond: dialsPerSecond, burst: (dialsPerSecond * burst) / perSecond };
      simulator.configure({ rates: { StartOutboundVoiceContact: rate } });
      await setUpNamespace(connection, server.namespace, { dialsPerSecond });
      return rate;
    },
    startContactEvents: () => startLocalIntake(settings, simulator, { queriesPerSecond: unlimitedPerSecond }),
  };
}

/** With workers of every kind in this process. */
export interface InProcessWorld extends World {
  readonly arrivals: RequestArrivals;
  readonly kinds: Readonly<Record<CallKindName, CallKind>>;
}

export async function inThisProcess<T>(temporal: Temporal, use: (world: InProcessWorld) => Promise<T>): Promise<T> {
  const arrivals = new RequestArrivals();
  await using simulator = await startSimulator({ settings: generousConnect, onRequest: arrivals.note });
  const connect = createConnectClient({
    endpoint: simulator.url,
    region: 'us-west-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await using _ = await startWorker({ connection: temporal.settings, connect });
  await using _bare = await startBareWorkers(temporal.settings, connect);
  return await use({ ...createWorld(temporal, simulator), arrivals, kinds: createCallKinds(temporal.ringonce) });
}

/** With a `ringonce worker` with its defaults in a process of its own. */
export interface WorkerProcessWorld extends World {
  readonly worker: WorkerProcess;
  /** Another worker process beside `worker`. */
  startWorker(): Promise<WorkerProcess>;
}

export async function withWorkerProcess<T>(
  temporal: Temporal,
  use: (world: WorkerProcessWorld) => Promise<T>,
): Promise<T> {
  await using temporalConfig = await writeEmptyTemporalProfile();
  await using simulator = await startSimulator({ settings: { lines: generousConnect.lines } });
  const environment = hermeticEnvironment(temporalConfig.path, localVariables(temporal.server, simulator));
  const start = () => startWorkerProcess({ environment });
  await using worker = await start();
  return await use({ ...createWorld(temporal, simulator), worker, startWorker: start });
}

/** Starts the bare workflows' workers with the options of ringonce's own: see `src/worker/start-worker.ts`. */
async function startBareWorkers(
  { address, namespace }: ConnectionSettings,
  connect: ConnectClient,
): Promise<AsyncDisposable> {
  const connection = await NativeConnection.connect({ address });
  const common = { connection, namespace };
  const forWorkflows = { workflowBundle: await bareBundle(), stickyQueueScheduleToStartTimeout: '3s' } as const;
  const forActivities = {
    activities: createBareActivities(connect),
    maxConcurrentActivityTaskExecutions: maxDialsInFlight,
  };
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

/** The same HTTP request through the same AWS client, without ringonce's protocol: no heartbeat, no resend window, no error table. */
function createBareActivities(connect: ConnectClient): BareActivities {
  return {
    async sendRequest(request) {
      const ClientToken = Context.current().info.workflowExecution?.workflowId;
      const command = new StartOutboundVoiceContactCommand({ ...request, ClientToken });
      const { ContactId } = await connect.send(command);
      if (ContactId === undefined) throw new Error('Connect answered without a ContactId');
      return ContactId;
    },
  };
}

type WorkflowBundle = NonNullable<WorkerOptions['workflowBundle']>;

/**
 * What users' workers load. One made from TypeScript would be another: the SDK compiles that to older JavaScript, and each cached
 * workflow takes more.
 *
 * @throws Error when the project has not been built
 */
export function ringonceBundle(): WorkflowBundle {
  if (!existsSync(workflowBundlePath)) throw new Error('The built project is measured: npm run build');
  return { codePath: workflowBundlePath };
}

/** The bare workflows, through the same bundler. They hold nothing that older JavaScript would say at greater length. */
export const bareBundle = (): Promise<WorkflowBundle> =>
  bundleWorkflows(fileURLToPath(new URL('./bare-workflows.ts', import.meta.url)));
