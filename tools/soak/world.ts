// What a soak runs on: a Temporal server that keeps its database, a local Amazon Connect in this process, everything else in processes of its own.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { connectRingonce, type RingonceClient } from '../../src/client/index.js';
import { startSimulator, type SettingsChange, type Simulator } from '../../src/connect-simulator/index.js';
import { secretHeader } from '../../src/contact-events/index.js';
import { hermeticEnvironment, localVariables, writeEmptyTemporalProfile } from '../../src/dev/local-environment.js';
import { startTemporalServer } from '../../src/dev/temporal-server.js';
import { connectTemporal } from '../../src/temporal/connection.js';
import { setUpNamespace } from '../../src/temporal/set-up-namespace.js';
import { Kept, startRingonce, type Running } from './processes.js';
import { processNames, type ProcessName } from './weather.js';

/** Talks and rings last so many times less; time limits of ringonce and of its requests are the real ones. */
export const timeScale = 36;

const connectSettings: SettingsChange = {
  timeScale,
  // More than are ever used: that lines are kept is to be seen in the ledger, and not hidden by fast-busy.
  lines: 10_000,
  rates: {
    StartOutboundVoiceContact: { perSecond: 20, burst: 50 },
    DescribeContact: { perSecond: 60, burst: 150 },
  },
};

export interface SoakWorld extends AsyncDisposable {
  readonly connect: Simulator;
  readonly ringonce: RingonceClient;
  readonly processes: Readonly<Record<ProcessName, Kept>>;
  /** Of a shell in which `ringonce` comes here. */
  readonly environment: NodeJS.ProcessEnv;
  readonly folder: string;
}

/** A process that is killed loses nothing of a file in memory either, and a disk would take most of the time. */
const memoryOrDisk = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

const eventsSecret = 'secret-of-the-soak';

export async function startSoakWorld({ skewMs }: { readonly skewMs: number }): Promise<SoakWorld> {
  /** What is opened last is closed first. */
  const closers: (() => Promise<unknown>)[] = [];
  const closeAll = async () => {
    for (const close of closers.splice(0)) await close();
  };
  const opened = <T>(resource: T, close: (resource: T) => Promise<unknown>): T => {
    closers.unshift(() => close(resource));
    return resource;
  };
  try {
    const folder = opened(await mkdtemp(join(memoryOrDisk, 'ringonce-soak-')), (path) =>
      rm(path, { recursive: true, force: true }),
    );
    const profile = opened(await writeEmptyTemporalProfile(), async (file) => {
      await file[Symbol.asyncDispose]();
    });
    const connect = await startSimulator({ settings: connectSettings });
    const [serverPort, eventsPort] = [await getPort(), await getPort()];
    const kept = (start: () => Promise<Running>) => opened(new Kept(start), (it) => it.close());

    const server = kept(() => startServer(serverPort, join(folder, 'temporal.db')));
    await server.start();
    const address = `127.0.0.1:${serverPort}`;
    const settings = { address, namespace: 'default', connectionOptions: { address } };
    const connection = await connectTemporal(settings);
    await setUpNamespace(connection, settings.namespace, { dialsPerSecond: 20, queriesPerSecond: 50 });
    await connection.close();

    const environment = {
      ...hermeticEnvironment(profile.path, localVariables(settings, connect)),
      RINGONCE_EVENTS_SECRET: eventsSecret,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const skewed = { ...environment, RINGONCE_SOAK_SKEW_MS: String(skewMs) };
    const processes = {
      server,
      worker: kept(() => startRingonce(['worker'], environment)),
      'other-worker': kept(() => startRingonce(['worker'], environment)),
      'skewed-worker': kept(() => startRingonce(['worker'], skewed, [`--import=${skewedClock}`])),
      events: kept(() => startRingonce(['events', '--port', String(eventsPort)], environment)),
    };
    // Closed before the workers: requests that hang in it would hold their end up.
    opened(connect, (simulator) => simulator.close());
    await Promise.all(processNames.filter((name) => name !== 'server').map((name) => processes[name].start()));
    connect.configure({
      events: { url: `http://127.0.0.1:${eventsPort}/contact-events`, headers: { [secretHeader]: eventsSecret } },
    });
    const ringonce = opened(await connectRingonce(settings), (client) => client.close());
    return { connect, ringonce, processes, environment, folder, [Symbol.asyncDispose]: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

const skewedClock = new URL('./skewed-clock.mjs', import.meta.url).href;

async function startServer(port: number, dbFilename: string): Promise<Running> {
  const { pid, close } = await startTemporalServer({ port, ui: false, dbFilename });
  return {
    pid,
    async end(signal) {
      process.kill(pid, signal);
      await close();
    },
  };
}
