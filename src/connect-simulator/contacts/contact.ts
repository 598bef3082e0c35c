import { randomUUID } from 'node:crypto';
import type { Mark } from '../clock.js';
import { contactStateAt, type CutShort, type Dialled } from './life-cycle.js';
import type { OutboundVoiceRequest } from './outbound-voice-request.js';

/** A contact that Connect has created. */
export interface Contact extends Dialled {
  readonly contactId: string;
  /** Names the Region and the account as well. */
  readonly instanceArn: string;
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

export function arnOf({ instanceArn, contactId }: Contact): string {
  return `${instanceArn}/contact/${contactId}`;
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

/** The next agent is there soon. */
const nextAgent = { queuedAfterMs: 0, joinsAfterMs: 3000 };

/**
 * The contact that a call goes on as when it is transferred at `nowMs` of its own time: connected from the start, and with the end
 * that the story has for the whole call.
 */
export function transferredContact(contact: Contact, nowMs: number): Contact {
  const { endedAtMs = nowMs } = contactStateAt(contact, Infinity);
  const { disconnectReason, amdStatus } = contact.story;
  return {
    contactId: randomUUID(),
    instanceArn: contact.instanceArn,
    clientToken: randomUUID(),
    initiationMethod: 'TRANSFER',
    previous: contact,
    request: withoutDial(contact.request),
    story: {
      happens: 'answered',
      answeredAfterMs: 0,
      talkMs: endedAtMs - nowMs,
      agent: nextAgent,
      disconnectReason,
      amdStatus,
    },
    attributes: initialContactOf(contact).attributes,
    // Its time goes on where the first contact's time is, which may be ahead of the wall clock.
    started: { atMs: nowMs, progressMs: contact.started.progressMs + nowMs - contact.startedAtMs },
    startedAtMs: nowMs,
    chanceKey: JSON.stringify([contact.chanceKey, 'transfer']),
  };
}

/** Nobody dials again: what was asked for the dial is no matter of the next contact. */
function withoutDial(request: OutboundVoiceRequest): OutboundVoiceRequest {
  const rest = { ...request };
  delete rest.ClientToken;
  delete rest.AnswerMachineDetectionConfig;
  delete rest.RingTimeoutInSeconds;
  return rest;
}
