import { SimulatorClosedError } from '../errors.js';

interface Waiter {
  check(): void;
  fail(error: Error): void;
}

/** A list that only grows, and whose growth can be awaited: what a test would otherwise sleep for. */
export class WatchedList<Item> {
  #items: Item[] = [];
  readonly #waiting = new Set<Waiter>();

  add(item: Item): void {
    this.#items.push(item);
    this.changed();
  }

  /** Call it after changing an item in place. */
  changed(): void {
    for (const waiter of this.#waiting) waiter.check();
  }

  all(matches: (item: Item) => boolean = () => true): Item[] {
    return this.#items.filter(matches);
  }

  clear(): void {
    this.#items = [];
  }

  /**
   * The matching items, once there are `count` of them; or as many as there are when `signal` aborts.
   * @throws SimulatorClosedError if the list is closed first
   */
  untilAtLeast(count: number, matches: (item: Item) => boolean, signal?: AbortSignal): Promise<Item[]> {
    const found = new Promise<Item[]>((resolve, reject) => {
      const settle = (action: () => void): void => {
        this.#waiting.delete(waiter);
        signal?.removeEventListener('abort', giveUp);
        action();
      };
      const giveUp = (): void => settle(() => resolve(this.all(matches)));
      const waiter: Waiter = {
        check: () => {
          if (signal?.aborted || this.all(matches).length >= count) giveUp();
        },
        fail: (error) => settle(() => reject(error)),
      };
      this.#waiting.add(waiter);
      signal?.addEventListener('abort', giveUp);
      waiter.check();
    });
    // A test that failed before it awaited this must not fail a second time, for an unhandled rejection.
    found.catch(() => undefined);
    return found;
  }

  close(): void {
    for (const waiter of this.#waiting) waiter.fail(new SimulatorClosedError());
  }
}
