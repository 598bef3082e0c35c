import { execFile, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

interface ChildOptions {
  /** Options of Node itself. Default: none. */
  readonly nodeOptions?: readonly string[];
  readonly timeoutMs: number;
}

/** For a measurement that is written in TypeScript and reads its heap. */
export const withTypeScriptAndGc = ['--import', 'tsx', '--expose-gc'];

/**
 * Takes one of the measurements of `child.mjs` in a process of its own and returns the one message that it sends.
 *
 * @throws Error when it ends without a message or takes too long; it is killed then
 */
export async function runChild(
  measurement: string,
  input: object,
  { nodeOptions = [], timeoutMs }: ChildOptions,
): Promise<unknown> {
  const child = fork(new URL('./child.mjs', import.meta.url), [measurement, JSON.stringify(input)], {
    execArgv: [...nodeOptions],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // The AWS SDK's advice about Node versions stands in this process's output already.
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  const kill = () => void child.kill('SIGKILL');
  const timer = setTimeout(kill, timeoutMs);
  process.once('exit', kill);
  try {
    return await messageBeforeEnd(child, measurement);
  } finally {
    clearTimeout(timer);
    process.off('exit', kill);
  }
}

async function messageBeforeEnd(child: ChildProcess, measurement: string): Promise<unknown> {
  let message: unknown;
  child.once('message', (received: unknown) => (message = received));
  const [exitCode, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (exitCode !== 0 || message === undefined) {
    const figures = message === undefined ? 'no figures' : 'figures';
    throw new Error(`The process that measures ${measurement} ended with ${exitCode ?? signal} and ${figures}.`);
  }
  return message;
}

/** JavaScript heap of this process after a collection. */
export function heapUsedBytes(): number {
  if (globalThis.gc === undefined) throw new Error('Needs node --expose-gc.');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** What another process takes, as `ps` of any Unix tells it: resident memory, and processor time since its start in whole seconds. */
export async function usageOf(pid: number) {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=,time=', '-p', String(pid)]);
  const [rssKB = '', time = ''] = stdout.trim().split(/\s+/);
  return { rssMB: Number(rssKB) / 1024, cpuS: secondsOf(time) };
}

/** `[[days-]hours:]minutes:seconds`, the seconds with hundredths on some systems. */
function secondsOf(time: string): number {
  const [clock = '', days = '0'] = time.split('-').reverse();
  return clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400;
}

/** Reads a process's resident memory every second; `maxMB` is the most that it has taken so far. */
export function watchMemory(pid: number) {
  let maxMB = 0;
  const read = async () => {
    const { rssMB } = await usageOf(pid);
    maxMB = Math.max(maxMB, rssMB);
  };
  const timer = setInterval(() => void read().catch(() => undefined), 1_000);
  return { maxMB: () => maxMB, [Symbol.dispose]: () => clearInterval(timer) };
}
