import { connectRingonce, type ConnectionSettings, type RingonceClient } from '../../src/client/index.js';
import { setUpNamespace } from '../../src/client/namespace.js';
import { connectTemporal } from '../../src/client/ringonce-client.js';
import { startSimulator, type Simulator, type SettingsChange } from '../../src/connect-simulator/index.js';
import { startTemporalServer, type TemporalServer } from '../../src/dev/temporal-server.js';
import { createConnectClient, startWorker, type RunningWorker } from '../../src/worker/index.js';
import { quietRuntime } from './quiet-runtime.js';

/** Everything real: a Temporal dev server, the local Connect over HTTP, a client, and workers on demand. */
export interface World extends AsyncDisposable {
  readonly connect: Simulator;
  readonly server: TemporalServer;
  readonly settings: ConnectionSettings;
  readonly ringonce: RingonceClient;
  /** A worker in this process, closed with the world at the latest. */
  startWorker(): Promise<RunningWorker>;
}

/** Fast enough that no test waits for a quota it is not about. */
const generous: SettingsChange = {
  lines: 10_000,
  rates: {
    StartOutboundVoiceContact: { perSecond: 10_000, burst: 10_000 },
    DescribeContact: { perSecond: 10_000, burst: 10_000 },
  },
};

export async function startWorld({
  dialsPerSecond = 10_000,
  ...simulator
}: SettingsChange & { dialsPerSecond?: number } = {}): Promise<World> {
  quietRuntime();
  const connect = await startSimulator({ settings: { ...generous, ...simulator } });
  const server = await startTemporalServer({
    ports: 'free',
    ui: false,
    // One partition: the queue's rate limit is not split, and few tasks are dispatched without delay.
    dynamicConfig: { 'matching.numTaskqueueReadPartitions': 1, 'matching.numTaskqueueWritePartitions': 1 },
  });
  const settings = {
    address: server.address,
    namespace: server.namespace,
    connectionOptions: { address: server.address },
  };
  const connection = await connectTemporal(settings);
  await setUpNamespace(connection, server.namespace, dialsPerSecond);
  await connection.close();
  const ringonce = await connectRingonce(settings);
  const workers: RunningWorker[] = [];
  return {
    connect,
    server,
    settings,
    ringonce,
    async startWorker() {
      const worker = await startWorker({ connection: settings, connect: localConnectClient(connect), dialsPerSecond });
      workers.push(worker);
      return worker;
    },
    async [Symbol.asyncDispose]() {
      // First the simulator: requests that hang in it would hold the workers' shutdown up.
      await connect.close();
      await Promise.all(workers.map((worker) => worker.shutdown()));
      await ringonce.close();
      await server.close();
    },
  };
}

/** The AWS client that workers use, pointed at the local Connect. */
export function localConnectClient(connect: Pick<Simulator, 'url'>) {
  return createConnectClient({
    endpoint: connect.url,
    region: 'us-west-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}
