import { randomUUID } from 'node:crypto';

import { initialContactOf, type Contact } from './contact.js';
import { contactStateAt } from './life-cycle.js';
import type { OutboundVoiceRequest } from './outbound-voice-request.js';

/** The next agent is there soon. */
const nextAgent = { queuedAfterMs: 0, joinsAfterMs: 3000 };

/**
 * The contact that a call goes on as when it is transferred at `nowMs` of its own time: connected from the start, and with the end
 * that the story has for the whole call.
 */
export function transferredContact(contact: Contact, nowMs: number): Contact {
  const contactId = randomUUID();
  const { endedAtMs = nowMs } = contactStateAt(contact, Infinity);
  const { disconnectReason, amdStatus } = contact.story;
  return {
    contactId,
    arn: `${contact.instanceArn}/contact/${contactId}`,
    instanceArn: contact.instanceArn,
    region: contact.region,
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
