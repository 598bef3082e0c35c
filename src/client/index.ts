export { Call, StartedCall, type CallState } from './call.js';
export type { CancelledCall } from './cancel-call.js';
export { loadConnectionSettings, type ConnectionSettings, type ConnectionSource } from './connection-settings.js';
export {
  CallCancelledError,
  CallConflictError,
  CallFailedError,
  CallNotFoundError,
  CallNotPlacedError,
  CallRefusedError,
  ConnectionSettingsError,
  InvalidRequestError,
  NamespaceNotReadyError,
  RingonceError,
  TemporalUnreachableError,
} from './errors.js';
export type { OutsideEnd } from './outside-end.js';
export { connectRingonce, RingonceClient } from './ringonce-client.js';
export type {
  CallOptions,
  CallPhase,
  CallResult,
  CallView,
  Cancellation,
  Issue,
  Outcome,
  StartOutboundVoiceContactRequest,
} from '../contract/index.js';
