import { rescheduled, type TimesChange } from '../contract/admission-options.js';
import { formatIssues } from '../contract/issues.js';
import { InvalidRequestError } from '../contract/errors.js';

/**
 * Refuses what no call or follow-up would take, whatever times it has: no server and no worker is needed to tell.
 * @throws InvalidRequestError
 */
export function requireTimesChange(change: TimesChange): void {
  const parsed = rescheduled({}, change);
  if (parsed.ok) return;
  throw new InvalidRequestError(parsed.issues, { message: `Nothing was changed. ${formatIssues(parsed.issues)}` });
}
