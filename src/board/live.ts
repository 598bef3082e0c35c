import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { html } from 'ghtml';
import type { Clock } from '../client/local-clock.js';
import { maskText } from '../contract/masking.js';
import { RingonceError } from '../contract/errors.js';
import { TemporalUnreachableError } from '../temporal/errors.js';
import { isGrpcStatus } from '../temporal/grpc-status.js';
import type { Section } from './source.js';
import type { UiLinks } from './ui-links.js';

/** What the page shows, by section. */
export interface Shown {
  /** When it was read. */
  readonly at: string;
  /** HTML by the ID of its section. */
  readonly sections: Readonly<Record<string, string>>;
}

export interface LiveSettings {
  readonly client: Client;
  /** Temporal's, for who reads that it does not answer. */
  readonly address: string;
  readonly links: UiLinks;
  readonly clock: Clock;
  /** The start of the current day. */
  readonly today: () => Date;
  readonly sections: readonly Section[];
  /** From the end of a refresh to the next. Milliseconds. */
  readonly refreshMs: number;
  /** How long a refresh takes at most. Milliseconds. */
  readonly timeoutMs: number;
  /** Told of a section that could not be read. */
  readonly onTrouble: (error: unknown) => void;
}

/** Reads the board again and again while someone watches, once for all of them, and not at all while nobody does. */
export class Live {
  readonly #settings: LiveSettings;
  readonly #watchers = new Set<(shown: Shown) => void>();
  #latest: { readonly shown: Shown; readonly readAtMs: number } | undefined;
  #reading: Promise<Shown> | undefined;
  #end: AbortController | undefined;

  constructor(settings: LiveSettings) {
    this.#settings = settings;
  }

  /** What is not older than a refresh; reads it if need be. */
  async current(): Promise<Shown> {
    const { refreshMs } = this.#settings;
    const latest = this.#latest;
    if (latest !== undefined && performance.now() - latest.readAtMs < refreshMs) return latest.shown;
    return this.#read();
  }

  /** @returns ends the watching */
  watch(watcher: (shown: Shown) => void): () => void {
    this.#watchers.add(watcher);
    if (this.#end === undefined) {
      this.#end = new AbortController();
      void this.#refresh(this.#end.signal);
    } else if (this.#latest !== undefined) watcher(this.#latest.shown);
    return () => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size > 0) return;
      this.#end?.abort();
      this.#end = undefined;
    };
  }

  async #refresh(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const shown = await this.current();
      for (const watcher of this.#watchers) watcher(shown);
      await wait(this.#settings.refreshMs, undefined, { signal }).catch(() => undefined);
    }
  }

  #read(): Promise<Shown> {
    return (this.#reading ??= this.#readAll().finally(() => (this.#reading = undefined)));
  }

  /**
   * One section after the other, so that requests do not come in a bunch. Temporal must not hold the board up: what is not read when the time
   * is over says so, and the next refresh asks again.
   */
  async #readAll(): Promise<Shown> {
    const { client, address, links, clock, today, sections, timeoutMs } = this.#settings;
    const source = { client, links, clock, today: today() };
    const deadlineMs = Date.now() + timeoutMs;
    const over = AbortSignal.timeout(timeoutMs);
    const shown: Record<string, string> = {};
    for (const { id, show } of sections)
      shown[id] = over.aborted
        ? trouble(new TemporalUnreachableError(address), address)
        : await this.#htmlOf(over, () => client.withDeadline(deadlineMs, () => show(source)));
    this.#latest = {
      shown: { at: clock.instant(new Date().toISOString()), sections: shown },
      readAtMs: performance.now(),
    };
    return this.#latest.shown;
  }

  /** A section that cannot be read says so, beside the others. */
  async #htmlOf(over: AbortSignal, read: () => Promise<string>): Promise<string> {
    const { address, onTrouble } = this.#settings;
    const ended = new AbortController();
    const late = once(over, 'abort', { signal: ended.signal }).then(() => {
      throw new TemporalUnreachableError(address);
    });
    try {
      // The SDK waits for its next attempt also beyond the deadline of its requests.
      return await Promise.race([read(), late]);
    } catch (error) {
      onTrouble(error);
      return trouble(error, address);
    } finally {
      ended.abort();
    }
  }
}

const trouble = (error: unknown, address: string): string =>
  html`<p class="trouble">This cannot be read now: ${inWords(error, address)}</p>`;

/** Only our own messages are made for people. */
function inWords(error: unknown, address: string): string {
  if (
    error instanceof TemporalUnreachableError ||
    isGrpcStatus(error, 'unavailable') ||
    isGrpcStatus(error, 'deadlineExceeded') ||
    isGrpcStatus(error, 'cancelled')
  )
    return new TemporalUnreachableError(address).message;
  return error instanceof RingonceError
    ? maskText(error.message, [])
    : `Temporal at ${address} refuses the request, or answers what nobody expects. The board's log names the error; run ringonce doctor.`;
}
