import { ActivityCompletionError, type Client } from '@temporalio/client';
import type { HeldLines } from '../contract/lines.js';

/** A fraction of the heartbeat's timeout. */
const patienceMs = 3_000;

export interface WrittenListSettings {
  readonly client: Client;
  readonly taskToken: Uint8Array;
  /** Undefined: not known yet. */
  readonly list: () => HeldLines | undefined;
  /** The activity is another dialler's, or someone wants this one to end. */
  readonly onLost: (error: unknown) => void;
}

/**
 * The list of calls that have a line, kept at Temporal as the dialler's heartbeat. Writing fails once another dialler has taken over: whoever
 * writes before they send sends nothing then.
 */
export class WrittenList {
  readonly #settings: WrittenListSettings;
  /** Settles when the write that is under way is over. */
  #last: Promise<void> = Promise.resolve();
  /** The one that follows it. */
  #next: Promise<void> | undefined;

  constructor(settings: WrittenListSettings) {
    this.#settings = settings;
  }

  /**
   * Resolves when the list of now, or a later one, is written. Those that come together are written together.
   * @throws when it is not written, or the dialler shall end: nothing may be sent then
   */
  write(): Promise<void> {
    // One after the other: an older list must not come after a newer one.
    this.#next ??= this.#last.then(() => {
      this.#next = undefined;
      const writing = this.#write();
      this.#last = writing.catch(() => undefined);
      return writing;
    });
    return this.#next;
  }

  async #write(): Promise<void> {
    const { client, taskToken, list, onLost } = this.#settings;
    try {
      // One that hangs must not hold up all that follow.
      await client.withDeadline(Date.now() + patienceMs, () => client.activity.heartbeat(taskToken, list()));
    } catch (error) {
      // Where Temporal cannot be reached nothing goes out, and whoever takes over does so soon.
      if (!(error instanceof ActivityCompletionError)) onLost(error);
      throw error;
    }
  }
}
