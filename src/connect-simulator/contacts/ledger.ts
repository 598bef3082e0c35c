import { z } from 'zod';
import type { ValuesOf } from '../control/parse-control.js';
import type { Contact } from './contact.js';
import type { ContactState } from './life-cycle.js';

interface Call {
  readonly ContactId: string;
  readonly ClientToken: string;
  readonly InstanceId: string;
  readonly DestinationPhoneNumber: string;
}

/** A phone that was made to ring: one entry for each contact that was dialled, and none for anything else. */
export interface Ring extends Call {
  readonly SourcePhoneNumber?: string;
  readonly QueueId?: string;
  readonly TrafficType: 'GENERAL' | 'CAMPAIGN';
  readonly scenario: string;
  /** ISO 8601, by the wall clock at every speed of time. */
  readonly ringStartedAt: string;
}

/** A call that was answered, by a person or by a machine. */
export interface AnsweredCall extends Call {
  /** ISO 8601, in the contact's own time. */
  readonly answeredAt: string;
  /** The end of the contact that was dialled; of one that was transferred the call goes on. */
  readonly endedAt?: string;
}

export function ringOf(contact: Contact, scenario: string): Ring {
  const { SourcePhoneNumber, QueueId, TrafficType = 'GENERAL' } = contact.request;
  return {
    ...callOf(contact),
    ...(SourcePhoneNumber !== undefined && { SourcePhoneNumber }),
    ...(QueueId !== undefined && { QueueId }),
    TrafficType,
    scenario,
    ringStartedAt: new Date(contact.startedAtMs).toISOString(),
  };
}

/** The calls that have been answered by now, in the order of the answers. Contacts that a transfer made are part of a call that was answered before. */
export function answeredCalls(
  contacts: readonly Contact[],
  stateOf: (contact: Contact) => ContactState,
): AnsweredCall[] {
  return contacts
    .filter(({ initiationMethod }) => initiationMethod === 'API')
    .flatMap((contact) => {
      const { connectedAtMs, endedAtMs } = stateOf(contact);
      if (connectedAtMs === undefined) return [];
      const call: AnsweredCall = {
        ...callOf(contact),
        answeredAt: new Date(connectedAtMs).toISOString(),
        ...(endedAtMs !== undefined && { endedAt: new Date(endedAtMs).toISOString() }),
      };
      // Contacts keep times of their own, which only the progress of time can compare.
      return [{ atProgressMs: contact.started.progressMs + connectedAtMs - contact.startedAtMs, call }];
    })
    .toSorted((one, other) => one.atProgressMs - other.atProgressMs)
    .map(({ call }) => call);
}

function callOf({ contactId, clientToken, request }: Contact): Call {
  const { InstanceId, DestinationPhoneNumber } = request;
  return { ContactId: contactId, ClientToken: clientToken, InstanceId, DestinationPhoneNumber };
}

export const ringFilter = z.strictObject({
  clientToken: z.string().optional(),
  destinationPhoneNumber: z.string().optional(),
});

/** Which rings are meant. */
export type RingFilter = Readonly<z.infer<typeof ringFilter>>;

export const ringValues: ValuesOf<Call, RingFilter> = {
  clientToken: (ring) => ring.ClientToken,
  destinationPhoneNumber: (ring) => ring.DestinationPhoneNumber,
};
