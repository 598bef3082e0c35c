import { condition } from '@temporalio/workflow';

/** Changes one after the other: each begins with what the one before has left. */
export class OneAtATime {
  #isBusy = false;

  /** Whether a change is under way. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  async run<T>(change: () => Promise<T>): Promise<T> {
    // Whoever waited wakes at the same moment as all the others, and only the first still finds it free.
    while (this.#isBusy) await condition(() => !this.#isBusy);
    this.#isBusy = true;
    try {
      return await change();
    } finally {
      this.#isBusy = false;
    }
  }

  /** Until no change is under way. */
  async untilIdle(): Promise<void> {
    while (this.#isBusy) await condition(() => !this.#isBusy);
  }
}
