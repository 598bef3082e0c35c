import { RingonceError } from '../contract/errors.js';

/** Another process listens on the port, or the address is none of this machine's. Choose another one. */
export class MetricsAddressError extends RingonceError {
  override readonly name = 'MetricsAddressError';
  readonly code = 'METRICS_ADDRESS';
}
