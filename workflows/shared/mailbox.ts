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

/** What people ask of a workflow while it waits. Each change is counted, and answered when it has taken effect. */
export class Mailbox extends OneAtATime {
  #version = 0;
  #appliedVersion = 0;

  /** How many changes were asked for. */
  get version(): number {
    return this.#version;
  }

  /** @returns the number of the change that was just made */
  changed(): number {
    return ++this.#version;
  }

  /** All that was asked for by now has taken effect. */
  apply(): void {
    this.#appliedVersion = this.#version;
  }

  hasApplied(version: number): boolean {
    return this.#appliedVersion >= version;
  }

  /** Waits until something more is asked for, and no longer than `untilMs`. */
  async untilChanged(untilMs?: number, summary = ''): Promise<void> {
    const version = this.#version;
    const isChanged = () => this.#version !== version;
    if (untilMs === undefined) await condition(isChanged);
    // A timer of no length would not be one.
    else await condition(isChanged, Math.max(1, untilMs - Date.now()), { summary });
  }
}
