import { isPlainObject } from '../../contract/shapes.js';

/** Objects as one, member by member: the last one wins. What is no object stays what it is, to be refused. */
export function merged(...parts: readonly unknown[]): unknown {
  const given = parts.filter((part) => part !== undefined);
  const wrong = given.filter((part) => !isPlainObject(part));
  if (wrong.length > 0 || given.length === 0) return wrong.at(-1);
  // Spread, not assigned: a key called __proto__ is then refused like any other.
  return given.reduce((all: object, part) => ({ ...all, ...(part as object) }), {});
}
