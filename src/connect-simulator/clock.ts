/** A moment on both hands of the clock. */
export interface Mark {
  /** Wall clock, epoch milliseconds. */
  readonly atMs: number;
  readonly progressMs: number;
}

/**
 * The wall clock, and beside it the progress of simulated time, which runs `timeScale` times as fast.
 *
 * Things *begin* at wall time, so that a ledger can be compared with calling hours; how long they last is measured in progress.
 * At a speed other than 1, a contact's later timestamps therefore lie ahead of the wall clock.
 */
export class Clock {
  readonly #now: () => number;
  #timeScale: number;
  #turn: Mark;

  constructor(now: () => number, timeScale: number) {
    this.#now = now;
    this.#timeScale = timeScale;
    this.#turn = { atMs: now(), progressMs: 0 };
  }

  mark(): Mark {
    const atMs = this.#now();
    // A wall clock that is set back stops the progress; it never undoes it.
    const sinceTurnMs = Math.max(0, atMs - this.#turn.atMs);
    return { atMs, progressMs: this.#turn.progressMs + sinceTurnMs * this.#timeScale };
  }

  /** The present in the story of something that began at `start`, epoch milliseconds. */
  nowSince(start: Mark): number {
    return start.atMs + this.mark().progressMs - start.progressMs;
  }

  /** Milliseconds of the wall clock until the progress is `progressMs`: 0 once it is, Infinity while time stands still. */
  wallMsUntil(progressMs: number): number {
    const leftMs = progressMs - this.mark().progressMs;
    return leftMs <= 0 ? 0 : leftMs / this.#timeScale;
  }

  /** Simulated time jumps ahead; the wall clock stays. */
  advance(ms: number): void {
    const { atMs, progressMs } = this.mark();
    this.#turn = { atMs, progressMs: progressMs + ms };
  }

  /** What has passed has passed: only from now on does time run at another speed. */
  setTimeScale(timeScale: number): void {
    this.#turn = this.mark();
    this.#timeScale = timeScale;
  }
}

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
