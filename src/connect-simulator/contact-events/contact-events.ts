// The events of contacts: what is in them, what chance does to them, and how they are sent. They follow contacts and change none.

import type { Agenda } from '../clock.js';
import type { Contact } from '../contacts/contact.js';
import { WatchedList } from '../control/watched-list.js';
import { isJsonObject } from '../../connect-protocol/json-body.js';
import { chance, HoldBack, inDialect } from './event-chances.js';
import { EventDeliveries, type Dispatch, type Sending } from './event-deliveries.js';
import { contactMomentsOf, eventDocumentOf, type ContactEventDocument, type ContactMoment } from './event-document.js';
import { eventValues, type ContactEvent } from './event-log.js';

interface Life {
  /** How many of its moments have been told. */
  told: number;
  forget: () => void;
}

interface World extends Sending {
  readonly agenda: Agenda;
}

/** Tells of each contact's life while it goes on, event by event. */
export class ContactEvents {
  /** Every contact event in the order in which it went out. */
  readonly log = new WatchedList(eventValues);
  readonly #world: World;
  readonly #deliveries: EventDeliveries;
  readonly #holdBack = new HoldBack<Dispatch>();
  /** Of contacts that have not ended. */
  readonly #lives = new Map<Contact, Life>();
  #emitted = 0;

  constructor(world: World) {
    this.#world = world;
    this.#deliveries = new EventDeliveries(this.log, world);
  }

  /** Tells of a contact from now on; of one that is known: by the course that its life has taken. */
  follow(contact: Contact): void {
    const life = this.#lives.get(contact) ?? { told: 0, forget: () => undefined };
    life.forget();
    const moments = contactMomentsOf(contact);
    const next = moments[life.told];
    if (!next) return void this.#lives.delete(contact);
    this.#lives.set(contact, life);
    const dueMs = contact.started.progressMs + next.atMs - contact.startedAtMs;
    life.forget = this.#world.agenda.add(dueMs, () => {
      life.told += 1;
      this.#tell(contact, next, life.told === moments.length);
      this.follow(contact);
    });
  }

  /** Every event that the contact has sent or will send as its life stands, in order, each as it is sent. */
  documentsOf(contact: Contact): ContactEventDocument[] {
    return contactMomentsOf(contact).map((moment) => this.#documentOf(contact, moment));
  }

  /** Sends any document the way that events go. It is held back behind nothing: nobody knows what comes after it. */
  emit(document: unknown): ContactEvent {
    this.#emitted += 1;
    const detail = isJsonObject(document) && isJsonObject(document['detail']) ? document['detail'] : {};
    const textOf = (name: string): string | null => (typeof detail[name] === 'string' ? detail[name] : null);
    return this.#deliveries.dispatch({
      document: () => document,
      contactId: textOf('contactId'),
      eventType: textOf('eventType'),
      chanceKey: `emitted ${this.#emitted}`,
    });
  }

  clear(): void {
    for (const memory of [this.#lives, this.#holdBack, this.#deliveries, this.log]) memory.clear();
    this.#emitted = 0;
  }

  close(): void {
    this.#deliveries.close();
    this.log.close();
  }

  #tell(contact: Contact, moment: ContactMoment, isLast: boolean): void {
    const { contactId } = contact;
    const { eventType } = moment;
    const chanceKey = JSON.stringify([contact.chanceKey, eventType]);
    const event = { document: () => this.#documentOf(contact, moment), contactId, eventType, chanceKey };
    const { reorder, seed } = this.#world.settings();
    const behind = reorder ? Math.floor(chance(seed, 'reorder', chanceKey) * 3) : 0;
    const sent = this.#holdBack.pass(event, behind, isLast);
    for (const dispatch of sent) this.#deliveries.dispatch(dispatch);
  }

  #documentOf(contact: Contact, moment: ContactMoment): ContactEventDocument {
    const settings = this.#world.settings();
    return inDialect(eventDocumentOf(contact, moment, settings), settings, contact.chanceKey);
  }
}
