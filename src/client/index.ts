// What a service uses to start, schedule, find, change and follow calls. Knows workflows by their names and types only, and loads no
// native code: the package ringonce-client is made of what this file reaches.
export type { BatchRow, BatchVerdict, CallRow, FollowUpRow, UnreadableRow } from '../batch/batch-row.js';
export { BatchStoppedError, type BatchOptions } from '../batch/start-batch.js';
export { InvalidRequestError, RingonceError } from '../contract/errors.js';
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
export { CallConflictError, type CallState, type Started } from '../contract/started.js';
export { chooseDataConverter } from '../encryption/data-converter.js';
export { DecryptionError, EncryptionKeysError } from '../encryption/errors.js';
export {
  loadConnectionSettings,
  type ConnectionSettings,
  type ConnectionSource,
} from '../temporal/connection-settings.js';
export { ConnectionSettingsError, NamespaceNotReadyError, TemporalUnreachableError } from '../temporal/errors.js';
export type { OutsideEnd } from '../temporal/outside-end.js';
export type { InstanceRate, QueueRates, Rates, RatesChange, RatesOf } from '../temporal/rates.js';
export type { QueueRate } from '../temporal/task-queue.js';
export { Call, StartedCall } from './call/call.js';
export type { CancelledCall } from './call/cancel-call.js';
export type { WaitingCall } from './call/waiting.js';
export {
  ActionRefusedError,
  CallCancelledError,
  CallFailedError,
  CallNotFoundError,
  CallNotPlacedError,
  CallRefusedError,
  NoWorkerError,
  ScheduleExistsError,
  ScheduleNotFoundError,
  WrongWorkflowTypeError,
} from './errors.js';
export { FollowUp, StartedFollowUp, type CallInProgress } from './follow-up/follow-up.js';
export { Lines } from './lines.js';
export { preview as previewCall, type Preview } from './preview.js';
export { connectRingonce, RingonceClient } from './ringonce-client.js';
export type { ScheduleDefinition, ScheduleOverlap } from './schedules/schedule-definition.js';
export type { ScheduledRun, ScheduleView } from './schedules/schedule-view.js';
export { Schedules, type ScheduleSummary } from './schedules/schedules.js';
export type { TriggeredRun } from './schedules/trigger.js';
