import { ApplicationFailure } from '@temporalio/workflow';
import { failureTypes } from '../../src/contract/failures.js';
import { formatIssues, type Issue } from '../../src/contract/issues.js';

/** What was asked for cannot be done; a person must mend what the issues name. */
export function invalidRequest(message: string, issues: readonly Issue[]): ApplicationFailure {
  return ApplicationFailure.create({
    type: failureTypes.invalidRequest,
    message: `${message} ${formatIssues(issues)}`,
    nonRetryable: true,
    details: [...issues],
  });
}
