import { ActivityCompletionError } from '@temporalio/client';
import { RingonceError } from '../contract/errors.js';

/** `RINGONCE_EVENTS_SECRET` is missing or too weak, so that anybody could post events. */
export class EventsSecretError extends RingonceError {
  override readonly name = 'EventsSecretError';
  readonly code = 'EVENTS_SECRET';
}

/** Another process listens on the port, or the address is none of this machine's. Choose another one. */
export class EventsAddressError extends RingonceError {
  override readonly name = 'EventsAddressError';
  readonly code = 'EVENTS_ADDRESS';
}

/** The SQS queue cannot be used: it does not exist, may not be read, or hands every message out again at once. */
export class EventsQueueError extends RingonceError {
  override readonly name = 'EventsQueueError';
  readonly code = 'EVENTS_QUEUE';
}

/** Too many queries of contacts wait; the event is delivered again later. Raise `--queries-per-second`. */
export class LooksBusyError extends RingonceError {
  override readonly name = 'LooksBusyError';
  readonly code = 'LOOKS_BUSY';
  constructor(
    readonly purpose: 'end' | 'sighting',
    waiting: number,
  ) {
    super(`${waiting} queries about contacts wait already.`);
  }
}

/** What a log line may say of an error. Not its text: the AWS SDK quotes answers that it cannot read, phone numbers and all. */
export function errorFields(error: unknown): Readonly<Record<string, string | number>> {
  const { name, code, $metadata } = Object(error) as {
    readonly name?: unknown;
    readonly code?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  return {
    error: typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown',
    ...(status === undefined ? {} : { status }),
    // The Temporal server's own words, which know IDs only.
    ...(error instanceof ActivityCompletionError ? { reason: error.message } : {}),
  };
}
