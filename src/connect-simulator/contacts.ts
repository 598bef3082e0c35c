import { randomUUID } from 'node:crypto';

import { ClientTokens } from './client-tokens.js';
import type { Clock } from './clock.js';
import type { Contact } from './contact.js';
import type { Ledger, Ring } from './ledger.js';
import { contactStateAt, type ContactState } from './life-cycle.js';
import type { OutboundVoiceRequest } from './outbound-voice-request.js';
import { refuseReserved, throwRefusal } from './refusals.js';
import { fastBusy, scenarioOf } from './scenarios.js';
import type { SimulatorSettings } from './settings.js';
import type { Caller } from './signature.js';

interface Dependencies {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly settings: () => SimulatorSettings;
  /** Called for each new contact, and for each that was stopped. */
  readonly onChange: (contact: Contact) => void;
}

/** AWS's account of examples. */
const accountId = '111122223333';

/** A contact that somebody, or some machine, has answered. */
export interface Answered {
  readonly ContactId: string;
  readonly ClientToken: string;
  /** ISO 8601, on the contact's own clock. */
  readonly answeredAt: string;
}

/** The contacts of the simulated account, from the dial to long after their end. */
export class Contacts {
  readonly #clock: Clock;
  readonly #ledger: Ledger;
  readonly #settings: () => SimulatorSettings;
  readonly #onChange: (contact: Contact) => void;
  readonly #byId = new Map<string, Contact>();
  readonly #tokens = new ClientTokens();
  /** Contacts that held a line when last counted, by instance. */
  readonly #onLine = new Map<string, Contact[]>();

  constructor({ clock, ledger, settings, onChange }: Dependencies) {
    this.#clock = clock;
    this.#ledger = ledger;
    this.#settings = settings;
    this.#onChange = onChange;
  }

  /**
   * The contact for a valid request: the one that its client token stands for, or a new one, which rings if a line is free.
   * @throws ConnectServiceError if Connect refuses the request; nothing rings then and the token stays unused
   */
  place(request: OutboundVoiceRequest, caller: Caller): Contact {
    const known = this.#tokens.contactOf(request, {
      settings: this.#settings(),
      nowOf: (contact) => this.nowOf(contact),
      isEnded: (contact) => this.#isEnded(contact),
    });
    if (known) return known;

    refuseReserved(request, this.#settings().deniedPrefixes);
    const scenario = scenarioOf(request.DestinationPhoneNumber);
    if (scenario.story.happens === 'refused') throwRefusal(scenario.story);

    const line = this.#busyLines(request.InstanceId);
    const isLineFree = line.length < this.#settings().lines;
    const contact = this.#create({ request, caller, story: isLineFree ? scenario.story : fastBusy.story });
    if (isLineFree) {
      line.push(contact);
      this.#ledger.add(ringOf(contact, scenario.name));
    }
    this.#onChange(contact);
    return contact;
  }

  /** The contact, if the instance has it and lets it be seen by now. */
  find(instanceId: string, contactId: string): Contact | undefined {
    const contact = this.#byId.get(contactId);
    if (contact?.request.InstanceId !== instanceId) return undefined;
    return this.nowOf(contact) - contact.startedAtMs >= this.#settings().describeLagMs ? contact : undefined;
  }

  /** Ends a contact now. @returns false when it has ended before */
  stop(contact: Contact): boolean {
    if (this.#isEnded(contact)) return false;
    contact.stoppedAtMs = this.nowOf(contact);
    this.#onChange(contact);
    return true;
  }

  /** The contact of an ID, seen or not. */
  get(contactId: string): Contact | undefined {
    return this.#byId.get(contactId);
  }

  /** Every contact that was answered by now, in order of answering. */
  answered(): Answered[] {
    return [...this.#byId.values()]
      .flatMap((contact) => {
        const { connectedAtMs } = this.stateOf(contact);
        return connectedAtMs === undefined ? [] : [{ contact, connectedAtMs }];
      })
      .sort((one, other) => one.connectedAtMs - other.connectedAtMs)
      .map(({ contact: { contactId, clientToken }, connectedAtMs }) => ({
        ContactId: contactId,
        ClientToken: clientToken,
        answeredAt: new Date(connectedAtMs).toISOString(),
      }));
  }

  stateOf(contact: Contact): ContactState {
    const nowMs = this.nowOf(contact);
    const { disconnectReason, ...state } = contactStateAt(contact, nowMs);
    const isReasonKnown = nowMs - (state.endedAtMs ?? nowMs) >= this.#settings().disconnectReasonLagMs;
    return { ...state, ...(disconnectReason !== undefined && isReasonKnown && { disconnectReason }) };
  }

  /** The present in the life of a contact, epoch milliseconds. */
  nowOf(contact: Contact): number {
    return this.#clock.nowSince(contact.started);
  }

  clear(): void {
    this.#byId.clear();
    this.#tokens.clear();
    this.#onLine.clear();
  }

  #create({ request, caller, story }: Pick<Contact, 'request' | 'story'> & { caller: Caller }): Contact {
    const contactId = randomUUID();
    const started = this.#clock.mark();
    // "… copies the related contact's attributes": later changes to either stay apart.
    const related = this.#byId.get(request.RelatedContactId ?? '')?.attributes;
    const contact: Contact = {
      contactId,
      arn: `arn:aws:connect:${caller.region}:${accountId}:instance/${request.InstanceId}/contact/${contactId}`,
      clientToken: request.ClientToken ?? randomUUID(),
      request,
      story,
      attributes: { ...related, ...request.Attributes },
      started,
      startedAtMs: started.atMs,
    };
    this.#byId.set(contactId, contact);
    this.#tokens.remember(contact);
    return contact;
  }

  /** "Concurrent active calls per instance" counts ringing calls; a call that got fast-busy never had a line. */
  #busyLines(instanceId: string): Contact[] {
    const busy = (this.#onLine.get(instanceId) ?? []).filter((contact) => !this.#isEnded(contact));
    this.#onLine.set(instanceId, busy);
    return busy;
  }

  #isEnded(contact: Contact): boolean {
    return contactStateAt(contact, this.nowOf(contact)).phase === 'ended';
  }
}

function ringOf({ contactId, clientToken, request, startedAtMs }: Contact, scenario: string): Ring {
  const { InstanceId, DestinationPhoneNumber, SourcePhoneNumber, QueueId, TrafficType = 'GENERAL' } = request;
  return {
    ContactId: contactId,
    ClientToken: clientToken,
    InstanceId,
    DestinationPhoneNumber,
    ...(SourcePhoneNumber !== undefined && { SourcePhoneNumber }),
    ...(QueueId !== undefined && { QueueId }),
    TrafficType,
    scenario,
    ringStartedAt: new Date(startedAtMs).toISOString(),
  };
}
