// Children of the npm scripts: they get our signals, we take over their exit code, and they do not outlive us.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export const fromRoot = (path) => join(root, path);

/** A step that the rest depends on has failed; its message is for the reader, its code for the shell. */
export class StepFailed extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Runs Node on a script of ours, in the project's root, and gives its exit code. */
export function runNode(args) {
  const endWithParent = pathToFileURL(fromRoot('tools/end-with-parent.mjs')).href;
  return runProgram(process.execPath, ['--import', endWithParent, ...args]);
}

/** Runs a program in the project's root and gives its exit code (128 + n for signal n). Its output is ours, or handed over as text. */
export async function runProgram(command, args, { onOutput, env = process.env } = {}) {
  const output = onOutput ? 'pipe' : 'inherit';
  // Windows has npm as a script, which needs its shell.
  const child = spawn(command, args, {
    cwd: root,
    env,
    stdio: ['inherit', output, output],
    shell: process.platform === 'win32',
  });
  child.stdout?.setEncoding('utf8').on('data', onOutput);
  child.stderr?.setEncoding('utf8').on('data', onOutput);

  const forward = (signal) => {
    // A terminal sends Ctrl-C to the whole foreground group, so the child has it already, and a second one would mean "at once".
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  try {
    const [exitCode, signal] = await once(child, 'close');
    return exitCode ?? 128 + constants.signals[signal];
  } catch (error) {
    throw new StepFailed(`${command} cannot be started: ${error.message}`, 127);
  } finally {
    for (const signal of signals) process.off(signal, forward);
  }
}
