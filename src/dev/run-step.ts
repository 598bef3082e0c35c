import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endWithUs } from './children.js';
import type { Report } from './find-executable.js';

const progressIntervalMs = 10_000;
const keptOutput = 8_000;

export interface Step {
  /** What is happening, for the progress line: "Building the Temporal CLI with Go". */
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly workingDirectory: string;
  readonly abort?: AbortSignal;
}

/**
 * Runs a program that may take minutes: a line at the start, then one every 10 s with the time spent and the program's last line.
 *
 * @throws Error with the end of the program's output, when it fails or is aborted.
 */
export async function runStep(step: Step, report: Report): Promise<void> {
  const startedAt = performance.now();
  const elapsed = () => `${Math.round((performance.now() - startedAt) / 1000)} s`;
  report(`${step.title} …`);

  const child = spawn(step.command, step.args, {
    env: step.environment,
    cwd: step.workingDirectory,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(step.abort && { signal: step.abort }),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-keptOutput)));
  }
  const progress = setInterval(
    () => report(`${step.title}, ${elapsed()} so far${lastLine(output)}`),
    progressIntervalMs,
  );
  const guard = endWithUs(child);
  try {
    // `once` rejects when the program cannot be started, and with the abort.
    const [exitCode, signal] = (await once(child, 'close')) as [number | null, string | null];
    if (exitCode !== 0) {
      throw new Error(
        `${step.command} ended with ${exitCode ?? signal ?? 'an error'} after ${elapsed()}\n${lines(output).slice(-12).join('\n')}`.trimEnd(),
      );
    }
    report(`${step.title}: done in ${elapsed()}`);
  } catch (error) {
    report(`${step.title}: failed after ${elapsed()}`);
    if (step.abort?.aborted) throw step.abort.reason;
    throw error;
  } finally {
    clearInterval(progress);
    await guard.release();
  }
}

const lines = (output: string): string[] => output.split('\n').filter((line) => line.trim() !== '');

function lastLine(output: string): string {
  const line = lines(output).at(-1);
  return line === undefined ? '' : ` (${line.trim().slice(0, 100)})`;
}
