import { formatIssues, type Issue } from './issues.js';
import { memberIssues, type Members } from './members.js';

/** Every error of ringonce. `code` is stable: callers switch on it. */
export abstract class RingonceError extends Error {
  abstract readonly code: string;
}

/** The request, the options or the ID cannot be placed, or a change makes no sense; nothing was done. Mend what `issues` lists. */
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
