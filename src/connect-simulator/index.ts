// The local Amazon Connect. It imports nothing of ringonce but the wire's manners, so that two readings of one AWS page check each other.
export type { ContactEventDocument } from './contact-events/event-document.js';
export type { ContactEvent, EventDelivery, EventFilter } from './contact-events/event-log.js';
export type { AnsweredCall, Ring, RingFilter } from './contacts/ledger.js';
export {
  numberOf,
  scenarioInWords,
  scenarioOf,
  scenarios,
  type Scenario,
  type ScenarioName,
} from './contacts/scenarios.js';
export type { FaultDocument, FaultKind } from './control/faults.js';
export type { ReceivedRequest, RequestFilter } from './control/received-requests.js';
export { ConnectServiceError } from '../connect-protocol/errors.js';
export { InvalidControlRequestError, PortInUseError, SimulatorClosedError } from './errors.js';
export type { OperationName, Rate } from './rate-limits.js';
export { defaultSettings, type EventSettings, type SettingsChange, type SimulatorSettings } from './settings.js';
export { startSimulator, type Simulator, type SimulatorOptions } from './start-simulator.js';
