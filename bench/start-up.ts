import { existsSync } from 'node:fs';
import { workflowBundlePath } from '../src/worker/workflow-bundle-path.js';
import { runChild } from './children.js';

/** What `start-up-child.mjs` sends. */
export interface StartUpFigures {
  /** From the process's start, modules and native code included. */
  readonly processStartToRunningMs: number;
  /** `startWorker()` alone. */
  readonly startWorkerMs: number;
}

const timeoutMs = 60_000;

/**
 * Starts a worker from the prebuilt bundle, in a fresh process.
 * @throws Error when the project has not been built
 */
export async function measureStartUp(address: string): Promise<StartUpFigures> {
  if (!existsSync(workflowBundlePath))
    throw new Error('Worker start-up is measured on the built project: npm run build');
  const script = new URL('./start-up-child.mjs', import.meta.url);
  return (await runChild({ script, args: [address], timeoutMs })) as StartUpFigures;
}
