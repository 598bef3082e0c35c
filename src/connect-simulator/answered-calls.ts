import type { Contact } from './contact.js';
import type { ContactState } from './life-cycle.js';

/** A call that was answered, by a person or by a machine. */
export interface AnsweredCall {
  readonly ContactId: string;
  readonly ClientToken: string;
  readonly InstanceId: string;
  readonly DestinationPhoneNumber: string;
  /** ISO 8601, in the contact's own time. */
  readonly answeredAt: string;
  /** The end of the contact that was dialled; of one that was transferred the call goes on. */
  readonly endedAt?: string;
}

/** The calls that have been answered by now, in the order of the answers. Contacts that a transfer made are part of a call that was answered before. */
export function answeredCalls(
  contacts: readonly Contact[],
  stateOf: (contact: Contact) => ContactState,
): AnsweredCall[] {
  return contacts
    .filter(({ initiationMethod }) => initiationMethod === 'API')
    .flatMap((contact) => answerOf(contact, stateOf(contact)))
    .toSorted((one, other) => one.atProgressMs - other.atProgressMs)
    .map(({ call }) => call);
}

/** None or one. Contacts keep times of their own, which only the progress of time can compare. */
function answerOf(
  { contactId, clientToken, request, started, startedAtMs }: Contact,
  { connectedAtMs, endedAtMs }: ContactState,
): { readonly atProgressMs: number; readonly call: AnsweredCall }[] {
  if (connectedAtMs === undefined) return [];
  const call: AnsweredCall = {
    ContactId: contactId,
    ClientToken: clientToken,
    InstanceId: request.InstanceId,
    DestinationPhoneNumber: request.DestinationPhoneNumber,
    answeredAt: new Date(connectedAtMs).toISOString(),
    ...(endedAtMs !== undefined && { endedAt: new Date(endedAtMs).toISOString() }),
  };
  return [{ atProgressMs: started.progressMs + connectedAtMs - startedAtMs, call }];
}
