export type { ContactEventDocument } from './contact-events/event-document.js';
export type { ContactEvent, EventDelivery, EventFilter } from './contact-events/event-log.js';
export type { EventSettings } from './contact-events/event-settings.js';
export { ConnectServiceError, InvalidControlRequestError, PortInUseError, SimulatorClosedError } from './errors.js';
export type { Answered } from './contacts.js';
export type { EventFilter, SentEvent } from './event-delivery.js';
export type { EventType } from './event-documents.js';
export type { FaultDocument, FaultKind } from './faults.js';
export type { Ring, RingFilter } from './ledger.js';
export type { OperationName } from './operations/operation-names.js';
export type { ReceivedRequest, RequestFilter } from './received-requests.js';
export { numberOf, scenarioOf, scenarios, storyInWords, type Scenario, type ScenarioName } from './scenarios.js';
export {
  defaultSettings,
  type Rate,
  type EventSettings,
  type SettingsChange,
  type SimulatorSettings,
} from './settings.js';
export { startSimulator, type Simulator, type SimulatorOptions } from './start-simulator.js';
