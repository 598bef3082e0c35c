import { parseWith } from '../../src/contract/issues.js';
import { object, type Schema } from '../../src/contract/shapes.js';
import { invalidRequest } from './invalid-request.js';

/**
 * Checks what an update carries, of whatever language it comes: a misspelled member would do something else without a word.
 *
 * @param otherwise what was not done, in a sentence
 * @throws ApplicationFailure `InvalidRequest`
 */
export function checkWish(wish: unknown, members: Readonly<Record<string, Schema<unknown>>>, otherwise: string): void {
  const parsed = parseWith(object(members), wish ?? {});
  if (!parsed.ok) throw invalidRequest(otherwise, parsed.issues);
}
