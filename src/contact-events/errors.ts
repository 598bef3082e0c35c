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

/** Too many contacts wait to be looked at; the event is to be delivered again. Raise `--looks-per-second`. */
export class LooksBusyError extends RingonceError {
  override readonly name = 'LooksBusyError';
  readonly code = 'LOOKS_BUSY';
  constructor(
    readonly lookFor: 'end' | 'sighting',
    waiting: number,
  ) {
    super(`${waiting} contacts wait to be looked at.`);
  }
}
