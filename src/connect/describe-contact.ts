import { DescribeContactCommand, type ConnectClient } from '@aws-sdk/client-connect';
import type { ContactEnd } from '../contract/contact.js';
import { callIdAttribute } from '../contract/names.js';

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

/** A look must not hold a worker's slot for long; the next one comes anyway. */
const requestTimeoutMs = 10_000;

/**
 * Looks at a contact. A contact that was started a moment ago may not be known yet.
 *
 * @returns undefined when Amazon Connect does not know it (yet)
 * @throws the AWS SDK's error
 * @see https://docs.aws.amazon.com/connect/latest/APIReference/API_DescribeContact.html
 */
export async function describeContact(
  connect: ConnectClient,
  { InstanceId, ContactId }: { readonly InstanceId: string; readonly ContactId: string },
  abortSignal?: AbortSignal,
): Promise<SeenContact | undefined> {
  const command = new DescribeContactCommand({ InstanceId, ContactId });
  const options = { requestTimeout: requestTimeoutMs, ...(abortSignal === undefined ? {} : { abortSignal }) };
  const output = await connect.send(command, options).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
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

const known = <Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> =>
  value === undefined ? {} : ({ [name]: value } as Record<Name, string>);

/** A timestamp that is not set may come as the first moment of 1970. */
function instant(date: Date | undefined): string | undefined {
  return date === undefined || date.getTime() < 24 * 3_600_000 ? undefined : date.toISOString();
}
