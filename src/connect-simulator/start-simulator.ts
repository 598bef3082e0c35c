// Assembles the local Connect: one simulation, its HTTP server, and the same without HTTP for tests.

import type { ContactEventDocument } from './contact-events/event-document.js';
import type { ContactEvent, EventFilter } from './contact-events/event-log.js';
import type { AnsweredCall, Ring, RingFilter } from './contacts/ledger.js';
import type { FaultDocument } from './control/faults.js';
import { requireKnown } from './control/parse-control.js';
import type { ReceivedRequest, RequestFilter } from './control/received-requests.js';
import { PortInUseError } from './errors.js';
import { createHttpServer } from './http/http-server.js';
import type { SettingsChange, SimulatorSettings } from './settings.js';
import { Simulation, type SimulationOptions } from './simulation.js';

/** How the local Connect is started. */
export interface SimulatorOptions extends SimulationOptions {
  /** Address to listen on; default 127.0.0.1, this machine alone. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
}

/** A running simulator: the control API without HTTP. */
export interface Simulator extends AsyncDisposable {
  /** Endpoint for an SDK or the AWS CLI, e.g. `http://127.0.0.1:4010`. */
  readonly url: string;
  readonly port: number;
  readonly settings: SimulatorSettings;
  /** Every phone that rang, in order. */
  ledger(filter?: RingFilter): Ring[];
  /** The calls that have been answered by now, in the order of the answers. */
  answered(filter?: RingFilter): AnsweredCall[];
  /** Every API request, in order. The entries are live: `status` is set when the answer goes out. */
  requests(filter?: RequestFilter): ReceivedRequest[];
  /** Every contact event that has gone out, in order. The entries are live: `deliveries` tell what has become of it. */
  events(filter?: EventFilter): ContactEvent[];
  /**
   * Every event that a contact has sent or will send as its life stands, in order, each as it is sent: for a test that permutes,
   * repeats or drops them itself. Empty if there is no such contact.
   */
  contactEvents(contactId: string): ContactEventDocument[];
  /** Sends any JSON document the way that events go, with all that may happen to it there. */
  emit(document: unknown): ContactEvent;
  /** The lives of all contacts jump ahead by simulated milliseconds; what is due by then happens. @throws InvalidControlRequestError */
  advance(ms: number): void;
  /**
   * An agent hands a call over: the contact ends with AGENT_DISCONNECT, and the call goes on as another one, whose ID is given back.
   * @throws InvalidControlRequestError unless the contact is in a call
   */
  transfer(contactId: string): string;
  /** Arms a fault. @throws InvalidControlRequestError */
  inject(fault: FaultDocument): void;
  /** Takes back every fault that has not happened yet. */
  clearFaults(): void;
  /** Merges settings. @throws InvalidControlRequestError */
  configure(settings: SettingsChange): void;
  /** Forgets everything, faults and changed settings included; requests that hang get a connection reset, events are sent no more. */
  reset(): void;
  /** Waits until `count` matching requests have come in; rejects with SimulatorClosedError. */
  untilRequests(count: number, filter?: RequestFilter): Promise<ReceivedRequest[]>;
  /** Waits until `count` matching phones have rung; rejects with SimulatorClosedError. */
  untilRings(count: number, filter?: RingFilter): Promise<Ring[]>;
  /** Waits until `count` matching events have gone out; with a `status`, until deliveries have it. Rejects with SimulatorClosedError. */
  untilEvents(count: number, filter?: EventFilter): Promise<ContactEvent[]>;
  /** Stops at once, whatever hangs. May be called twice. */
  close(): Promise<void>;
}

/**
 * Starts a local Amazon Connect. What it models and what not: README.md in this folder.
 * @throws PortInUseError if another process listens on the port
 * @throws InvalidControlRequestError if an option or a setting is unknown, or a setting out of its limits
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  requireKnown(options, ['host', 'port', 'settings', 'now', 'onRequest', 'onRing'], 'options');
  const { host = '127.0.0.1', port = 0 } = options;
  const simulation = new Simulation(options);
  const server = createHttpServer(simulation);
  const url = await server.listen({ host, port }).catch((error: unknown) => {
    throw isAddressInUse(error) ? new PortInUseError(host, port, { cause: error }) : error;
  });
  const { contacts, events, ledger, requests, faults } = simulation;

  const close = async (): Promise<void> => {
    simulation.close();
    await server.close();
  };
  return {
    url,
    port: Number(new URL(url).port),
    get settings() {
      return simulation.settings;
    },
    ledger: (filter) => ledger.all(filter),
    requests: (filter) => requests.all(filter),
    answered: (filter = {}) => simulation.answered(filter),
    events: (filter) => {
      simulation.tellWhatIsDue();
      return events.log.all(filter);
    },
    contactEvents: (contactId) => {
      const contact = contacts.withId(contactId);
      return contact ? events.documentsOf(contact) : [];
    },
    emit: (document) => events.emit(document),
    advance: (ms) => simulation.advance(ms),
    transfer: (contactId) => contacts.transfer(contactId).contactId,
    inject: (fault) => faults.inject(fault),
    clearFaults: () => faults.clear(),
    configure: (settings) => simulation.configure(settings),
    reset: () => simulation.reset(),
    untilRequests: (count, filter) => requests.untilAtLeast(count, filter),
    untilRings: (count, filter) => ledger.untilAtLeast(count, filter),
    untilEvents: (count, filter) => {
      simulation.tellWhatIsDue();
      return events.log.untilAtLeast(count, filter);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function isAddressInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
