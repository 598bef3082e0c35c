import { constants } from 'node:os';

/** Resolves with the first Ctrl-C or SIGTERM. The second one ends the process at once; its children end with it. */
export function firstSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let count = 0;
    const listener = (signal: NodeJS.Signals): void => {
      if (++count > 1) process.exit(exitCodeOf(signal));
      resolve(signal);
    };
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, listener);
  });
}

/** As a shell reports it. */
export const exitCodeOf = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];
