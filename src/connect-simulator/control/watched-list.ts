import { SimulatorClosedError } from '../errors.js';
import { matching, type ValuesOf } from './parse-control.js';

interface Waiter {
  check(): void;
  fail(error: Error): void;
}

/** A list that only grows, and whose growth can be awaited: what a test would otherwise sleep for. */
export class WatchedList<Item, Filter extends object = object> {
  readonly #valuesOf: ValuesOf<Item, Filter>;
  #items: Item[] = [];
  readonly #waiting = new Set<Waiter>();

  constructor(valuesOf: ValuesOf<Item, Filter>) {
    this.#valuesOf = valuesOf;
  }

  add(item: Item): void {
    this.#items.push(item);
    this.changed();
  }

  /** Call it after changing an item in place. */
  changed(): void {
    for (const waiter of this.#waiting) waiter.check();
  }

  /** @throws InvalidControlRequestError for a filter with an unknown member */
  all(filter: Partial<Filter> = {}): Item[] {
    return this.#items.filter(matching(filter, this.#valuesOf));
  }

  clear(): void {
    this.#items = [];
  }

  /**
   * The matching items, once there are `count` of them; or as many as there are when `signal` aborts.
   * Rejects with SimulatorClosedError if the list is closed first, and with InvalidControlRequestError for an unknown member.
   */
  untilAtLeast(count: number, filter: Partial<Filter> = {}, signal?: AbortSignal): Promise<Item[]> {
    const found = new Promise<Item[]>((resolve, reject) => {
      const matches = matching(filter, this.#valuesOf);
      const settle = (action: () => void): void => {
        this.#waiting.delete(waiter);
        signal?.removeEventListener('abort', giveUp);
        action();
      };
      const giveUp = (): void => settle(() => resolve(this.#items.filter(matches)));
      const waiter: Waiter = {
        check: () => {
          if (this.#items.filter(matches).length >= count) giveUp();
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
