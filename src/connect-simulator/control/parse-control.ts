import { z } from 'zod';

import { InvalidControlRequestError } from '../errors.js';
import { decodeJson, type Body } from '../rest-json.js';

/**
 * A document of the control API, or every issue with it in one message.
 * @throws InvalidControlRequestError
 */
export function parseControl<T>(schema: z.ZodType<T>, document: unknown, what: string): T {
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '));
  throw new InvalidControlRequestError(`Invalid ${what}: ${issues.join('; ')}`, { cause: result.error });
}

/**
 * Refuses members that nobody reads.
 * @throws InvalidControlRequestError
 */
export function requireKnown(given: object, members: readonly string[], what: string): void {
  const shape = Object.fromEntries(members.map((member) => [member, z.unknown()]));
  parseControl(z.strictObject(shape).partial(), given, `${what} (known: ${members.join(', ')})`);
}

/**
 * Whether an item has each value that a filter names. `valuesOf` says what an item has for a member: one value, or a list of them.
 * @throws InvalidControlRequestError for a member that is not in `valuesOf`: a filter with a misspelled one would match everything
 */
export function matching<Filter extends object, Item>(
  filter: Filter,
  valuesOf: { readonly [K in keyof Filter]-?: (item: Item) => unknown },
): (item: Item) => boolean {
  requireKnown(filter, Object.keys(valuesOf), 'filter');
  const wanted = (Object.keys(filter) as (keyof Filter)[]).filter((name) => filter[name] !== undefined);
  return (item) => wanted.every((name) => [valuesOf[name](item)].flat().includes(filter[name]));
}

/** @throws InvalidControlRequestError */
export function decodeControlJson(body: Body): unknown {
  try {
    return decodeJson(body);
  } catch (cause) {
    throw new InvalidControlRequestError('The body is not JSON in UTF-8.', { cause });
  }
}
