import { ApplicationFailure, patched } from '@temporalio/workflow';
import { failureTypes, withoutStack } from '../../src/contract/failures.js';
import { formatIssues, parseWith, type Issue } from '../../src/contract/issues.js';
import { object, type Schema } from '../../src/contract/shapes.js';

/** What was asked for cannot be done; a person must fix what the issues name. */
export function invalidRequest(message: string, issues: readonly Issue[]): ApplicationFailure {
  return withoutStack(
    ApplicationFailure.create({
      type: failureTypes.invalidRequest,
      message: `${message} ${formatIssues(issues)}`,
      nonRetryable: true,
      details: [...issues],
    }),
  );
}

/**
 * For a request that is valid today and was not until 0.6: the replay of a workflow that failed of it fails again.
 * @param issues what was wrong with it then
 */
export function refuseAsUntil06(message: string, issues: readonly Issue[]): void {
  if (issues.length > 0 && !patched('takes-all-attributes')) throw invalidRequest(message, issues);
}

/** What was asked for would have had to come earlier. */
export const tooLate = (why: string): ApplicationFailure =>
  withoutStack(ApplicationFailure.nonRetryable(why, failureTypes.tooLate));

/**
 * Checks what an update carries, of whatever language it comes: a misspelled member would do something else without a word.
 *
 * @param otherwise what was not done, in a sentence
 * @throws ApplicationFailure `InvalidRequest`
 */
export function requireInput(
  input: unknown,
  members: Readonly<Record<string, Schema<unknown>>>,
  otherwise: string,
): void {
  const parsed = parseWith(object(members), input ?? {});
  if (!parsed.ok) throw invalidRequest(otherwise, parsed.issues);
}
