import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { basename } from 'node:path';
import { endOf, endWithUs } from '../../src/dev/children.js';

/** A program that runs until it is ended, and ends with this process at the latest. */
export interface Running {
  /** What it is called in errors. */
  readonly name: string;
  readonly pid: number;
  /** The last of what it printed. */
  readonly output: () => string;
  /** Resolves with how it ended. */
  readonly ended: Promise<string>;
  /** Sends the signal, and waits for the end. */
  end(signal: NodeJS.Signals): Promise<void>;
}

const keptOutput = 20_000;

export function startRunning(command: string, args: readonly string[], options: SpawnOptions): Running {
  const child: ChildProcess = spawn(command, args, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C in a terminal reaches us only, and we end everything in the right order.
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-keptOutput)));
  const guard = endWithUs(child);
  const ended = endOf(child);
  return {
    name: basename(command),
    pid: child.pid ?? 0,
    output: () => output,
    ended,
    async end(signal) {
      child.kill(signal);
      await ended;
      await guard.release();
    },
  };
}

/** Resolves once the question is answered with yes; rejects when the program ends before. */
export async function untilAnswers(
  running: Running,
  answers: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<void> {
  let how: string | undefined;
  void running.ended.then((end) => (how = end));
  while (!(await answers().catch(() => false))) {
    signal.throwIfAborted();
    if (how !== undefined) throw new Error(`${running.name} ended with ${how}:\n${running.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
