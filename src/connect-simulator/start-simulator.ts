import type { Answered } from './contacts.js';
import { PortInUseError } from './errors.js';
import { eventMatches, type EventFilter, type SentEvent } from './event-delivery.js';
import { eventsOf } from './event-documents.js';
import type { FaultDocument } from './faults.js';
import { createHttpServer } from './http-server.js';
import { ringMatches, type Ring, type RingFilter } from './ledger.js';
import { requestMatches, type ReceivedRequest, type RequestFilter } from './received-requests.js';
import type { SettingsChange, SimulatorSettings } from './settings.js';
import { Simulation } from './simulation.js';

export interface SimulatorOptions {
  /** Address to listen on; default 127.0.0.1, this machine alone. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** What differs from `defaultSettings`. */
  readonly settings?: SettingsChange;
  /** Of the chance that decides which events get lost, doubled or delayed. Default 1. */
  readonly seed?: number;
  /** Wall clock, epoch milliseconds; default `Date.now`. */
  readonly now?: () => number;
  /** Called once for each API request, when its answer, reset or hanging is decided and not yet sent. */
  readonly onRequest?: (request: ReceivedRequest) => void;
  /** Called for each ring, before Connect has answered the request. */
  readonly onRing?: (ring: Ring) => void;
}

/** A running simulator: the control API without HTTP. */
export interface Simulator extends AsyncDisposable {
  /** Endpoint for an SDK or the AWS CLI, e.g. `http://127.0.0.1:4010`. */
  readonly url: string;
  readonly port: number;
  readonly settings: SimulatorSettings;
  /** Every phone that rang, in order. */
  ledger(filter?: RingFilter): Ring[];
  /** Every API request, in order. The entries are live: `status` is set when the answer goes out. */
  requests(filter?: RequestFilter): ReceivedRequest[];
  /** Arms a fault. @throws InvalidControlRequestError */
  inject(fault: FaultDocument): void;
  clearFaults(): void;
  /** Merges settings. @throws InvalidControlRequestError */
  configure(settings: SettingsChange): void;
  /** Forgets everything, faults and changed settings included; requests that hang get a connection reset. */
  reset(): void;
  /** Waits until `count` matching requests have come in; rejects with SimulatorClosedError. */
  untilRequests(count: number, filter?: RequestFilter): Promise<ReceivedRequest[]>;
  /** Waits until `count` matching phones have rung; rejects with SimulatorClosedError. */
  untilRings(count: number, filter?: RingFilter): Promise<Ring[]>;
  /** Every contact that was answered by now, in order of answering. */
  answered(): Answered[];
  /** Every contact event so far and what became of it, in order. */
  events(filter?: EventFilter): SentEvent[];
  /** Waits until there are `count` matching events; rejects with SimulatorClosedError. */
  untilEvents(count: number, filter?: EventFilter): Promise<SentEvent[]>;
  /** Sends an event of one's own making; it fares like any other. */
  emit(document: object): void;
  /** The documents of all events of a contact's life, also of those still to come; empty if there is no such contact. */
  contactEvents(ContactId: string): object[];
  /** Contacts' time jumps ahead by simulated milliseconds. */
  advance(ms: number): void;
  /** Stops at once, whatever hangs. May be called twice. */
  close(): Promise<void>;
}

/**
 * Starts a local Amazon Connect. What it models and what not: README.md in this folder.
 * @throws PortInUseError if another process listens on the port
 * @throws InvalidControlRequestError if a setting is unknown or out of its limits
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const {
    host = '127.0.0.1',
    port = 0,
    seed = 1,
    now = Date.now,
    onRequest = () => undefined,
    onRing = () => undefined,
  } = options;
  const simulation = new Simulation({ settings: options.settings ?? {}, seed, now, onRequest, onRing });
  const server = createHttpServer(simulation);
  const url = await server.listen({ host, port }).catch((error: unknown) => {
    throw isAddressInUse(error) ? new PortInUseError(host, port, { cause: error }) : error;
  });
  const { ledger, requests, faults, events } = simulation;

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
    ledger: (filter = {}) => ledger.all(ringMatches(filter)),
    requests: (filter = {}) => requests.all(requestMatches(filter)),
    inject: (fault) => faults.inject(fault),
    clearFaults: () => faults.clear(),
    configure: (settings) => simulation.configure(settings),
    reset: () => simulation.reset(),
    untilRequests: (count, filter = {}) => requests.untilAtLeast(count, requestMatches(filter)),
    untilRings: (count, filter = {}) => ledger.untilAtLeast(count, ringMatches(filter)),
    answered: () => simulation.contacts.answered(),
    events: (filter = {}) => events.all(eventMatches(filter)),
    untilEvents: (count, filter = {}) => events.untilAtLeast(count, eventMatches(filter)),
    emit: (document) => events.send({ document }),
    contactEvents: (ContactId) => {
      const contact = simulation.contacts.get(ContactId);
      return contact === undefined ? [] : eventsOf(contact).map(({ document }) => document);
    },
    advance: (ms) => simulation.advance(ms),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function isAddressInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
