import { setTimeout as delay } from 'node:timers/promises';

import type { EventType } from './event-documents.js';
import { inMixedCase } from './mixed-case.js';
import type { EventSettings } from './settings.js';
import { WatchedList } from './watched-list.js';

/** An event and what has become of it. */
export interface SentEvent {
  /** Missing for an event that was sent by hand. */
  readonly ContactId?: string;
  readonly type?: EventType;
  readonly document: object;
  /** `lost`: chance decided so; `undelivered`: the receiver refused it, or did not take it in time. */
  state: 'lost' | 'on its way' | 'delivered' | 'undelivered';
  /** How often it was posted. */
  posts: number;
}

export interface EventFilter {
  readonly contactId?: string | undefined;
  readonly type?: EventType | undefined;
  readonly state?: SentEvent['state'] | undefined;
}

export function eventMatches({ contactId, type, state }: EventFilter): (event: SentEvent) => boolean {
  return (event) =>
    (contactId === undefined || event.ContactId === contactId) &&
    (type === undefined || event.type === type) &&
    (state === undefined || event.state === state);
}

/** An API destination goes on for a day; here the wait doubles from a quarter of a second, and ends after some minutes. */
const retries = { firstMs: 250, maxMs: 10_000, most: 40 };
const postTimeoutMs = 5_000;

/**
 * Posts events as an EventBridge API destination does: at least once, unordered, again after 429, 5xx and network errors. By setting they
 * get lost, doubled, delayed (and so reordered), and spelt otherwise.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
 */
export class EventDelivery extends WatchedList<SentEvent> {
  readonly #settings: () => EventSettings;
  readonly #random: () => number;
  #ending = new AbortController();

  constructor(settings: () => EventSettings, random: () => number) {
    super();
    this.#settings = settings;
    this.#random = random;
  }

  /** Sends an event on its way; settings and chance decide how it fares. */
  send(event: Pick<SentEvent, 'ContactId' | 'type' | 'document'>): void {
    const { lossRate, duplicateRate, mixedCase } = this.#settings();
    const isLost = this.#random() < lossRate;
    const copies = this.#random() < duplicateRate ? 2 : 1;
    const document = mixedCase ? inMixedCase(event.document, this.#random) : event.document;
    const sent: SentEvent = { ...event, document, state: isLost ? 'lost' : 'on its way', posts: 0 };
    this.add(sent);
    if (isLost) return;
    for (let copy = 0; copy < copies; copy++) void this.#deliver(sent, this.#random() * this.#settings().delayMs);
  }

  override clear(): void {
    this.#ending.abort();
    this.#ending = new AbortController();
    super.clear();
  }

  override close(): void {
    this.#ending.abort();
    super.close();
  }

  async #deliver(event: SentEvent, delayMs: number): Promise<void> {
    const { signal } = this.#ending;
    try {
      await delay(delayMs, undefined, { signal });
      for (let post = 1; post <= retries.most; post++) {
        event.posts += 1;
        const isTaken = await this.#post(event.document, signal);
        if (isTaken !== 'again') {
          if (event.state !== 'delivered') event.state = isTaken;
          this.changed();
          return;
        }
        await delay(Math.min(retries.maxMs, retries.firstMs * 2 ** (post - 1)), undefined, { signal });
      }
      event.state = 'undelivered';
      this.changed();
    } catch (error) {
      // Ended with the service, or with what it knew.
      if (!signal.aborted) throw error;
    }
  }

  async #post(document: object, signal: AbortSignal): Promise<'delivered' | 'undelivered' | 'again'> {
    const { url, headers } = this.#settings();
    if (url === null) return 'undelivered';
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(document),
        signal: AbortSignal.any([signal, AbortSignal.timeout(postTimeoutMs)]),
      });
      await response.arrayBuffer();
      if (response.ok) return 'delivered';
      return response.status === 429 || response.status >= 500 ? 'again' : 'undelivered';
    } catch (error) {
      if (signal.aborted) throw error;
      return 'again';
    }
  }
}
