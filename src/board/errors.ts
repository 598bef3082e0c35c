import { RingonceError } from '../contract/errors.js';

/** The board cannot start as it was asked to. */
export class BoardError extends RingonceError {
  override readonly name = 'BoardError';
  readonly code = 'BOARD';
}
