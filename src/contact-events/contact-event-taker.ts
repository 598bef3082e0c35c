import type { Client } from '@temporalio/client';
import { answerOf } from '../connect/classify-error.js';
import { callOf, type SeenContact } from '../connect/describe-contact.js';
import type { ContactEnd, ContactSighting } from '../contract/contact.js';
import type { Logger } from '../logging.js';
import { parseContactEvent, type ContactEvent } from './contact-event.js';
import { shareRuns, type QueryContact } from './contact-queries.js';
import { ContactMemory } from './contact-memory.js';
import { errorFields, LooksBusyError } from './errors.js';
import { completeOutcome, tellSighting } from './complete-call.js';

/**
 * What became of an event: `taken`, it took effect, or had before; `ignored`, it concerns no call and never will; `again`, it
 * has to be delivered once more, later; `malformed`, it is no contact event.
 */
export type EventFate = { readonly is: Fate } | { readonly is: 'malformed'; readonly problem: string };

type Fate = 'taken' | 'ignored' | 'again';

/** Seconds may pass until Amazon Connect itself says what its event has said; the reason comes last of all. */
const endQueries = { most: 5, apartMs: 2_000 } as const;

export interface TakerDependencies {
  readonly client: Client;
  readonly query: QueryContact;
  /** Waits between two queries; rejects when the process is to end. */
  readonly wait: (ms: number) => Promise<unknown>;
  readonly logger: Logger;
}

/**
 * Takes contact events to their calls. An event is a hint to ask: what counts is what Amazon Connect says of the contact, so
 * that any order, loss and repetition of events comes to the same.
 */
export class ContactEventTaker {
  readonly #client: Client;
  readonly #query: QueryContact;
  readonly #wait: TakerDependencies['wait'];
  readonly #logger: Logger;
  readonly #memory = new ContactMemory();
  /** Both events of an end come together, and the second would only repeat the first's requests. */
  readonly #shareEnds = shareRuns<Fate>();

  constructor({ client, query, wait, logger }: TakerDependencies) {
    this.#client = client;
    this.#query = query;
    this.#wait = wait;
    this.#logger = logger;
  }

  /** @param json the event as it came, JSON already parsed; never rejects */
  async take(json: unknown): Promise<EventFate> {
    const parsed = parseContactEvent(json);
    switch (parsed.is) {
      case 'no-event':
        return { is: 'malformed', problem: parsed.problem };
      case 'of-no-call':
        return { is: 'ignored' };
      case 'contact-event':
        return { is: await this.#takeContactEvent(parsed.event) };
    }
  }

  async #takeContactEvent(event: ContactEvent): Promise<Fate> {
    const { ContactId, tells } = event;
    if (this.#memory.isStranger(ContactId)) return 'ignored';
    if (this.#memory.hasHeard(ContactId, tells)) return 'taken';
    try {
      return tells === 'ended' ? await this.#takeEnd(event) : await this.#takeSighting(event);
    } catch (error) {
      this.#logFailure(error, event);
      return 'again';
    }
  }

  async #takeSighting(event: ContactEvent): Promise<Fate> {
    const { ContactId, InstanceId } = event;
    const query = (ContactId: string) => this.#query({ InstanceId, ContactId }, 'sighting');
    const seen = await query(ContactId);
    // Not known yet, or another Region's: its end will come with an event of its own.
    if (seen === undefined) return 'ignored';
    const callId = await callOf(seen, query);
    if (callId === undefined) return this.#forGood(ContactId);
    // The events came late, or in another order.
    if (seen.hasEnded) return this.#takeEnd(event, seen);

    const connectedAt = seen.contact.connectedAt ?? event.facts.connectedAt;
    const sighting: ContactSighting = { ContactId, ...(connectedAt === undefined ? {} : { connectedAt }) };
    const telling = connectedAt === undefined ? 'begun' : 'connected';
    if (this.#memory.hasHeard(ContactId, telling)) return 'taken';
    if (await tellSighting(this.#client, callId, sighting)) this.#memory.rememberTold(ContactId, telling);
    return 'taken';
  }

  #takeEnd(event: ContactEvent, first?: SeenContact): Promise<Fate> {
    return this.#shareEnds(event.ContactId, () => this.#tellEnd(event, first));
  }

  async #tellEnd(event: ContactEvent, first: SeenContact | undefined): Promise<Fate> {
    const { ContactId, InstanceId, type } = event;
    const query = (ContactId: string) => this.#query({ InstanceId, ContactId }, 'end');
    let seen = first ?? (await query(ContactId));
    if (seen === undefined) {
      this.#logger.warn({ ContactId, type }, 'Amazon Connect does not know the contact (yet): to be delivered again');
      return 'again';
    }
    const callId = await callOf(seen, query);
    if (callId === undefined) return this.#forGood(ContactId);
    for (let count = 1; count < endQueries.most && !isWhole(seen); count++) {
      await this.#wait(endQueries.apartMs);
      seen = (await query(ContactId)) ?? seen;
    }
    // Amazon Connect says that it lives: an event does not end it against that. Delivered again, it is asked about again.
    if (!seen.hasEnded) return 'again';
    const receipt = await completeOutcome(this.#client, callId, contactEnd(seen, event));
    if (receipt === 'too-early') {
      this.#logger.info({ callId, ContactId, type }, "the dial's answer has not come yet: to be delivered again");
      return 'again';
    }
    this.#memory.rememberTold(ContactId, 'ended');
    this.#logger.info({ callId, ContactId, type }, receipt === 'told' ? 'outcome told' : 'outcome known before');
    return 'taken';
  }

  #forGood(ContactId: string): 'ignored' {
    this.#memory.rememberStranger(ContactId);
    return 'ignored';
  }

  #logFailure(error: unknown, { ContactId, type }: ContactEvent): void {
    const fields = { ContactId, type, ...errorFields(error) };
    const { remedy, type: errorType } = answerOf(error);
    // A busy hour's way, not a failure.
    if (error instanceof LooksBusyError && error.purpose === 'sighting')
      this.#logger.debug(fields, 'ends are asked about first: to be delivered again');
    else if (remedy !== undefined)
      this.#logger.error(fields, `Amazon Connect cannot be asked about contacts: ${remedy}`);
    else if (errorType === 'AccessDeniedException')
      this.#logger.error(
        fields,
        'AWS denies DescribeContact: allow connect:DescribeContact on the contacts of the instance',
      );
    else this.#logger.warn(fields, 'the event took no effect: to be delivered again');
  }
}

/** Whether another query could not tell more of the end. */
const isWhole = ({ hasEnded, contact }: SeenContact): boolean => hasEnded && contact.disconnectReason !== undefined;

/** The end as Amazon Connect tells it; what it does not tell is taken from the event. */
const contactEnd = ({ contact }: SeenContact, { facts }: ContactEvent): ContactEnd => ({ ...facts, ...contact });
