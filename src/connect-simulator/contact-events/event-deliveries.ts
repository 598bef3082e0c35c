import { setTimeout as delay } from 'node:timers/promises';
import type { WatchedList } from '../control/watched-list.js';
import type { EventSettings } from '../settings.js';
import { chance } from './event-chances.js';
import type { ContactEvent, EventDelivery } from './event-log.js';
import { EventTargets } from './event-targets.js';

/** How events are sent at present. */
export interface Sending {
  readonly settings: () => EventSettings;
  /** Aborts when nothing is to be sent any more of what has been dispatched. */
  readonly interrupted: () => AbortSignal;
}

/** An event to send. */
export interface Dispatch {
  readonly document: () => unknown;
  readonly contactId: string | null;
  readonly eventType: string | null;
  /** What its chances of loss, duplication and delay are drawn for. */
  readonly chanceKey: string;
}

interface Copy {
  readonly delivery: EventDelivery;
  readonly body: string;
  readonly lateMs: number;
  readonly signal: AbortSignal;
}

const longestRetryWaitMs = 60_000;

/**
 * Sends events as an EventBridge rule with these targets would, at least once and with chance's help not at all.
 *
 * The events of one contact are tried one after another, so that without `reorder`, `delayMs` and failures they arrive in order;
 * AWS promises no order. A repeated attempt keeps no other event waiting, and neither do two copies of one event each other.
 */
export class EventDeliveries {
  readonly #log: WatchedList<ContactEvent>;
  readonly #sending: Sending;
  readonly #targets: EventTargets;
  /** The last first attempt of each contact, by target. */
  readonly #lanes = new Map<string, Promise<unknown>>();

  constructor(log: WatchedList<ContactEvent>, sending: Sending) {
    this.#log = log;
    this.#sending = sending;
    this.#targets = new EventTargets(sending.settings);
  }

  /** Enters the event into the log and begins to send it. */
  dispatch({ document, contactId, eventType, chanceKey }: Dispatch): ContactEvent {
    const { seed, lossRate, duplicateRate, delayMs } = this.#sending.settings();
    const targets = this.#targets.names();
    if (targets.length === 0) return this.#enterUnsent({ document, contactId, eventType });
    const sent = document();
    const body = JSON.stringify(sent);
    const signal = this.#sending.interrupted();
    const copiesByTarget = targets.map((target): Copy[] => {
      const isLost = chance(seed, 'loss', chanceKey, target) < lossRate;
      const isDoubled = !isLost && chance(seed, 'duplicate', chanceKey, target) < duplicateRate;
      return Array.from({ length: isDoubled ? 2 : 1 }, (_, copy) => ({
        delivery: { target, status: isLost ? 'dropped' : 'waiting', attempts: 0, error: null },
        body,
        lateMs: Math.floor(chance(seed, 'delay', chanceKey, target, String(copy)) * (delayMs + 1)),
        signal,
      }));
    });
    const deliveries = copiesByTarget.flat().map(({ delivery }) => delivery);
    const event: ContactEvent = { contactId, eventType, document: sent, deliveries };
    this.#log.add(event);
    for (const copies of copiesByTarget) this.#send(copies, contactId);
    return event;
  }

  clear(): void {
    this.#lanes.clear();
  }

  close(): void {
    this.#targets.close();
  }

  /** Where nothing is sent, nobody pays for documents that may never be looked at: many calls are placed to measure. */
  #enterUnsent({ document, contactId, eventType }: Omit<Dispatch, 'chanceKey'>): ContactEvent {
    const event = {
      contactId,
      eventType,
      get document() {
        return document();
      },
      deliveries: [],
    };
    this.#log.add(event);
    return event;
  }

  #send(copies: readonly Copy[], contactId: string | null): void {
    const toSend = copies.filter(({ delivery }) => delivery.status !== 'dropped');
    const [first] = toSend;
    if (!first) return;
    if (this.#sending.settings().delayMs > 0 || contactId === null) {
      for (const copy of toSend) void this.#sendLate(copy);
      return;
    }
    const lane = JSON.stringify([contactId, first.delivery.target]);
    const before = this.#lanes.get(lane) ?? Promise.resolve();
    const turn = before.then(() => Promise.all(toSend.map((copy) => this.#attempt(copy))));
    this.#lanes.set(lane, turn);
    void turn.then(() => {
      if (this.#lanes.get(lane) === turn) this.#lanes.delete(lane);
    });
  }

  async #sendLate(copy: Copy): Promise<void> {
    if (copy.lateMs > 0) await pause(copy.lateMs, copy.signal);
    await this.#attempt(copy);
  }

  /** One attempt; further ones follow by themselves, and this one's end does not wait for them. */
  async #attempt(copy: Copy): Promise<void> {
    const { delivery, body, signal } = copy;
    if (signal.aborted) return;
    delivery.attempts += 1;
    const result = await this.#targets.send(delivery.target, body, signal);
    const { maxAttempts, retryMs } = this.#sending.settings();
    if (result === 'delivered') {
      Object.assign(delivery, { status: 'delivered', error: null });
    } else {
      const isRetried = result.mayPass && delivery.attempts < maxAttempts;
      Object.assign(delivery, { status: isRetried ? 'retrying' : 'failed', error: result.error });
      if (isRetried) {
        const waitMs = Math.min(retryMs * 2 ** (delivery.attempts - 1), longestRetryWaitMs);
        void pause(waitMs, signal).then(() => this.#attempt(copy));
      }
    }
    this.#log.changed();
  }
}

/** Ends early, and quietly, when `signal` aborts: whoever waited looks at it. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
