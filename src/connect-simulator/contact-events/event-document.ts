import { createHash } from 'node:crypto';
import {
  agentId,
  arnOf,
  initialContactOf,
  queueIdOf,
  systemNumberOf,
  tagsOf,
  type Contact,
} from '../contacts/contact.js';
import { contactStateAt } from '../contacts/life-cycle.js';
import type { EventSettings } from '../settings.js';

/** The events of a voice contact that are modelled. CONTACT_DATA_UPDATED and others are not. */
const contactEventTypes = [
  'INITIATED',
  'CONNECTED_TO_SYSTEM',
  'QUEUED',
  'CONNECTED_TO_AGENT',
  'DISCONNECTED',
  'COMPLETED',
] as const;

type ContactEventType = (typeof contactEventTypes)[number];

/** A moment of a contact's life that has an event. */
export interface ContactMoment {
  readonly eventType: ContactEventType;
  /** Epoch milliseconds, in the contact's own time. */
  readonly atMs: number;
}

/**
 * The moments that a contact has had or will have as its life stands, in order. COMPLETED comes with DISCONNECTED, because no agent
 * does after-contact work here.
 * @see https://docs.aws.amazon.com/connect/latest/adminguide/contact-events.html
 */
export function contactMomentsOf(contact: Contact): ContactMoment[] {
  const life = contactStateAt(contact, Infinity);
  const moments: Readonly<Record<ContactEventType, number | undefined>> = {
    INITIATED: contact.startedAtMs,
    // For outbound calls; a call that was transferred has been connected before.
    CONNECTED_TO_SYSTEM: contact.initiationMethod === 'API' ? life.connectedAtMs : undefined,
    QUEUED: life.queuedAtMs,
    CONNECTED_TO_AGENT: life.withAgentAtMs,
    DISCONNECTED: life.endedAtMs,
    COMPLETED: life.endedAtMs,
  };
  return contactEventTypes.flatMap((eventType) => {
    const atMs = moments[eventType];
    return atMs === undefined ? [] : [{ eventType, atMs }];
  });
}

/** An EventBridge event. What is in `detail`, and how it is spelt, the settings choose. */
export interface ContactEventDocument {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': 'Amazon Connect Contact Event';
  readonly source: 'aws.connect';
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * The event of a moment, as AWS spells it. It tells what was known at that moment, and never a user-defined attribute.
 * @see https://docs.aws.amazon.com/connect/latest/adminguide/contact-events.html
 */
export function eventDocumentOf(
  contact: Contact,
  { eventType, atMs }: ContactMoment,
  { withDisconnectReason }: Pick<EventSettings, 'withDisconnectReason'>,
): ContactEventDocument {
  const { instanceArn, request, previous } = contact;
  const [, , , region = '', account = ''] = instanceArn.split(':');
  const state = contactStateAt(contact, atMs);
  const { greetingStartedAtMs, greetingEndedAtMs, queuedAtMs, withAgentAtMs } = state;
  const detail = {
    eventType,
    contactId: contact.contactId,
    initialContactId: previous && initialContactOf(contact).contactId,
    previousContactId: previous?.contactId,
    relatedContactId: request.RelatedContactId,
    channel: 'VOICE',
    instanceArn,
    initiationMethod: contact.initiationMethod,
    initiationTimestamp: instant(contact.startedAtMs),
    connectedToSystemTimestamp: previous ? undefined : instant(state.connectedAtMs),
    disconnectTimestamp: instant(state.endedAtMs),
    disconnectReason: withDisconnectReason || request.TrafficType === 'CAMPAIGN' ? state.disconnectReason : undefined,
    answeringMachineDetectionStatus: state.amdStatus,
    customerVoiceActivity: greetingStartedAtMs !== undefined && {
      greetingStartTimestamp: instant(greetingStartedAtMs),
      greetingEndTimestamp: instant(greetingEndedAtMs),
    },
    queueInfo: queuedAtMs !== undefined && {
      queueArn: `${instanceArn}/queue/${queueIdOf(contact)}`,
      queueType: 'STANDARD',
      enqueueTimestamp: instant(queuedAtMs),
    },
    agentInfo: withAgentAtMs !== undefined && {
      agentArn: `${instanceArn}/agent/${agentId}`,
      connectedToAgentTimestamp: instant(withAgentAtMs),
    },
    campaign: request.CampaignId !== undefined && { campaignId: request.CampaignId },
    systemEndpoint: { address: systemNumberOf(contact), type: 'TELEPHONE_NUMBER' },
    tags: tagsOf(contact),
  };
  return {
    version: '0',
    id: uuidOf(contact.contactId, eventType),
    'detail-type': 'Amazon Connect Contact Event',
    source: 'aws.connect',
    account,
    time: `${new Date(atMs).toISOString().slice(0, 19)}Z`,
    region,
    resources: [instanceArn, arnOf(contact)],
    detail: known(detail),
  };
}

/** Without the members that are not known yet. */
function known(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined && value !== false);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'object' ? known({ ...value }) : value]),
  );
}

function instant(atMs: number | undefined): string | undefined {
  return atMs === undefined ? undefined : new Date(atMs).toISOString();
}

/** The same event has the same ID, however often one asks for it. */
function uuidOf(...what: readonly string[]): string {
  const hex = createHash('sha256').update(what.join('/')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
