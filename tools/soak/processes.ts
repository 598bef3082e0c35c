// Processes that die in a soak and are started again, as an orchestrator does it.
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { endOf, endWithUs, stop, type Guard } from '../../src/dev/children.js';
import { cliPath } from '../../src/dev/worker-process.js';
import type { Harm } from './weather.js';

/** Something that runs, and can be made to end or to stand still. */
export interface Running {
  readonly pid: number;
  /** Ends it and waits for its end. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** Starts `ringonce <args>` as it was built, and waits until it says that it is ready. @throws Error with its last output when it ends instead */
export async function startRingonce(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  nodeOptions: readonly string[] = [],
): Promise<Running> {
  const { child, guard } = spawnRingonce([...nodeOptions, cliPath, ...args], environment);
  const output: string[] = [];
  const ready = new Promise<true>((resolve) => {
    if (child.stderr === null) throw new TypeError('Its log is not to be read.');
    createInterface({ input: child.stderr }).on('line', (line) => {
      output.push(line);
      if (output.length > 20) output.shift();
      if (line.includes('"msg":"ready"')) resolve(true);
    });
  });
  const how = await Promise.race([ready, endOf(child)]);
  if (how !== true) {
    await guard.release();
    throw new Error(`ringonce ${args[0] ?? ''} ended with ${how}:\n${output.join('\n')}`);
  }
  return {
    pid: child.pid ?? 0,
    end: (signal) => stop(child, signal).then(() => guard.release()),
  };
}

/** Runs `ringonce <args>` to its end, or SIGKILLs it after a time; answers how it ended. */
export async function runRingonce(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  killAfterMs?: number,
): Promise<string> {
  const { child, guard } = spawnRingonce([cliPath, ...args], environment);
  child.stderr?.resume();
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const how = await endOf(child);
  clearTimeout(timer);
  await guard.release();
  return how;
}

function spawnRingonce(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
): { readonly child: ChildProcess; readonly guard: Guard } {
  const child = spawn(process.execPath, [...argv], {
    env: { ...environment, RINGONCE_LOG_LEVEL: 'info' },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  return { child, guard: endWithUs(child) };
}

const startAgainMs = 1_000;

/** Keeps one process running through whatever is done to it, one thing after the other. */
export class Kept {
  readonly #start: () => Promise<Running>;
  #running: Running | undefined;
  #turn: Promise<void> = Promise.resolve();
  #isClosing = false;

  constructor(start: () => Promise<Running>) {
    this.#start = start;
  }

  /** Until it runs. A worker that finds no server ends, and is started again. */
  start(): Promise<void> {
    return this.#next(() => this.#startAgain());
  }

  /** Begins when what was done before is over; resolves when it runs again. */
  suffer(harm: Harm, forMs: number): Promise<void> {
    return this.#next(async () => {
      const running = this.#running;
      if (running === undefined) return;
      if (harm === 'freeze') {
        process.kill(running.pid, 'SIGSTOP');
        await sleep(forMs);
        process.kill(running.pid, 'SIGCONT');
        return;
      }
      await running.end(harm === 'kill' ? 'SIGKILL' : 'SIGTERM');
      this.#running = undefined;
      await sleep(forMs);
      await this.#startAgain();
    });
  }

  /** Nothing is started any more; what runs is ended. */
  close(): Promise<void> {
    this.#isClosing = true;
    return this.#next(async () => {
      await this.#running?.end('SIGTERM');
      this.#running = undefined;
    });
  }

  async #startAgain(): Promise<void> {
    while (!this.#isClosing) {
      try {
        this.#running = await this.#start();
        return;
      } catch (error) {
        console.error(
          `Started again in a second: ${error instanceof Error ? error.message.split('\n')[0] : 'it ended'}`,
        );
        await sleep(startAgainMs);
      }
    }
  }

  #next(what: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(what);
    return this.#turn;
  }
}
