import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface ChildOptions {
  /** The script's URL. */
  readonly script: URL;
  readonly args: readonly string[];
  /** Options of Node itself. Default: none. */
  readonly nodeOptions?: readonly string[];
  readonly timeoutMs: number;
}

/**
 * Runs a script in a process of its own and returns the one message that it sends.
 *
 * @throws Error when it ends without a message or takes too long; it is killed then
 */
export async function runChild({ script, args, nodeOptions = [], timeoutMs }: ChildOptions): Promise<unknown> {
  const child = fork(script, args, {
    execArgv: [...nodeOptions],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // The AWS SDK's advice about Node versions stands in this process's output already.
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  const kill = () => void child.kill('SIGKILL');
  const timer = setTimeout(kill, timeoutMs);
  process.once('exit', kill);
  try {
    return await messageBeforeEnd(child, script);
  } finally {
    clearTimeout(timer);
    process.off('exit', kill);
  }
}

async function messageBeforeEnd(child: ChildProcess, script: URL): Promise<unknown> {
  let message: unknown;
  child.once('message', (received: unknown) => (message = received));
  const [exitCode, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (exitCode !== 0 || message === undefined) {
    throw new Error(
      `${script.pathname} ended with ${exitCode ?? signal} and ${message === undefined ? 'no' : 'a'} figure.`,
    );
  }
  return message;
}

/** In a child: sends the figures and waits until they are gone; also ends it when its parent dies. */
export async function sendToParent(message: object): Promise<void> {
  await new Promise<void>((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
}

/** In a child, first thing: without its parent nobody wants its figures. */
export function endWithParent(): void {
  process.once('disconnect', () => process.exit(1));
}
