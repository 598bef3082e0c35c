import { memberOf, parseWith, unknownMembersOf, type Issue } from './issues.js';
import { ruled, type Schema } from './shapes.js';

/** The members that an argument may have, each with what it may be. */
export type Members = Readonly<Record<string, Schema<unknown>>>;

/** For a member that is checked where it is used. */
export const anything: Schema<unknown> = ruled<unknown>({}, () => undefined);

/**
 * What is wrong with an object that JavaScript hands over, where TypeScript's types say nothing: a member that nobody reads, such as
 * `hangup` for `hangUp`, would change what happens to a call without a word. Instances of classes will do.
 */
export function memberIssues(given: unknown, members: Members): Issue[] {
  if (given === null || typeof given !== 'object' || Array.isArray(given))
    return [{ member: '', message: 'must be an object' }];
  const values = given as Readonly<Record<string, unknown>>;
  return [
    ...unknownMembersOf(given, Object.keys(members)),
    ...Object.entries(members).flatMap(([name, schema]) => {
      const parsed = parseWith(schema, values[name] ?? undefined);
      if (parsed.ok || values[name] == null) return [];
      return parsed.issues.map(({ member, message }) => ({
        member: [memberOf([name]), member].filter(Boolean).join('.'),
        message,
      }));
    }),
  ];
}
