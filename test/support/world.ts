import { StartOutboundVoiceContactCommand } from '@aws-sdk/client-connect';
import {
  connectRingonce,
  type ConnectionSettings,
  type RingonceClient,
  type StartOutboundVoiceContactRequest,
} from '../../src/client/index.js';
import { setUpNamespace } from '../../src/temporal/set-up-namespace.js';
import { connectTemporal } from '../../src/temporal/connection.js';
import { startSimulator, type Simulator, type SettingsChange } from '../../src/connect-simulator/index.js';
import { startLocalIntake, type LocalIntake } from '../../src/dev/local-intake.js';
import { startTemporalServer, type TemporalServer, type TemporalServerOptions } from '../../src/dev/temporal-server.js';
import { createConnectClient, startWorker, type RunningWorker } from '../../src/worker/index.js';
import { ClientWithoutLines } from './client-without-lines.js';
import { quietRuntime } from './quiet-runtime.js';

/** Everything real: a Temporal dev server, the local Connect over HTTP, a client, and workers on demand. */
export interface World extends AsyncDisposable {
  readonly connect: Simulator;
  readonly server: TemporalServer;
  readonly settings: ConnectionSettings;
  readonly ringonce: RingonceClient;
  /** A worker in this process, closed with the world at the latest. */
  startWorker(): Promise<RunningWorker>;
  /** SIGKILLs the Temporal server and starts another one at its address, with what its database file has kept. */
  killServer(): Promise<void>;
  /** Another program's call, past ringonce; answers its ContactId. */
  place(request: StartOutboundVoiceContactRequest): Promise<string>;
  /** Takes contact events by HTTP, in this process; the local Connect posts them there from now on. */
  startContactEvents(): Promise<ContactEventsIntake>;
}

export interface ContactEventsIntake {
  /** Posts events by hand, as an API destination would; answers the status. */
  post(events: object): Promise<number>;
  shutdown(): Promise<void>;
}

/** Fast enough that no test waits for a quota it is not about. */
const generous: SettingsChange = {
  lines: 10_000,
  rates: {
    StartOutboundVoiceContact: { perSecond: 10_000, burst: 10_000 },
    DescribeContact: { perSecond: 10_000, burst: 10_000 },
    StopContact: { perSecond: 10_000, burst: 10_000 },
  },
};

interface WorldOptions extends SettingsChange, Pick<TemporalServerOptions, 'dynamicConfig' | 'ui' | 'uiCodecEndpoint'> {
  readonly dialsPerSecond?: number;
  /** Where the Temporal server keeps everything over a restart. Default: in memory. */
  readonly dbFilename?: string;
}

export async function startWorld({
  dialsPerSecond = 10_000,
  dbFilename,
  dynamicConfig,
  ui = false,
  uiCodecEndpoint,
  ...simulator
}: WorldOptions = {}): Promise<World> {
  quietRuntime();
  const rates = { dialsPerSecond, queriesPerSecond: 10_000 };
  const connect = await startSimulator({ settings: { ...generous, ...simulator } });
  const serverOptions: TemporalServerOptions = {
    ports: 'free',
    ui,
    ...(uiCodecEndpoint === undefined ? {} : { uiCodecEndpoint }),
    ...(dbFilename === undefined ? {} : { dbFilename }),
    ...(dynamicConfig === undefined ? {} : { dynamicConfig }),
  };
  const server = await startTemporalServer(serverOptions);
  let successor: TemporalServer | undefined;
  const settings = {
    address: server.address,
    namespace: server.namespace,
    connectionOptions: { address: server.address },
  };
  const connection = await connectTemporal(settings);
  await setUpNamespace(connection, server.namespace, rates);
  await connection.close();
  const ringonce = new ClientWithoutLines((await connectRingonce(settings)).client);
  const workers: RunningWorker[] = [];
  const intakes: LocalIntake[] = [];
  return {
    connect,
    server,
    settings,
    ringonce,
    async startWorker() {
      const worker = await startWorker({ connection: settings, connect: localConnectClient(connect) });
      workers.push(worker);
      return worker;
    },
    async killServer() {
      const dead = successor ?? server;
      process.kill(dead.pid, 'SIGKILL');
      await dead.close();
      successor = await startTemporalServer({ ...serverOptions, port: Number(server.address.split(':')[1]) });
    },
    async place(request) {
      const client = localConnectClient(connect);
      const { ContactId = '' } = await client.send(new StartOutboundVoiceContactCommand(request));
      client.destroy();
      return ContactId;
    },
    async startContactEvents() {
      const intake = await startLocalIntake(settings, connect, { queriesPerSecond: 10_000 });
      intakes.push(intake);
      return {
        post: async (events) => {
          const headers = { 'content-type': 'application/json', ...intake.headers };
          return (await fetch(intake.url, { method: 'POST', headers, body: JSON.stringify(events) })).status;
        },
        shutdown: () => intake.shutdown(),
      };
    },
    async [Symbol.asyncDispose]() {
      // First the simulator: requests that hang in it would hold the workers' shutdown up.
      await connect.close();
      await Promise.all(intakes.map((intake) => intake.shutdown()));
      await Promise.all(workers.map((worker) => worker.shutdown()));
      await ringonce.close();
      await (successor ?? server).close();
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
