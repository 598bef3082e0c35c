import { formatIssues, memberOf, parseWith, unknownMembersOf, type Issue, type Parsed } from './issues.js';
import { ruled, type Schema } from './shapes.js';

/** Every error of ringonce. `code` is stable: callers switch on it. */
export abstract class RingonceError extends Error {
  abstract readonly code: string;

  /** Where to read more, in this package: `docs/errors.md#invalid_request`. */
  get help(): string {
    return `docs/errors.md#${this.code.toLowerCase()}`;
  }
}

/** The request, the options or the ID cannot be placed, or a change makes no sense; nothing was done. Correct what `issues` lists. */
export class InvalidRequestError extends RingonceError {
  override readonly name = 'InvalidRequestError';
  readonly code = 'INVALID_REQUEST';
  /** @param message default: that a call cannot be placed */
  constructor(
    readonly issues: readonly Issue[],
    { message, ...options }: ErrorOptions & { readonly message?: string } = {},
  ) {
    super(message ?? `The call cannot be placed; nothing was dialled. ${formatIssues(issues)}`, options);
  }
}

/**
 * @param otherwise what was not done, in a sentence
 * @throws InvalidRequestError
 */
export function requireMembers(given: unknown, members: Members, otherwise: string): void {
  const issues = memberIssues(given, members);
  if (issues.length > 0) throw new InvalidRequestError(issues, { message: `${otherwise} ${formatIssues(issues)}` });
}

/**
 * The value of an input that was checked.
 * @throws InvalidRequestError with its issues
 */
export function accepted<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new InvalidRequestError(parsed.issues);
  return parsed.value;
}

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
