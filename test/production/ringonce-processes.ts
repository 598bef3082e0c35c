import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import getPort from 'get-port';
import { startSimulator, type Simulator } from '../../src/connect-simulator/index.js';
import { secretHeader } from '../../src/contact-events/index.js';
import { hermeticEnvironment, localVariables, writeEmptyTemporalProfile } from '../../src/dev/local-environment.js';
import { startLocalEncryption } from '../../src/dev/local-encryption.js';
import { cliPath, startWorkerProcess, type WorkerProcess } from '../../src/dev/worker-process.js';
import { startRunning, untilAnswers } from './running.js';

/** ringonce as in production: encrypted, workers and events each a process, and the local Connect in the place of Amazon's. */
export interface Ringonce extends AsyncDisposable {
  readonly connect: Simulator;
  readonly eventsPid: number;
  startWorker(): Promise<WorkerProcess>;
}

/** Runs `ringonce setup`, and starts what takes contact events. Workers are started by whoever wants them. */
export async function startRingonceProcesses(
  temporal: { readonly address: string; readonly namespace: string },
  signal: AbortSignal,
): Promise<Ringonce> {
  const opened: (() => PromiseLike<void>)[] = [];
  const open = <T extends AsyncDisposable>(resource: T): T => {
    opened.unshift(() => resource[Symbol.asyncDispose]());
    return resource;
  };
  const close = async (): Promise<void> => {
    for (const end of opened.splice(0)) await end();
  };
  try {
    const connect = open(await startSimulator());
    const profile = open(await writeEmptyTemporalProfile());
    const encryption = open(await startLocalEncryption());
    const secret = randomBytes(16).toString('hex');
    const environment = hermeticEnvironment(profile.path, {
      ...localVariables(temporal, connect),
      ...encryption.variables,
      RINGONCE_EVENTS_SECRET: secret,
      NODE_ENV: 'production',
    });
    await promisify(execFile)(process.execPath, [cliPath, 'setup'], { env: environment });

    const port = await getPort({ host: '127.0.0.1' });
    const url = `http://127.0.0.1:${port}`;
    const args = [cliPath, 'events', '--port', String(port), '--queries-per-second', '100'];
    const events = startRunning(process.execPath, args, { env: environment });
    opened.unshift(() => events.end('SIGTERM'));
    await untilAnswers(events, async () => (await fetch(`${url}/healthz`)).ok, signal);
    connect.configure({ events: { url: `${url}/contact-events`, headers: { [secretHeader]: secret } } });
    return {
      connect,
      eventsPid: events.pid,
      startWorker: async () => open(await startWorkerProcess({ environment })),
      [Symbol.asyncDispose]: async () => {
        // Requests that hang in the local Connect would hold the workers' shutdown up.
        await connect.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
