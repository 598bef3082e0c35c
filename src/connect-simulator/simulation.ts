import { setMaxListeners } from 'node:events';

import { Clock } from './clock.js';
import { Contacts } from './contacts.js';
import { EventClock } from './event-clock.js';
import { EventDelivery } from './event-delivery.js';
import { Faults } from './faults.js';
import { Ledger, type Ring } from './ledger.js';
import { createRandom } from './random.js';
import { RateLimits } from './rate-limits.js';
import { ReceivedRequests, type ReceivedRequest } from './received-requests.js';
import { changeSettings, defaultSettings, type SettingsChange, type SimulatorSettings } from './settings.js';

export interface SimulationOptions {
  readonly settings?: SettingsChange;
  /** Of the chance that decides how events fare. */
  readonly seed: number;
  readonly now: () => number;
  readonly onRequest: (request: ReceivedRequest) => void;
  readonly onRing: (ring: Ring) => void;
}

/** All that the simulated service knows. */
export class Simulation {
  readonly now: () => number;
  readonly onRequest: (request: ReceivedRequest) => void;
  readonly contacts: Contacts;
  readonly ledger: Ledger;
  readonly requests = new ReceivedRequests();
  readonly faults = new Faults();
  readonly rates: RateLimits;
  readonly events: EventDelivery;

  readonly #eventClock: EventClock;
  readonly #clock: Clock;
  readonly #initialSettings: SimulatorSettings;
  #settings: SimulatorSettings;
  #interruption = newInterruption();

  constructor({ settings = {}, seed, now, onRequest, onRing }: SimulationOptions) {
    this.#initialSettings = changeSettings(defaultSettings, settings);
    this.#settings = this.#initialSettings;
    this.now = now;
    this.onRequest = onRequest;
    this.#clock = new Clock(now, this.#settings.timeScale);
    this.ledger = new Ledger(onRing);
    this.rates = new RateLimits(now);
    this.events = new EventDelivery(() => this.#settings.events, createRandom(seed));
    this.#eventClock = new EventClock(
      { nowOf: (contact) => this.contacts.nowOf(contact), timeScale: () => this.#settings.timeScale },
      this.events,
    );
    this.contacts = new Contacts({
      clock: this.#clock,
      ledger: this.ledger,
      settings: () => this.#settings,
      onChange: (contact) => this.#eventClock.add(contact),
    });
  }

  get settings(): SimulatorSettings {
    return this.#settings;
  }

  /** Aborts when requests that hang or are slow must end. */
  get interrupted(): AbortSignal {
    return this.#interruption.signal;
  }

  /** @throws InvalidControlRequestError; nothing is changed then */
  configure(change: unknown): void {
    this.#use(changeSettings(this.#settings, change));
  }

  /** Forgets contacts, tokens, rings, requests and faults, takes back changed settings and resets the connections of requests that hang. */
  reset(): void {
    this.interrupt();
    this.#interruption = newInterruption();
    this.#eventClock.clear();
    for (const memory of [this.contacts, this.ledger, this.requests, this.events, this.faults, this.rates])
      memory.clear();
    this.#use(this.#initialSettings);
  }

  /** Contacts' time jumps ahead; the events that fall due are sent. */
  advance(ms: number): void {
    this.#clock.advance(ms);
    this.#eventClock.tick();
  }

  interrupt(): void {
    this.#interruption.abort();
  }

  /** Ends every wait for a ring or a request. */
  close(): void {
    this.interrupt();
    this.ledger.close();
    this.requests.close();
    this.#eventClock.clear();
    this.events.close();
  }

  #use(settings: SimulatorSettings): void {
    this.#settings = settings;
    this.#clock.setTimeScale(settings.timeScale);
    this.#eventClock.tick();
  }
}

function newInterruption(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // each hanging request listens
  return controller;
}
