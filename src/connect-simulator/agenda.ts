import type { Clock } from './clock.js';

interface Entry {
  /** Progress of simulated time. */
  readonly dueMs: number;
  readonly run: () => void;
}

/** Node's timers cannot wait longer. */
const longestWaitMs = 2 ** 31 - 1;

/**
 * What is to happen at moments of simulated time, in their order. One timer waits for the first of them, on the wall clock; whoever
 * moves the clock or changes its speed calls `runDue`, which also arms the timer anew.
 */
export class Agenda {
  readonly #clock: Clock;
  /** By `dueMs`; equal ones in the order in which they were added. */
  #entries: Entry[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Puts down what is to run once the progress is `dueMs`; never at once. The answer takes it off again. */
  add(dueMs: number, run: () => void): () => void {
    const entry = { dueMs, run };
    this.#entries.splice(this.#entries.findLastIndex((other) => other.dueMs <= dueMs) + 1, 0, entry);
    if (this.#entries[0] === entry) this.#armTimer();
    return () => {
      this.#entries = this.#entries.filter((other) => other !== entry);
    };
  }

  /** Runs what is due, also what that puts down and is due as well. */
  runDue(): void {
    for (let next = this.#takeDue(); next; next = this.#takeDue()) next.run();
    this.#armTimer();
  }

  clear(): void {
    this.#entries = [];
    clearTimeout(this.#timer);
  }

  #takeDue(): Entry | undefined {
    const isDue = (this.#entries[0]?.dueMs ?? Infinity) <= this.#clock.mark().progressMs;
    return isDue ? this.#entries.shift() : undefined;
  }

  #armTimer(): void {
    clearTimeout(this.#timer);
    const waitMs = this.#clock.wallMsUntil(this.#entries[0]?.dueMs ?? Infinity);
    if (waitMs === Infinity) return;
    // A clock that a test holds may not be there yet when the timer rings: then it is armed again.
    this.#timer = setTimeout(() => this.runDue(), Math.min(Math.ceil(waitMs), longestWaitMs)).unref();
  }
}
