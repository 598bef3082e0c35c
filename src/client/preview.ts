import type { BatchRow, InvalidRow } from '../batch/batch-row.js';
import { timeZoneVersion } from '../admission/data/versions.js';
import type { AdmissionAnswer, HoldReason } from '../contract/admission.js';
import { hasTimes, withExpiryFrom, type AdmissionOptions } from '../contract/admission-options.js';
import type { CallingHours } from '../contract/calling-hours.js';
import { parseCall, type AcceptedCall } from '../contract/call.js';
import { tokenLifeMs, type CallOptions } from '../contract/call-options.js';
import { parseFollowUp, type AcceptedFollowUp } from '../contract/follow-up.js';
import type { Issue } from '../contract/issues.js';
import type { FollowUpPlan } from '../contract/plan.js';
import { dialLimitSeconds, requestAsGiven, type StartOutboundVoiceContactRequest } from '../contract/request.js';
import { accepted, InvalidRequestError, requireMembers, anything } from '../contract/errors.js';

/** When a call would be dialled, were it started now. */
export interface Preview {
  /** `now`, `later`, or `never`: its time is over. */
  readonly dial: 'now' | 'later' | 'never';
  /** The first instant at which it may be dialled, ISO 8601 in UTC; missing for `never`. */
  readonly at?: string;
  /** Not dialled at or after it, ISO 8601 in UTC; missing when nothing limits it, and for `later`. */
  readonly before?: string;
  /** Of `later`. */
  readonly reason?: HoldReason;
  /** Of `later`: `at` on the callee's clock, `Tue 24 Nov 2026 09:00 PST`. Of `never`: why. */
  readonly inWords?: string;
  /** Where there are calling hours: the time zones whose clocks must all be within them. */
  readonly zones?: readonly string[];
  /** Release of the time zones that it was decided by: `2026f`. */
  readonly timeZoneVersion: string;
}

/** What the door asks of it. */
type PlannedDial = Omit<Preview, 'zones' | 'timeZoneVersion'>;

/** Any ID would do: an ID decides nothing about times. */
const anyId = 'preview';

/**
 * Tells when a call, or the first attempt of a follow-up, would be dialled if it were started now. Starts nothing, asks nobody.
 *
 * @param what `{ options }` of a call, or `{ plan }` of a follow-up
 * @throws InvalidRequestError as a start would, and for other members of `what`
 */
export async function preview(
  request: StartOutboundVoiceContactRequest,
  what: { readonly options?: CallOptions; readonly plan?: FollowUpPlan } = {},
): Promise<Preview> {
  requireMembers(what, { options: anything, plan: anything }, 'The second argument of preview holds options or plan.');
  const { ClientToken: workflowId = anyId } = requestAsGiven(request);
  const dial = await previewStart({ ...what, workflowId, request });
  const hours = (what.plan ?? what.options)?.callingHours;
  return { ...dial, ...(hours == null ? {} : { zones: await zonesOf(hours, request) }), timeZoneVersion };
}

async function zonesOf(
  { timeZone }: CallingHours,
  request: StartOutboundVoiceContactRequest,
): Promise<readonly string[]> {
  if (timeZone != null) {
    const { canonicalTimeZone } = await import('../admission/time-zones.js');
    return [canonicalTimeZone(timeZone) ?? timeZone];
  }
  const { zonesOfNumber } = await import('../admission/zones-of-number.js');
  return zonesOfNumber(request.DestinationPhoneNumber);
}

interface PlannedStart {
  readonly workflowId: string;
  readonly request: StartOutboundVoiceContactRequest;
  readonly options?: CallOptions | undefined;
  readonly plan?: FollowUpPlan | undefined;
}

/**
 * The same of a start that has its ID: all that is checked before Temporal is asked.
 *
 * @throws InvalidRequestError as the start would
 */
export async function previewStart({ workflowId, options, plan, ...given }: PlannedStart): Promise<PlannedDial> {
  const request = requestAsGiven(given.request);
  const isCall = plan == null;
  const parsed = isCall ? parseCall(workflowId, request, options) : parseFollowUp(workflowId, request, plan);
  const value = accepted<AcceptedCall | AcceptedFollowUp>(parsed);
  const { times, expiresAfterMs } = 'options' in value ? value.options : value;
  const question = { request, times, expiresAfterMs, nowMs: Date.now() };
  return await previewTimes(question, isCall ? 'options' : 'plan');
}

interface Question {
  readonly request: StartOutboundVoiceContactRequest;
  readonly times: AdmissionOptions;
  readonly expiresAfterMs: number | undefined;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

/**
 * The same decision that the workflow will make, with this machine's time-zone data.
 *
 * @param prefix of the members in the issues, `options` or `plan`
 * @throws InvalidRequestError for times that can never be kept
 */
export async function previewTimes(question: Question, prefix: string): Promise<PlannedDial> {
  const { nowMs } = question;
  const answer = await decide(question);
  if (answer.is === 'never') {
    if (answer.issues.length > 0) throw new InvalidRequestError(under(prefix, answer.issues));
    return { dial: 'never', inWords: answer.why };
  }
  if (answer.is === 'wait') {
    const { untilMs, reason, inWords } = answer;
    return { dial: 'later', at: new Date(untilMs).toISOString(), reason, inWords };
  }
  return {
    dial: 'now',
    at: new Date(nowMs).toISOString(),
    // No call is tried longer than Amazon Connect remembers its token.
    ...(answer.untilMs === undefined
      ? {}
      : { before: new Date(Math.min(answer.untilMs, nowMs + tokenLifeMs)).toISOString() }),
  };
}

async function decide({ request, times, expiresAfterMs, nowMs }: Question): Promise<AdmissionAnswer> {
  const withExpiry = withExpiryFrom(times, expiresAfterMs, nowMs);
  if (!hasTimes(withExpiry)) {
    const untilMs = withExpiry.expiresAt === undefined ? Infinity : Date.parse(withExpiry.expiresAt);
    if (untilMs <= nowMs) return { is: 'never', isTimeOver: true, why: 'its time is over', issues: [] };
    return { is: 'dial', ...(untilMs === Infinity ? {} : { untilMs }) };
  }
  // Not at the top: most calls have no hours, and need no tables.
  const { answerAdmission } = await import('../admission/answer-admission.js');
  return answerAdmission({
    nowMs,
    times: withExpiry,
    dialLimitMs: dialLimitSeconds(request) * 1000,
    DestinationPhoneNumber: request.DestinationPhoneNumber,
  });
}

const under = (prefix: string, issues: readonly Issue[]): Issue[] =>
  issues.map(({ member, message }) => ({ member: `${prefix}.${member}`, message }));

/** All that a start checks before it asks Temporal; starts nothing. */
export async function checkRow(row: BatchRow): Promise<InvalidRow | { readonly verdict: 'valid' }> {
  try {
    await previewStart(row);
    return { verdict: 'valid' };
  } catch (error) {
    if (error instanceof InvalidRequestError) return { verdict: 'invalid', issues: error.issues };
    throw error;
  }
}
