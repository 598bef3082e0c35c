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
