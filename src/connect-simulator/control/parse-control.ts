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

/** Refuses members that nobody reads. @throws InvalidControlRequestError */
export function requireKnown(given: object, members: readonly string[], what: string): void {
  const shape = Object.fromEntries(members.map((member) => [member, z.unknown()]));
  parseControl(z.strictObject(shape).partial(), given, `${what} (known: ${members.join(', ')})`);
}

/** @throws InvalidControlRequestError */
export function decodeControlJson(body: Body): unknown {
  try {
    return decodeJson(body);
  } catch (cause) {
    throw new InvalidControlRequestError('The body is not JSON in UTF-8.', { cause });
  }
}
