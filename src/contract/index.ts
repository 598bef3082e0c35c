// What any program that talks to ringonce by Temporal needs: schemas, outcomes, failures, names. Imports nothing but zod's core: the
// workflow sandbox evaluates it.
export type { AdmissionAnswer, AdmissionInput, HeldUntil, HoldReason } from './admission.js';
export {
  createAdmissionOptionsSchema,
  hasTimes,
  parseAdmissionOptions,
  rescheduled,
  type AdmissionOptions,
  type TimesChange,
} from './admission-options.js';
export { parseCall, type AcceptedCall } from './call.js';
export {
  createCallingHoursSchema,
  parseCallingHours,
  presetNames,
  type CallingHours,
  type PresetName,
} from './calling-hours.js';
export { createCallOptionsSchema, parseCallOptions, type CallOptions } from './call-options.js';
export type {
  CallPhase,
  CallView,
  Cancellation,
  FollowUpPhase,
  FollowUpView,
  Hold,
  TimelineEntry,
} from './call-view.js';
export { failureTypes, type DialAnswerKind, type DialFailureDetails } from './failures.js';
export {
  attemptId,
  createFollowUpResultSchema,
  parseFollowUp,
  type AcceptedFollowUp,
  type Attempt,
  type FollowUpEnding,
  type FollowUpResult,
} from './follow-up.js';
export { formatIssues, type Issue, type Parsed } from './issues.js';
export { defaultLineSettings, resizedLines, type LineSettings, type LinesView } from './lines.js';
export { maskPhoneNumber } from './masking.js';
export { callIdAttribute, queryNames, searchAttributes, taskQueues, updateNames, workflowTypes } from './names.js';
export { defaultPriority, type Urgency } from './urgency.js';
export { outcomeOf, type EndFacts, type Verdict } from './outcome-of.js';
export { createCallResultSchema, outcomes, type CallResult, type Outcome } from './outcome.js';
export {
  createPlanSchema,
  parsePlan,
  resolvePlan,
  type FollowableOutcome,
  type FollowUpPlan,
  type ResolvedPlan,
} from './plan.js';
export { createRequestSchema, parseRequest, type StartOutboundVoiceContactRequest } from './request.js';
