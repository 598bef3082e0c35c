import { RingonceError } from '../contract/errors.js';

/** The gateway cannot start as it was asked to: its address, its callers' keys or its endpoint of Amazon Connect are no good. */
export class GatewayError extends RingonceError {
  override readonly name = 'GatewayError';
  readonly code = 'GATEWAY';
}
