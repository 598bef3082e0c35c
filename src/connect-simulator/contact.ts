import type { Mark } from './clock.js';
import type { CutShort, Dialled } from './life-cycle.js';

/** A contact that Connect has created. */
export interface Contact extends Dialled {
  readonly contactId: string;
  readonly arn: string;
  readonly instanceArn: string;
  readonly region: string;
  /** The caller's, or the one that the service made because there was none. */
  readonly clientToken: string;
  readonly initiationMethod: 'API' | 'TRANSFER';
  /** Where a transferred call was before. */
  readonly previous?: Contact;
  readonly started: Mark;
  /** What chance is drawn for: the same in every run in which the client tokens are. */
  readonly chanceKey: string;
  cutShort?: CutShort;
  /** Of the first contact of a call; the contacts that it is transferred to have the same. */
  attributes: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  attributesUpdatedAtMs?: number;
}

/** The first contact of a call, which keeps the attributes; the contact itself unless it was transferred. */
export function initialContactOf(contact: Contact): Contact {
  return contact.previous ? initialContactOf(contact.previous) : contact;
}

/** The queue's number for outbound caller ID, where the request names no source. */
export function systemNumberOf({ request }: Contact): string {
  return request.SourcePhoneNumber ?? '+12065550199';
}

/** "If you do not specify a queue, the queue defined in the flow is used." */
export function queueIdOf({ request }: Contact): string {
  return request.QueueId ?? 'queue-of-the-flow';
}

/** There is one agent, who is always free. */
export const agentId = 'agent-1';

export function tagsOf(contact: Contact): Readonly<Record<string, string>> {
  return {
    'aws:connect:instanceId': contact.request.InstanceId,
    'aws:connect:systemEndpoint': systemNumberOf(contact),
  };
}
