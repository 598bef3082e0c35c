import { setMaxListeners } from 'node:events';
import { z } from 'zod';
import { Agenda, Clock } from './clock.js';
import { ContactEvents } from './contact-events/contact-events.js';
import { Contacts } from './contacts/contacts.js';
import { answeredCalls, ringValues, type AnsweredCall, type Ring, type RingFilter } from './contacts/ledger.js';
import { Faults } from './control/faults.js';
import { matching, parseControl } from './control/parse-control.js';
import { requestValues, type ReceivedRequest } from './control/received-requests.js';
import { WatchedList } from './control/watched-list.js';
import { RateLimits } from './rate-limits.js';
import { changeSettings, defaultSettings, type SettingsChange, type SimulatorSettings } from './settings.js';

export interface SimulationOptions {
  /** What differs from `defaultSettings`. */
  readonly settings?: SettingsChange;
  /** Wall clock, epoch milliseconds; default `Date.now`. Events of a clock that a test holds come when it asks for them, or moves time. */
  readonly now?: () => number;
  /** Called once for each API request, when its answer, reset or hanging is decided and not yet sent. */
  readonly onRequest?: (request: ReceivedRequest) => void;
  /** Called for each ring, before Connect has answered the request. */
  readonly onRing?: (ring: Ring) => void;
}

/** All that the simulated service knows. */
export class Simulation {
  readonly now: () => number;
  readonly onRequest: (request: ReceivedRequest) => void;
  readonly contacts: Contacts;
  readonly events: ContactEvents;
  /** Every phone that rang, in order: the oracle of a test that asks how often a call was placed. */
  readonly ledger = new WatchedList<Ring, RingFilter>(ringValues);
  /** Every API request in the order of arrival, refused and struck ones included. */
  readonly requests = new WatchedList(requestValues);
  readonly faults = new Faults();
  readonly rates: RateLimits;

  readonly #clock: Clock;
  readonly #agenda: Agenda;
  readonly #initialSettings: SimulatorSettings;
  #settings: SimulatorSettings;
  #interruption = newInterruption();

  constructor(options: SimulationOptions) {
    const { settings = {}, now = Date.now, onRequest = () => undefined, onRing = () => undefined } = options;
    this.#initialSettings = changeSettings(defaultSettings, settings);
    this.#settings = this.#initialSettings;
    this.now = now;
    this.onRequest = onRequest;
    this.#clock = new Clock(now, this.#settings.timeScale);
    this.#agenda = new Agenda(this.#clock);
    this.rates = new RateLimits(now);
    this.events = new ContactEvents({
      agenda: this.#agenda,
      settings: () => this.#settings.events,
      interrupted: () => this.interrupted,
    });
    this.contacts = new Contacts({
      clock: this.#clock,
      settings: () => this.#settings,
      onRing: (ring) => {
        this.ledger.add(ring);
        onRing(ring);
      },
      onCourse: (contact) => this.events.follow(contact),
    });
  }

  get settings(): SimulatorSettings {
    return this.#settings;
  }

  /** Aborts when requests that hang or are slow must end, and events be sent no more. */
  get interrupted(): AbortSignal {
    return this.#interruption.signal;
  }

  /** @throws InvalidControlRequestError; nothing is changed then */
  configure(change: unknown): void {
    this.#use(changeSettings(this.#settings, change));
  }

  /** The calls that have been answered by now, in the order of the answers. */
  answered(filter: RingFilter): AnsweredCall[] {
    const calls = answeredCalls(this.contacts.all(), (contact) => this.contacts.stateOf(contact));
    return calls.filter(matching(filter, ringValues));
  }

  /** The lives of all contacts jump ahead by simulated milliseconds. @throws InvalidControlRequestError */
  advance(ms: unknown): void {
    this.#clock.advance(parseControl(advanceMs, ms, 'ms'));
    this.tellWhatIsDue();
  }

  /** Whoever looks at the events sees all that have come, whether the timer has rung or not. */
  tellWhatIsDue(): void {
    this.#agenda.runDue();
  }

  /** Forgets contacts, tokens, rings, requests, events and faults, takes back changed settings and resets the connections of requests that hang. */
  reset(): void {
    this.#interruption.abort();
    this.#interruption = newInterruption();
    const { contacts, ledger, requests, faults, rates, events } = this;
    for (const memory of [contacts, ledger, requests, faults, rates, events, this.#agenda]) memory.clear();
    this.#use(this.#initialSettings);
  }

  /** Ends every wait for a ring, a request or an event, and sends no further event. */
  close(): void {
    this.#interruption.abort();
    this.ledger.close();
    this.requests.close();
    this.#agenda.clear();
    this.events.close();
  }

  #use(settings: SimulatorSettings): void {
    this.#settings = settings;
    this.#clock.setTimeScale(settings.timeScale);
    this.#agenda.runDue();
  }
}

/** A year at a time. */
const advanceMs = z
  .number()
  .min(0)
  .max(366 * 24 * 60 * 60 * 1000);

function newInterruption(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // each request that hangs and each delivery listens
  return controller;
}
