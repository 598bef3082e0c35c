// What the control API is made of, without HTTP: documents and filters, faults, lists that can be awaited. It knows no contact.

import { z } from 'zod';
import { InvalidControlRequestError } from '../errors.js';
import { decodeJson, type Body } from '../../connect-protocol/json-body.js';

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

/** Refuses members that nobody reads. @throws InvalidControlRequestError */
export function requireKnown(given: object, members: readonly string[], what: string): void {
  const shape = Object.fromEntries(members.map((member) => [member, z.unknown()]));
  parseControl(z.strictObject(shape).partial(), given, `${what} (known: ${members.join(', ')})`);
}

/** What an item has for each member of a filter: one value, or a list of them. */
export type ValuesOf<Item, Filter> = { readonly [Member in keyof Filter]-?: (item: Item) => unknown };

/**
 * Whether an item has every value that a filter names.
 * @throws InvalidControlRequestError for an unknown member: a filter with a misspelled one would match everything
 */
export function matching<Item, Filter extends object>(
  filter: Filter,
  valuesOf: ValuesOf<Item, Filter>,
): (item: Item) => boolean {
  requireKnown(filter, Object.keys(valuesOf), 'filter');
  const wanted = (Object.keys(filter) as (keyof Filter)[]).filter((member) => filter[member] !== undefined);
  return (item) => wanted.every((member) => [valuesOf[member](item)].flat().includes(filter[member]));
}

/** @throws InvalidControlRequestError */
export function decodeControlJson(body: Body): unknown {
  try {
    return decodeJson(body);
  } catch (cause) {
    throw new InvalidControlRequestError('The body is not JSON in UTF-8.', { cause });
  }
}
