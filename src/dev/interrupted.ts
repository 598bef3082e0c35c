import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Ctrl-C or SIGTERM. The first one is told to whoever listens, the second one ends the process at once; its children end with it. */
export class Interruption {
  readonly #first: Promise<NodeJS.Signals>;

  constructor() {
    this.#first = new Promise((resolve) => {
      let count = 0;
      const listener = (signal: NodeJS.Signals): void => {
        if (++count > 1) process.exit(exitCodeOf(signal));
        resolve(signal);
      };
      for (const name of signals) process.on(name, listener);
    });
  }

  /** Resolves with the first signal. */
  get signal(): Promise<NodeJS.Signals> {
    return this.#first;
  }

  /** @throws Interrupted if the signal comes first */
  race<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#first.then((signal) => Promise.reject(new Interrupted(signal)))]);
  }
}

/** Somebody pressed Ctrl-C. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly exitCode: number;
  constructor(signal: NodeJS.Signals) {
    super(`Interrupted by ${signal}`);
    this.exitCode = exitCodeOf(signal);
  }
}

/** As a shell reports it. */
const exitCodeOf = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];
