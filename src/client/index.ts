export type { BatchRow, BatchVerdict, CallRow, FollowUpRow, UnreadableRow } from './batch-row.js';
export type { BatchOptions } from './start-batch.js';
export type { Backfilled, BackfillRange } from './backfill.js';
export { Call, StartedCall, type CallState, type Started } from './call.js';
export type { CancelledCall } from './cancel-call.js';
export { loadConnectionSettings, type ConnectionSettings, type ConnectionSource } from './connection-settings.js';
export {
  ActionRefusedError,
  BatchStoppedError,
  CallCancelledError,
  CallConflictError,
  CallFailedError,
  CallNotFoundError,
  CallNotPlacedError,
  CallRefusedError,
  ConnectionSettingsError,
  InvalidRequestError,
  NamespaceNotReadyError,
  NoWorkerError,
  WrongWorkflowTypeError,
  RingonceError,
  ScheduleExistsError,
  ScheduleNotFoundError,
  TemporalUnreachableError,
} from './errors.js';
export { FollowUp, StartedFollowUp, type CallInProgress } from './follow-up.js';
export { Lines } from './lines.js';
export type { OutsideEnd } from './outside-end.js';
export type { InstanceRate, PaceChange, PaceOf, QueuePace, QueueRate, QueueRates } from './pace.js';
export { preview as previewCall, type Preview } from './preview.js';
export type { WaitingCall } from './waiting.js';
export { connectRingonce, RingonceClient } from './ringonce-client.js';
export type { ScheduleDefinition, ScheduleOverlap } from './schedule-definition.js';
export type { ScheduledRun, ScheduleView } from './schedule-view.js';
export { Schedules, type ScheduleSummary, type TriggeredRun } from './schedules.js';
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
