import { AsyncLocalStorage } from 'node:async_hooks';
import { ActivityCancelledError, ActivityPausedError, ActivityResetError, type Client } from '@temporalio/client';
import type { HeldLines } from '../contract/lines.js';

/** Somebody wants the dialler to end: Temporal says so in its answer to a heartbeat, after it has taken it. */
const isWish = (error: unknown): boolean =>
  error instanceof ActivityCancelledError ||
  error instanceof ActivityPausedError ||
  error instanceof ActivityResetError;

/** A fraction of the heartbeat's timeout. */
const patienceMs = 3_000;

export interface WrittenListSettings {
  readonly client: Client;
  readonly taskToken: Uint8Array;
  readonly list: () => HeldLines;
  /** Temporal has taken the heartbeat, and wants the dialler to end. */
  readonly onWish: (error: unknown) => void;
}

/**
 * The list of calls that have a line, kept at Temporal as the dialler's heartbeat. Writing fails once another dialler has taken over: whoever
 * writes before they send sends nothing then.
 */
export class WrittenList {
  readonly #settings: WrittenListSettings;
  /** Of no dial: one that is cancelled must not take the others' list along. */
  readonly #outside = AsyncLocalStorage.snapshot();
  /** Settles when the write that is under way is over. */
  #last: Promise<void> = Promise.resolve();
  /** The one that follows it. */
  #next: Promise<void> | undefined;

  constructor(settings: WrittenListSettings) {
    this.#settings = settings;
  }

  /**
   * Resolves when the list of now, or a later one, is written. Those that come together are written together.
   * @throws when it is not written, above all ActivityNotFoundError when the activity is this dialler's no more
   */
  write(): Promise<void> {
    // One after the other: an older list must not come after a newer one.
    this.#next ??= this.#last.then(() => {
      this.#next = undefined;
      const writing = this.#outside(() => this.#write());
      this.#last = writing.catch(() => undefined);
      return writing;
    });
    return this.#next;
  }

  async #write(): Promise<void> {
    const { client, taskToken, list, onWish } = this.#settings;
    try {
      // One that hangs must not hold up all that follow.
      await client.withDeadline(Date.now() + patienceMs, () => client.activity.heartbeat(taskToken, list()));
    } catch (error) {
      if (!isWish(error)) throw error;
      onWish(error);
    }
  }
}
