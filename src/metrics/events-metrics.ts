import { Counter, Registry } from 'prom-client';
import { RequestMetrics } from './request-metrics.js';

const receives = ['answered', 'failed'] as const;
const fates = ['taken', 'ignored', 'again', 'malformed', 'unauthorized'] as const;

/** The metrics of an intake of contact events. Make one for each that is started. */
export class EventsMetrics {
  /** Serve `await registry.metrics()` to Prometheus. */
  readonly registry = new Registry();
  /** Of requests to Amazon Connect. */
  readonly requests: RequestMetrics;
  readonly #events: Counter<'result'>;
  readonly #receives: Counter<'result'>;

  constructor() {
    this.requests = new RequestMetrics(this.registry, 'events');
    this.#events = new Counter({
      name: 'ringonce_contact_events_total',
      help: 'Contact events that came, by result: taken, ignored (of no call), again (to be delivered once more), malformed, unauthorized (a request without the secret)',
      labelNames: ['result'],
      registers: [this.registry],
    });
    for (const result of fates) this.#events.inc({ result }, 0);
    this.#receives = new Counter({
      name: 'ringonce_event_queue_receives_total',
      help: 'Requests to the SQS queue for messages, by result: answered (also without a message), failed (the log says why)',
      labelNames: ['result'],
      registers: [this.registry],
    });
    for (const result of receives) this.#receives.inc({ result }, 0);
  }

  /** A contact event came, and this became of it. */
  eventCame(result: (typeof fates)[number]): void {
    this.#events.inc({ result });
  }

  /** The queue was asked for messages. */
  queueAsked(result: (typeof receives)[number]): void {
    this.#receives.inc({ result });
  }
}
