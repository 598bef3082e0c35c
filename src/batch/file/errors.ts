import { RingonceError } from '../../contract/errors.js';

/** The file cannot be read, or not further: its rows cannot be told apart. Rows before that place were read. */
export class BatchFileError extends RingonceError {
  override readonly name = 'BatchFileError';
  readonly code = 'BATCH_FILE';
}
