import type { Issue } from './issues.js';

export type ServiceErrorOfIssues = 'SerializationException' | 'InvalidRequestException' | 'InvalidParameterException';

/**
 * The name of the error that a service like Amazon Connect gives for a request with these issues. Which one Amazon Connect gives, AWS does
 * not document. Here a wrong type cannot be read, a missing member makes the request invalid, and a wrong value makes a parameter invalid;
 * members that need or exclude each other are looked at last, and make the request invalid.
 */
export function serviceErrorOfIssues(issues: readonly Issue[]): ServiceErrorOfIssues {
  if (issues.some(isOfType)) return 'SerializationException';
  if (issues.some(isMissing) || issues.every(isBetweenMembers)) return 'InvalidRequestException';
  return 'InvalidParameterException';
}

const isOfType = ({ message }: Issue): boolean => /^must be .*, is (?:a|an|true|something)\b/.test(message);
const isMissing = ({ message }: Issue): boolean => message === 'is required';
const isBetweenMembers = ({ message }: Issue): boolean => /^(?:is required when there is no|needs) /.test(message);
