import { RingonceError } from '../client/index.js';

/** The command line cannot be understood. Nothing was started. Never holds a value: it may be a phone number. */
export class UsageError extends RingonceError {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
}
