import { interruptedExitCode } from './exit-codes.js';
import { note } from './print.js';

/** Ctrl-C while a command waits for something that goes on without it. */
export function onInterrupt(say: string): void {
  process.once('SIGINT', () => {
    note(say);
    process.exit(interruptedExitCode);
  });
}

/** Resolves with the first SIGINT or SIGTERM. From then on a further signal is the caller's, or ends the process. */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const signals = ['SIGINT', 'SIGTERM'] as const;
    const listener = (signal: NodeJS.Signals): void => {
      for (const name of signals) process.off(name, listener);
      resolve(signal);
    };
    for (const name of signals) process.on(name, listener);
  });
}
