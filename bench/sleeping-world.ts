import type { Connection } from '@temporalio/client';
import { connectRingonce, type RingonceClient } from '../src/client/index.js';
import { setUpNamespace } from '../src/temporal/namespace.js';
import { connectTemporal } from '../src/temporal/connection-settings.js';
import { defaultSettings, startSimulator, type Simulator } from '../src/connect-simulator/index.js';
import { startLocalIntake } from '../src/dev/local-intake.js';
import { hermeticEnvironment, localVariables, writeEmptyTemporalProfile } from '../src/dev/local-environment.js';
import type { TemporalServer } from '../src/dev/temporal-server.js';
import { startWorkerProcess, type WorkerProcess } from '../src/dev/worker-process.js';
import { generousConnect, unlimitedPerSecond } from './limits.js';
import { settingsOf, startServer } from './world.js';

/** A fresh server, a `ringonce worker` with its defaults in a process of its own, and a local Connect. */
export interface SleepingWorld extends AsyncDisposable {
  readonly server: TemporalServer;
  readonly worker: WorkerProcess;
  readonly simulator: Simulator;
  readonly connection: Connection;
  readonly ringonce: RingonceClient;
  /** From now on so many dials a second are permitted, by the dial queue and by Amazon Connect. */
  permit(dialsPerSecond: number): Promise<void>;
  /** Another worker process beside `worker`. */
  startWorker(): Promise<WorkerProcess>;
  /** Takes contact events, from now on. */
  startContactEvents(): Promise<AsyncDisposable>;
}

export async function startSleepingWorld(): Promise<SleepingWorld> {
  const opened: AsyncDisposable[] = [];
  const open = <T extends AsyncDisposable>(resource: T): T => {
    opened.unshift(resource);
    return resource;
  };
  const close = async () => {
    for (const resource of opened.splice(0)) await resource[Symbol.asyncDispose]();
  };
  try {
    const temporalConfig = open(await writeEmptyTemporalProfile());
    const server = open(await startServer());
    const connection = await connectTemporal(settingsOf(server));
    open({ [Symbol.asyncDispose]: () => connection.close() });
    const simulator = open(await startSimulator({ settings: { lines: generousConnect.lines } }));
    const environment = hermeticEnvironment(temporalConfig.path, localVariables(server, simulator));
    const worker = open(await startWorkerProcess({ environment }));
    const ringonce = open(await connectRingonce(settingsOf(server)));
    const permit = async (dialsPerSecond: number) => {
      const { perSecond, burst } = defaultSettings.rates.StartOutboundVoiceContact;
      const rate = { perSecond: dialsPerSecond, burst: (dialsPerSecond * burst) / perSecond };
      simulator.configure({ rates: { StartOutboundVoiceContact: rate } });
      await setUpNamespace(connection, server.namespace, { dialsPerSecond, looksPerSecond: unlimitedPerSecond });
    };
    return {
      server,
      worker,
      simulator,
      connection,
      ringonce,
      permit,
      startWorker: () => startWorkerProcess({ environment }),
      startContactEvents: () => startLocalIntake(settingsOf(server), simulator, { looksPerSecond: unlimitedPerSecond }),
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
