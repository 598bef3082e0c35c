export type { BatchRow, BatchVerdict, CallRow, FollowUpRow, UnreadableRow } from '../batch/batch-row.js';
export type { BatchOptions } from '../batch/start-batch.js';
export type { Backfilled, BackfillRange } from './schedules/backfill.js';
export { Call, StartedCall, type CallState, type Started } from './call/call.js';
export type { CancelledCall } from './call/cancel-call.js';
export {
  loadConnectionSettings,
  type ConnectionSettings,
  type ConnectionSource,
} from '../temporal/connection-settings.js';
export {
  ActionRefusedError,
  BatchStoppedError,
  CallCancelledError,
  CallConflictError,
  CallFailedError,
  CallNotFoundError,
  CallNotPlacedError,
  CallRefusedError,
  NoWorkerError,
  WrongWorkflowTypeError,
  ScheduleExistsError,
  ScheduleNotFoundError,
} from './errors.js';
export { InvalidRequestError } from '../contract/errors.js';
export { ConnectionSettingsError, NamespaceNotReadyError, TemporalUnreachableError } from '../temporal/errors.js';
export { RingonceError } from '../contract/errors.js';
export { FollowUp, StartedFollowUp, type CallInProgress } from './follow-up/follow-up.js';
export { Lines } from './lines.js';
export type { OutsideEnd } from '../temporal/outside-end.js';
export type { InstanceRate, PaceChange, PaceOf, QueuePace, QueueRate, QueueRates } from '../temporal/rates.js';
export { preview as previewCall, type Preview } from './preview.js';
export type { WaitingCall } from './call/waiting.js';
export { connectRingonce, RingonceClient } from './ringonce-client.js';
export type { ScheduleDefinition, ScheduleOverlap } from './schedules/schedule-definition.js';
export type { ScheduledRun, ScheduleView } from './schedules/schedule-view.js';
export { Schedules, type ScheduleSummary, type TriggeredRun } from './schedules/schedules.js';
export type {
  Attempt,
  CallingHours,
  CallOptions,
  CallPhase,
  CallResult,
  CallView,
  Cancellation,
  FollowUpEnding,
  FollowUpPhase,
  FollowUpPlan,
  FollowUpResult,
  FollowUpView,
  Hold,
  HoldReason,
  Issue,
  LineSettings,
  LinesView,
  Outcome,
  StartOutboundVoiceContactRequest,
  TimesChange,
} from '../contract/index.js';
