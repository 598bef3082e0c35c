import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

// A line means "released"; the end of input means that the process holding the other end is gone, however it died.
// The guard is told the child's number only, so it asks politely first and looks again before it insists.
const guardScript = `
read -r released && exit 0
kill -TERM "$1" || exit 0
for second in 1 2 3 4 5; do sleep 1; kill -0 "$1" || exit 0; done
kill -KILL "$1"
`;

export interface Guard {
  /** Lets the child be; resolves when the guard itself has ended. */
  release: () => Promise<void>;
}

/**
 * Ends the child when this process ends, whichever way: exit, uncaught error, Ctrl-C, SIGTERM, also SIGKILL.
 *
 * Signal handlers would not see SIGKILL and would change what Ctrl-C does for the rest of the program. Instead a small shell in its own
 * session waits for the end of a pipe that only we hold open: the kernel closes it with us. Without a POSIX shell (Windows) only the exit hook is left.
 */
export function endWithUs(child: ChildProcess): Guard {
  const { pid } = child;
  if (pid === undefined) return { release: () => Promise.resolve() };

  const endChild = () => void child.kill('SIGTERM');
  process.once('exit', endChild);
  const guard = spawn('/bin/sh', ['-c', guardScript, 'ringonce-guard', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined);
  guard.unref();

  let released: Promise<void> | undefined;
  const release = () =>
    (released ??= (async () => {
      process.off('exit', endChild);
      if (guard.exitCode !== null || guard.pid === undefined) return;
      const ended = once(guard, 'exit');
      guard.ref();
      guard.stdin.end('released\n');
      await ended;
    })());
  // A child that is gone must not be looked for: its number may stand for another process by then.
  child.once('exit', () => void release());
  return { release };
}

/** Resolves with how the child ended, an exit code or a signal; one that cannot be started ends with that error. */
export async function endOf(child: ChildProcess): Promise<string> {
  if (child.exitCode !== null) return `exit code ${child.exitCode}`;
  if (child.signalCode !== null) return child.signalCode;
  try {
    const [exitCode, signal] = (await once(child, 'exit')) as [number | null, string | null];
    return exitCode === null ? String(signal) : `exit code ${exitCode}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const termTimeoutMs = 5_000;

/** Ends the child and waits for its end: asks first, and insists after 5 s. */
export async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = endOf(child);
  child.kill(signal);
  const insist = setTimeout(() => child.kill('SIGKILL'), termTimeoutMs);
  await ended;
  clearTimeout(insist);
}
