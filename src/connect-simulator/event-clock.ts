import type { Contact } from './contact.js';
import { eventsOf } from './event-documents.js';
import type { EventDelivery } from './event-delivery.js';

/** Node's timers cannot wait longer; then it is looked again. */
const longestWaitMs = 60_000;

interface Clock {
  /** The present in a contact's life, epoch milliseconds. */
  readonly nowOf: (contact: Contact) => number;
  readonly timeScale: () => number;
}

/**
 * Sends the events of contacts when they are due. One timer for all: it waits for the next one, at whatever speed time runs, and is set anew
 * whenever something changes.
 */
export class EventClock {
  readonly #clock: Clock;
  readonly #delivery: EventDelivery;
  /** Contacts with events to come, and how many have been sent. */
  readonly #sent = new Map<Contact, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock, delivery: EventDelivery) {
    this.#clock = clock;
    this.#delivery = delivery;
  }

  /** A new contact, or one whose end has moved. */
  add(contact: Contact): void {
    this.#sent.set(contact, this.#sent.get(contact) ?? 0);
    this.tick();
  }

  /** Sends what is due and waits for the next. Call it after time was moved, or a contact's end. */
  tick(): void {
    clearTimeout(this.#timer);
    const waitMs = Math.min(longestWaitMs, ...[...this.#sent.keys()].map((contact) => this.#sendDue(contact)));
    if (this.#sent.size === 0 || this.#clock.timeScale() === 0) return;
    this.#timer = setTimeout(() => this.tick(), waitMs).unref();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#sent.clear();
  }

  /** @returns wall-clock milliseconds until the contact's next event */
  #sendDue(contact: Contact): number {
    const events = eventsOf(contact);
    const nowMs = this.#clock.nowOf(contact);
    let sent = this.#sent.get(contact) ?? 0;
    for (let next = events[sent]; next !== undefined && next.dueAtMs <= nowMs; next = events[sent]) {
      this.#delivery.send({ ContactId: contact.contactId, type: next.type, document: next.document });
      sent += 1;
    }
    this.#sent.set(contact, sent);
    const next = events[sent];
    if (next === undefined) {
      this.#sent.delete(contact);
      return Infinity;
    }
    return Math.max(1, Math.ceil((next.dueAtMs - nowMs) / this.#clock.timeScale()));
  }
}
