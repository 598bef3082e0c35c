import { LRUCache } from 'lru-cache';
import type { Telling } from './contact-event.js';

/** As many contacts as may be in the air together, and some more; a forgotten one costs a query. */
const maxContacts = 10_000;

const order: readonly (Telling | 'nothing')[] = ['nothing', 'begun', 'connected', 'ended'];

/** What is remembered of contacts, so that most events of a contact cost no request. */
export class ContactMemory {
  readonly #strangers = new LRUCache<string, true>({ max: maxContacts });
  readonly #told = new LRUCache<string, Telling>({ max: maxContacts });

  /** The contact belongs to no call, and never will: the attribute is given at the dial. */
  rememberStranger(ContactId: string): void {
    this.#strangers.set(ContactId, true);
  }

  isStranger(ContactId: string): boolean {
    return this.#strangers.has(ContactId);
  }

  /** Its call has heard this much of the contact. */
  rememberTold(ContactId: string, telling: Telling): void {
    if (!this.hasHeard(ContactId, telling)) this.#told.set(ContactId, telling);
  }

  /** Whether the contact's call has heard this, or what comes after it. */
  hasHeard(ContactId: string, telling: Telling): boolean {
    return order.indexOf(this.#told.get(ContactId) ?? 'nothing') >= order.indexOf(telling);
  }
}
