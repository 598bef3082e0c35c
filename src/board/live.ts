import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { html } from 'ghtml';
import type { Clock } from '../client/local-clock.js';
import { maskText } from '../contract/masking.js';
import { RingonceError } from '../contract/errors.js';
import type { BoardSource, Section } from './source.js';
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
  readonly links: UiLinks;
  readonly clock: Clock;
  /** The start of the current day. */
  readonly today: () => Date;
  readonly sections: readonly Section[];
  /** From the end of a refresh to the next. Milliseconds. */
  readonly refreshMs: number;
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

  /** One section after the other, so that requests do not come in a bunch. */
  async #readAll(): Promise<Shown> {
    const { client, links, clock, today, sections, onTrouble } = this.#settings;
    const source = { client, links, clock, today: today() };
    const shown: Record<string, string> = {};
    for (const section of sections) shown[section.id] = await htmlOf(section, source, onTrouble);
    this.#latest = {
      shown: { at: clock.instant(new Date().toISOString()), sections: shown },
      readAtMs: performance.now(),
    };
    return this.#latest.shown;
  }
}

/** A request to Temporal must not hold the board up; the next refresh asks again. */
const requestTimeoutMs = 10_000;

/** A section that cannot be read says so, beside the others. */
async function htmlOf({ show }: Section, source: BoardSource, onTrouble: (error: unknown) => void): Promise<string> {
  try {
    return await source.client.withDeadline(Date.now() + requestTimeoutMs, () => show(source));
  } catch (error) {
    onTrouble(error);
    // Only our own messages are made for people.
    const why = error instanceof RingonceError ? error.message : 'Temporal does not answer, or refuses the request';
    return html`<p class="trouble">This cannot be read now: ${maskText(why, [])}</p>`;
  }
}
