// Contacts: the request that makes one, the scenario of its number, its life as a pure function of time, and the ledger of phones
// that rang. Nothing here knows HTTP, faults or events.

import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.js';
import { connectError } from '../../connect-protocol/errors.js';
import { InvalidControlRequestError } from '../errors.js';
import type { SimulatorSettings } from '../settings.js';
import { transferredContact, type Contact } from './contact.js';
import { ringOf, type Ring } from './ledger.js';
import { contactStateAt, type ContactState } from './life-cycle.js';
import { refuseReserved, throwRefusal, type OutboundVoiceRequest } from './outbound-voice-request.js';
import { fastBusy, scenarioOf, storyOf } from './scenarios.js';

/** What contacts live in. */
interface World {
  readonly clock: Clock;
  readonly settings: () => SimulatorSettings;
  readonly onRing: (ring: Ring) => void;
  /** Told of each new contact, and of each whose life has taken another course. */
  readonly onCourse: (contact: Contact) => void;
}

const tokenLifeMs = 7 * 24 * 60 * 60 * 1000;

/** AWS's account of examples. */
const accountId = '111122223333';

/** The contacts of the simulated account, from the dial to long after their end. */
export class Contacts {
  readonly #world: World;
  readonly #byId = new Map<string, Contact>();
  /** Only of contacts: a refused request does not use its token up. */
  readonly #byToken = new Map<string, Contact>();
  /** Contacts that held a line when last counted, by instance. */
  readonly #onLine = new Map<string, Contact[]>();
  /** How many contacts a token or none has made, for `chanceKey`. */
  readonly #contactsOfToken = new Map<string | undefined, number>();
  /** How often the phone of a number has rung. */
  readonly #ringsOfNumber = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * The contact for a valid request: the one that its client token stands for, or a new one, which rings if a line is free.
   * @throws ConnectServiceError if Connect refuses the request; nothing rings then and the token stays unused
   */
  place(request: OutboundVoiceRequest, region: string): Contact {
    const known = this.#contactOfToken(request);
    if (known) return known;

    refuseReserved(request, this.#world.settings().deniedPrefixes);
    const scenario = scenarioOf(request.DestinationPhoneNumber);
    const rings = this.#ringsOfNumber.get(request.DestinationPhoneNumber) ?? 0;
    const story = storyOf(scenario, rings);
    if (story.happens === 'refused') throwRefusal(story.error);

    const line = this.#busyLines(request.InstanceId);
    const isLineFree = line.length < this.#world.settings().lines;
    const contact = this.#create({ request, region, story: isLineFree ? story : fastBusy.story });
    if (isLineFree) {
      line.push(contact);
      this.#world.onRing(ringOf(contact, scenario.name));
      this.#ringsOfNumber.set(request.DestinationPhoneNumber, rings + 1);
    }
    this.#world.onCourse(contact);
    return contact;
  }

  /** @throws ConnectServiceError ResourceNotFoundException if the instance has no such contact */
  find(instanceId: string, contactId: string): Contact {
    const contact = this.#byId.get(contactId);
    if (contact?.request.InstanceId === instanceId) return contact;
    throw connectError('ResourceNotFoundException', 'The contact does not exist.');
  }

  /** The contact, if DescribeContact knows it by now. @throws ConnectServiceError ResourceNotFoundException */
  findDescribed(instanceId: string, contactId: string): Contact {
    const contact = this.find(instanceId, contactId);
    if (this.nowOf(contact) - contact.startedAtMs >= this.#world.settings().describeLagMs) return contact;
    throw connectError('ResourceNotFoundException', 'The contact does not exist.');
  }

  /** In the order in which they began. */
  all(): Contact[] {
    return [...this.#byId.values()];
  }

  /** Whatever its instance. */
  withId(contactId: string): Contact | undefined {
    return this.#byId.get(contactId);
  }

  stateOf(contact: Contact): ContactState {
    const nowMs = this.nowOf(contact);
    const { disconnectReason, ...state } = contactStateAt(contact, nowMs);
    const isReasonKnown = nowMs - (state.endedAtMs ?? nowMs) >= this.#world.settings().disconnectReasonLagMs;
    return { ...state, ...(disconnectReason !== undefined && isReasonKnown && { disconnectReason }) };
  }

  /** The present in the life of a contact, epoch milliseconds. */
  nowOf(contact: Contact): number {
    return this.#world.clock.nowSince(contact.started);
  }

  /**
   * Ends a call at once, ringing or talking.
   * @throws ConnectServiceError ContactNotFoundException if it has ended
   */
  stop(contact: Contact, reason?: string): void {
    const phase = this.#phaseOf(contact);
    if (phase === 'ended') throw connectError('ContactNotFoundException', 'The contact is not active.');
    const usual = phase === 'ringing' ? this.#world.settings().stoppedWhileRingingReason : 'OTHER';
    this.#cutShort(contact, reason ?? usual);
  }

  /**
   * An agent hands a call over: it goes on, on its line, as another contact.
   * @throws InvalidControlRequestError unless the contact is in a call
   */
  transfer(contactId: string): Contact {
    const contact = this.withId(contactId);
    if (!contact || this.#phaseOf(contact) !== 'connected') {
      throw new InvalidControlRequestError(
        'ContactId: only a contact that has been answered and not ended is transferred.',
      );
    }
    const next = transferredContact(contact, this.nowOf(contact));
    this.#cutShort(contact, 'AGENT_DISCONNECT');
    this.#byId.set(next.contactId, next);
    this.#busyLines(next.request.InstanceId).push(next);
    this.#world.onCourse(next);
    return next;
  }

  clear(): void {
    for (const memory of [this.#byId, this.#byToken, this.#onLine, this.#contactsOfToken, this.#ringsOfNumber])
      memory.clear();
  }

  /**
   * The contact that this request started before, if its token is still good. "The token is valid for 7 days after creation. If a
   * contact is already started, the contact ID is returned." AWS leaves open what counts for contacts that have ended and for other
   * requests; settings choose. It also does not state the scope: here a token is one for the whole simulated account.
   * @see https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundVoiceContact.html (ClientToken)
   * @throws ConnectServiceError InvalidRequestException for another request, if `tokenMismatch` is `error`
   */
  #contactOfToken(request: OutboundVoiceRequest): Contact | undefined {
    const { tokenAfterEnd, tokenMismatch } = this.#world.settings();
    const contact = request.ClientToken === undefined ? undefined : this.#byToken.get(request.ClientToken);
    if (!contact || this.nowOf(contact) - contact.startedAtMs >= tokenLifeMs) return undefined;
    if (tokenAfterEnd === 'new-contact' && this.#phaseOf(contact) === 'ended') return undefined;
    if (tokenMismatch === 'error' && !isDeepStrictEqual(request, contact.request)) {
      throw connectError('InvalidRequestException', 'The ClientToken was used with different parameters.');
    }
    return contact;
  }

  #create({ request, region, story }: Pick<Contact, 'request' | 'story'> & { region: string }): Contact {
    const started = this.#world.clock.mark();
    // "… copies the related contact's attributes": later changes to either stay apart.
    const related = this.#byId.get(request.RelatedContactId ?? '')?.attributes;
    const contact: Contact = {
      contactId: randomUUID(),
      instanceArn: `arn:aws:connect:${region}:${accountId}:instance/${request.InstanceId}`,
      clientToken: request.ClientToken ?? randomUUID(),
      initiationMethod: 'API',
      request,
      story,
      attributes: { ...related, ...request.Attributes },
      started,
      startedAtMs: started.atMs,
      chanceKey: this.#chanceKeyFor(request.ClientToken),
    };
    this.#byId.set(contact.contactId, contact);
    this.#byToken.set(contact.clientToken, contact);
    return contact;
  }

  /** By the token and not by order, so that calls that are placed at the same time meet the same chances in every run. */
  #chanceKeyFor(clientToken: string | undefined): string {
    const count = (this.#contactsOfToken.get(clientToken) ?? 0) + 1;
    this.#contactsOfToken.set(clientToken, count);
    return JSON.stringify([clientToken ?? null, count]);
  }

  #cutShort(contact: Contact, disconnectReason: string): void {
    contact.cutShort = { atMs: this.nowOf(contact), disconnectReason };
    this.#world.onCourse(contact);
  }

  /** "Concurrent active calls per instance" counts ringing calls; a call that got fast-busy never had a line. */
  #busyLines(instanceId: string): Contact[] {
    const busy = (this.#onLine.get(instanceId) ?? []).filter((contact) => this.#phaseOf(contact) !== 'ended');
    this.#onLine.set(instanceId, busy);
    return busy;
  }

  #phaseOf(contact: Contact): ContactState['phase'] {
    return contactStateAt(contact, this.nowOf(contact)).phase;
  }
}
