import type { ContactEnd } from '../contract/contact.js';

/** What an event says of its contact: that it exists, that it was answered, that it is over. */
export type Telling = 'begun' | 'connected' | 'ended';

/** An event of a contact that may be a call's: voice, started by the API. */
export interface ContactEvent {
  /** As in the event, upper case. */
  readonly type: string;
  readonly tells: Telling;
  readonly InstanceId: string;
  readonly ContactId: string;
  /** What the event knows besides; Amazon Connect's own answer counts more. */
  readonly facts: Omit<ContactEnd, 'ContactId'>;
}

export type ParsedEvent =
  | { readonly is: 'contact-event'; readonly event: ContactEvent }
  /** An event that is none of a call's, or says nothing that a call could use. */
  | { readonly is: 'of-no-call' }
  /** No event at all, or one that lacks what every contact event has. `problem` quotes nothing. */
  | { readonly is: 'no-event'; readonly problem: string };

/** Types that are not listed (CONTACT_DATA_UPDATED, PAUSED, what AWS will add) change nothing for a call. */
const tellings: ReadonlyMap<string, Telling> = new Map([
  ['INITIATED', 'begun'],
  ['CONNECTED_TO_SYSTEM', 'connected'],
  // Nobody is queued for an agent, or speaks to one, before the customer's side has answered.
  ['QUEUED', 'connected'],
  ['CONNECTED_TO_AGENT', 'connected'],
  ['DISCONNECTED', 'ended'],
  ['COMPLETED', 'ended'],
]);

const ofNoCall: ParsedEvent = { is: 'of-no-call' };

/**
 * Reads an event as EventBridge delivers it. Never throws; names and values may be in any case, unknown ones are passed over.
 * @see https://docs.aws.amazon.com/connect/latest/adminguide/contact-events.html
 */
export function parseContactEvent(json: unknown): ParsedEvent {
  const envelope = membersOf(json);
  const source = upperCase(envelope.get('source'));
  if (source === undefined) return noEvent('it has no source');
  if (source !== 'AWS.CONNECT') return ofNoCall;
  if (upperCase(envelope.get('detail-type')) !== 'AMAZON CONNECT CONTACT EVENT') return ofNoCall;

  const detail = membersOf(envelope.get('detail'));
  const type = upperCase(detail.get('eventtype'));
  if (type === undefined) return noEvent('its detail has no eventType');
  const tells = tellings.get(type);
  // A member that is missing excludes nothing: Amazon Connect will be asked.
  if (tells === undefined || differs(detail.get('channel'), 'VOICE') || differs(detail.get('initiationmethod'), 'API'))
    return ofNoCall;

  const resources = envelope.get('resources');
  const arns = [detail.get('instancearn')].concat(resources);
  const InstanceId = idIn(arns, 'instance');
  const ContactId = plainId(detail.get('contactid')) ?? idIn(arns, 'contact');
  if (InstanceId === undefined) return noEvent('neither its instanceArn nor its resources name an instance');
  if (ContactId === undefined) return noEvent('neither its contactId nor its resources name a contact');
  return { is: 'contact-event', event: { type, tells, InstanceId, ContactId, facts: factsOf(detail) } };
}

function factsOf(detail: ReadonlyMap<string, unknown>): ContactEvent['facts'] {
  const facts = {
    initiatedAt: instant(detail.get('initiationtimestamp')),
    connectedAt: instant(detail.get('connectedtosystemtimestamp')),
    disconnectedAt: instant(detail.get('disconnecttimestamp')),
    disconnectReason: upperCase(detail.get('disconnectreason')),
    answeringMachineDetectionStatus: upperCase(detail.get('answeringmachinedetectionstatus')),
  };
  // The filter is the type: what is left has no undefined member.
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined));
}

const noEvent = (problem: string): ParsedEvent => ({ is: 'no-event', problem });

/** Longer than any of AWS's words, and than any ID. */
const maxTextLength = 256;

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= maxTextLength ? value : undefined;
}

const upperCase = (value: unknown): string | undefined => text(value)?.toUpperCase();

const differs = (value: unknown, expected: string): boolean => (upperCase(value) ?? expected) !== expected;

/** An ID goes into a path and into log lines: nothing else may pass for one. */
const plainId = (value: unknown): string | undefined => /^[a-z0-9-]+$/i.exec(text(value) ?? '')?.[0];

/** The ID behind `instance/` or `contact/` in the first ARN that has one. */
function idIn(arns: readonly unknown[], kind: 'instance' | 'contact'): string | undefined {
  const pattern = new RegExp(`[:/]${kind}/([a-z0-9-]+)(/|$)`, 'i');
  return arns.map((arn) => pattern.exec(text(arn) ?? '')?.[1]).find((id) => id !== undefined);
}

/** A timestamp that is not set may come as the first moment of 1970. */
function instant(value: unknown): string | undefined {
  const written = upperCase(value) ?? '';
  // Without an offset it would be this machine's local time.
  if (!/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(written)) return undefined;
  const atMs = Date.parse(written);
  return Number.isNaN(atMs) || atMs < 24 * 3_600_000 ? undefined : new Date(atMs).toISOString();
}

/**
 * The members of a JSON object by their names in lower case: AWS's own samples have `contactId` and `ContactId`. Of two that
 * differ in case only, the first that holds something counts. Anything but an object has no members.
 * @see https://docs.aws.amazon.com/connect/latest/adminguide/contact-events.html
 */
function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  const members = new Map<string, unknown>();
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return members;
  for (const [name, member] of Object.entries(value)) {
    const key = name.toLowerCase();
    if (member !== null && member !== '' && !members.has(key)) members.set(key, member);
  }
  return members;
}
