import { setTimeout } from 'node:timers/promises';
import { DescribeContactCommand, type ConnectClient } from '@aws-sdk/client-connect';
import type { ContactEnd } from '../contract/contact.js';
import { callIdAttribute } from '../contract/names.js';
import { isUnknownContact } from './classify-error.js';
import { inTurn, type Throttle } from './throttle.js';

/** A contact as Amazon Connect tells it now. */
export interface SeenContact {
  /** The call that it belongs to, by its attribute `ringonce-call-id`. */
  readonly callId: string | undefined;
  /** Placed by the API and no transfer of another contact: only such a contact is a call's own. */
  readonly isPlacedByApi: boolean;
  /** The contact whose attributes it was given at its start, if it was started as related to one. */
  readonly relatedContactId: string | undefined;
  readonly hasEnded: boolean;
  /** What is known so far; the whole end once `hasEnded`, except that `disconnectReason` may follow late. */
  readonly contact: ContactEnd;
}

export interface ContactKey {
  readonly InstanceId: string;
  readonly ContactId: string;
}

/** A query must not hold a worker's slot for long; the next one comes anyway. */
const requestTimeoutMs = 10_000;

/**
 * Asks about a contact. A contact that was started a moment ago may not be known yet.
 *
 * @returns undefined when Amazon Connect does not know it (yet)
 * @throws the AWS SDK's error
 * @see https://docs.aws.amazon.com/connect/latest/APIReference/API_DescribeContact.html
 */
export async function describeContact(
  connect: ConnectClient,
  { InstanceId, ContactId }: ContactKey,
  abortSignal?: AbortSignal,
): Promise<SeenContact | undefined> {
  const command = new DescribeContactCommand({ InstanceId, ContactId });
  const options = { requestTimeout: requestTimeoutMs, ...(abortSignal === undefined ? {} : { abortSignal }) };
  const output = await connect.send(command, options).catch((error: unknown) => {
    if (isUnknownContact(error)) return undefined;
    throw error;
  });
  const contact = output?.Contact;
  if (contact === undefined) return undefined;
  const { InitialContactId, PreviousContactId, RelatedContactId, InitiationMethod, DisconnectReason } = contact;
  return {
    callId: contact.Attributes?.[callIdAttribute],
    isPlacedByApi:
      InitiationMethod === 'API' &&
      (PreviousContactId ?? '') === '' &&
      [undefined, '', ContactId].includes(InitialContactId),
    relatedContactId: RelatedContactId === '' ? undefined : RelatedContactId,
    hasEnded: instant(contact.DisconnectTimestamp) !== undefined,
    contact: {
      ContactId,
      ...known('initiatedAt', instant(contact.InitiationTimestamp)),
      ...known('connectedAt', instant(contact.ConnectedToSystemTimestamp)),
      ...known('disconnectedAt', instant(contact.DisconnectTimestamp)),
      ...known('disconnectReason', DisconnectReason === '' ? undefined : DisconnectReason),
      ...known('answeringMachineDetectionStatus', contact.AnsweringMachineDetectionStatus),
    },
  };
}

export interface ContactQueries {
  /** `maxAttempts: 1`: see `createConnectClient`. */
  readonly connect: ConnectClient;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** One for all queries of this worker, on a quota that `ringonce events` and others draw on too. */
  readonly throttle: Throttle;
}

/**
 * Asks about a contact when its turn has come.
 * @throws HeldBackError when that would take too long, else the AWS SDK's error
 */
export function describeInTurn(
  { connect, now, throttle }: ContactQueries,
  contact: ContactKey,
  { sleep, signal }: { readonly sleep: (ms: number) => Promise<unknown>; readonly signal: AbortSignal },
): Promise<SeenContact | undefined> {
  return inTurn(throttle, { now, sleep }, () => describeContact(connect, contact, signal));
}

/** Whether a contact has ended; undefined: Amazon Connect does not know it. */
export async function isContactOver(
  queries: ContactQueries,
  contact: ContactKey,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const sleep = (ms: number) => setTimeout(ms, undefined, { signal });
  return (await describeInTurn(queries, contact, { sleep, signal }))?.hasEnded;
}

/**
 * The ID of the call that a contact is the very contact of; undefined when there is none.
 *
 * The attribute alone does not say so. A transfer carries it on, and a contact that someone starts "as related" to a call's
 * contact is given a copy of it; only a call's own dial sets it anew.
 * @see https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundVoiceContact.html (RelatedContactId)
 */
export async function callOf(
  { callId, isPlacedByApi, relatedContactId }: SeenContact,
  describe: (ContactId: string) => Promise<SeenContact | undefined>,
): Promise<string | undefined> {
  if (callId === undefined || callId === '' || !isPlacedByApi) return undefined;
  if (relatedContactId === undefined) return callId;
  const related = await describe(relatedContactId);
  return related?.callId === callId ? undefined : callId;
}

const known = <Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> =>
  value === undefined ? {} : ({ [name]: value } as Record<Name, string>);

/** A timestamp that is not set may come as the first moment of 1970. */
function instant(date: Date | undefined): string | undefined {
  return date === undefined || date.getTime() < 24 * 3_600_000 ? undefined : date.toISOString();
}
