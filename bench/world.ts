import type { Connection } from '@temporalio/client';
import { connectRingonce, type RingonceClient } from '../src/client/index.js';
import { setUpNamespace } from '../src/temporal/namespace.js';
import { connectTemporal } from '../src/temporal/connection-settings.js';
import { startSimulator, type Simulator } from '../src/connect-simulator/index.js';
import { startTemporalServer, type TemporalServer } from '../src/dev/temporal-server.js';
import { createConnectClient, startWorker } from '../src/worker/index.js';
import { startBareWorkers } from './bare-workers.js';
import { createCallKinds, type CallKind, type CallKindName } from './call-kinds.js';
import { generousConnect, unlimitedPerSecond } from './limits.js';
import { RequestArrivals } from './request-arrivals.js';
import { bareBundle, ringonceBundle } from './workflow-bundles.js';

/** A Temporal server that calls can run on, with no dial limit in the way yet. */
export async function startServer(): Promise<TemporalServer> {
  const server = await startTemporalServer({ ports: 'free', ui: false });
  const connection = await connectTemporal(settingsOf(server));
  try {
    await setUpNamespace(connection, server.namespace, {
      dialsPerSecond: unlimitedPerSecond,
      looksPerSecond: unlimitedPerSecond,
    });
  } catch (error) {
    await server.close();
    throw error;
  } finally {
    await connection.close();
  }
  return server;
}

/** Everything that calls need, in this process: local Connect, workers of every kind, client. */
export interface World extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly arrivals: RequestArrivals;
  readonly connection: Connection;
  readonly ringonce: RingonceClient;
  readonly kinds: Readonly<Record<CallKindName, CallKind>>;
}

export async function startWorld(server: TemporalServer): Promise<World> {
  const { address, namespace } = server;
  const opened: AsyncDisposable[] = [];
  const open = <T extends AsyncDisposable>(resource: T): T => {
    opened.unshift(resource);
    return resource;
  };
  const close = async () => {
    for (const resource of opened.splice(0)) await resource[Symbol.asyncDispose]();
  };
  try {
    const arrivals = new RequestArrivals();
    const simulator = open(await startSimulator({ settings: generousConnect, onRequest: arrivals.note }));
    const connect = createConnectClient({
      endpoint: simulator.url,
      region: 'us-west-2',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    open(
      await startWorker({
        connection: settingsOf(server),
        connect,
        workflowBundle: ringonceBundle(),
      }),
    );
    open(await startBareWorkers({ address, namespace, connect, workflowBundle: await bareBundle() }));
    const connection = await connectTemporal(settingsOf(server));
    open({ [Symbol.asyncDispose]: () => connection.close() });
    const ringonce = open(await connectRingonce(settingsOf(server)));
    return {
      simulator,
      arrivals,
      connection,
      ringonce,
      kinds: createCallKinds(ringonce),
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

export function settingsOf({ address, namespace }: TemporalServer) {
  return { address, namespace, connectionOptions: { address } };
}
