import type { BatchRow, InvalidRow } from './batch-row.js';
import { InvalidRequestError } from '../contract/errors.js';
import { previewStart } from '../client/preview.js';

/** All that a start checks before it asks Temporal; starts nothing. */
export async function checkRow(row: BatchRow): Promise<InvalidRow | { readonly verdict: 'valid' }> {
  try {
    await previewStart(row);
    return { verdict: 'valid' };
  } catch (error) {
    if (error instanceof InvalidRequestError) return { verdict: 'invalid', issues: error.issues };
    throw error;
  }
}
