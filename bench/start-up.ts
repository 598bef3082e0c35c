import { runChild } from './children.js';

/** What `start-up-child.mjs` sends. */
export interface StartUpFigures {
  /** From the process's start, modules and native code included. */
  readonly processStartToRunningMs: number;
  /** `startWorker()` alone. */
  readonly startWorkerMs: number;
}

const timeoutMs = 60_000;

/** Starts a worker from the prebuilt bundle, in a fresh process. */
export async function measureStartUp(address: string): Promise<StartUpFigures> {
  const script = new URL('./start-up-child.mjs', import.meta.url);
  return (await runChild({ script, args: [address], timeoutMs })) as StartUpFigures;
}
