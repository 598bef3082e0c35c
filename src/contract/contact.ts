/**
 * Fixed, so that contact events complete it by name.
 * @see https://docs.temporal.io/activity-execution#asynchronous-activity-completion
 */
export const outcomeActivityId = 'outcome';

/** What the workflow hands to the activity `awaitContactEnd`. */
export interface FollowInput {
  readonly InstanceId: string;
  /** Missing when the dial's answer was lost: a contact event has to bring it. */
  readonly ContactId?: string;
  /** Milliseconds from the first query to Amazon Connect to the second; it grows from query to query. */
  readonly lookIntervalMs: number;
}

/** A contact that has ended, as Amazon Connect tells it; instants are ISO 8601 in UTC. What was not told is missing. */
export interface ContactEnd {
  readonly ContactId: string;
  /** When Amazon Connect took the request. */
  readonly initiatedAt?: string;
  /** When it was answered, by a person or a machine. */
  readonly connectedAt?: string;
  readonly disconnectedAt?: string;
  /** As received: AWS adds values without a new API version. */
  readonly disconnectReason?: string;
  readonly answeringMachineDetectionStatus?: string;
}

/** What `awaitContactEnd` answers, from a query or from a contact event; `null`: no contact of this call turned up. */
export type FollowedContact = ContactEnd | null;

/** Heartbeat details of `awaitContactEnd`: what a contact event has told of a call that goes on. */
export interface ContactSighting {
  readonly ContactId: string;
  readonly connectedAt?: string;
}

/** What the workflow hands to the activity `stopContact`. */
export interface StopInput {
  readonly InstanceId: string;
  /** Missing when the dial's answer was lost: then what a contact event has told the activity `outcome`. */
  readonly ContactId?: string;
  /** Also end a conversation. */
  readonly hangUp: boolean;
}

/** What `stopContact` answers. */
export interface StoppedContact {
  /** How the contact was found. `nothing`: no contact of this call turned up in time. */
  readonly found: 'ringing' | 'connected' | 'ended' | 'nothing';
  /** Whether Amazon Connect was asked to stop it, by this or an earlier attempt. */
  readonly stopped: boolean;
  /** How it ended, where Amazon Connect could tell at once: contact events may get lost. */
  readonly end?: ContactEnd;
}

/** How long after the dial limit Amazon Connect is first asked what became of a call that no event has told. */
export const firstLookMarginMs = 5_000;
