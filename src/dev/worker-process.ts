import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { endOf, endWithUs, stop } from './children.js';
import { projectRoot } from './project-root.js';

/** The command line program, as `npm run build` makes it. */
export const cliPath = join(projectRoot(), 'dist', 'src', 'cli', 'main.js');

/** `ringonce worker` in a process of its own, so that it can die alone. */
export interface WorkerProcess extends AsyncDisposable {
  readonly pid: number;
  /** From the start of the process until it took calls. */
  readonly readyAfterMs: number;
  /** Resolves with how it ended: an exit code or a signal. */
  readonly ended: Promise<string>;
  /** SIGKILL: it gets no chance to say or finish anything. */
  kill(): Promise<void>;
  /** Lets dials finish for a moment, then insists. */
  close(): Promise<void>;
}

export interface WorkerProcessOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Errors of the worker itself, a line each; a call that fails is none. Default: nobody is told. */
  readonly onError?: (line: string) => void;
}

const errorLevel = 50;

interface LogLine {
  readonly level: number;
  readonly msg?: string;
  readonly err?: { readonly message?: string };
  readonly readyAfterMs?: number;
}

/** @throws Error with the worker's last output when it ends before it is ready */
export async function startWorkerProcess({
  environment,
  onError = () => undefined,
}: WorkerProcessOptions): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [cliPath, 'worker'], {
    env: { ...environment, RINGONCE_LOG_LEVEL: 'info' },
    stdio: ['ignore', 'ignore', 'pipe'],
    // Ctrl-C in a terminal reaches us only, and we stop everything in the right order.
    detached: true,
  });
  const guard = endWithUs(child);
  const output: string[] = [];
  const lines = createInterface({ input: child.stderr });
  const ready = new Promise<number>((resolve) => {
    lines.on('line', (line) => {
      output.push(line);
      if (output.length > 50) output.shift();
      const { level, msg = line, err, readyAfterMs } = logLineOf(line);
      if (readyAfterMs !== undefined) resolve(readyAfterMs);
      if (level >= errorLevel) onError(err?.message === undefined ? msg : `${msg}: ${err.message}`);
    });
  });
  const ended = endOf(child);
  const readyAfterMs = await Promise.race([
    ready,
    // 'close' rather than 'exit': by then its last words are here.
    once(child, 'close').then(() => undefined),
    ended.then((how) => (child.pid === undefined ? how : new Promise<never>(() => undefined))),
  ]);
  if (typeof readyAfterMs !== 'number') {
    throw new Error(`The worker did not start: it ended with ${await ended}. Its last output:\n${output.join('\n')}`);
  }
  const close = () => stop(child).then(() => guard.release());
  return {
    pid: child.pid ?? 0,
    readyAfterMs,
    ended,
    kill: () => stop(child, 'SIGKILL').then(() => guard.release()),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A line that is no JSON is somebody's cry. */
function logLineOf(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return { level: errorLevel };
  }
}
