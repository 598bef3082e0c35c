import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endWithUs } from '../../src/dev/children.js';
import type { World } from './world.js';

/** A worker in a process of its own, so that it can be killed in mid-dial. */
export interface WorkerProcess {
  readonly pid: number;
  /** SIGKILL: nothing is flushed, nobody is told. */
  kill(): Promise<void>;
  /** SIGTERM, as orchestrators say it; answers the exit code. */
  terminate(): Promise<number | null>;
}

/** Starts `ringonce worker` as it was built, and waits until it says that it is ready. */
export async function startWorkerProcess({ settings, connect }: World): Promise<WorkerProcess> {
  const cli = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
  const child = spawn(process.execPath, [cli, 'worker'], {
    env: {
      PATH: process.env['PATH'],
      TEMPORAL_ADDRESS: settings.address,
      AWS_ENDPOINT_URL_CONNECT: connect.url,
      AWS_REGION: 'us-west-2',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const guard = endWithUs(child);
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (/"msg":"[^"]*ready/i.test(log)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the worker ended with ${String(code)}: ${log}`)));
  });
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await once(child, 'exit');
    }
    await guard.release();
    return child.exitCode;
  };
  return {
    pid: child.pid ?? 0,
    async kill() {
      await end('SIGKILL');
    },
    terminate: () => end('SIGTERM'),
  };
}
