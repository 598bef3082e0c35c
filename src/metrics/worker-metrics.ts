// What a worker counts for Prometheus: names, labels and meaning of each metric, in one place. docs/metrics.md is held against it.

import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { takenOn, timeZoneVersion } from '../admission/data/versions.js';
import type { SentDial } from '../connect/sent-dial.js';
import type { CountedEnd, CountedFailure } from '../contract/call-sinks.js';
import { outcomes } from '../contract/outcome.js';
import { shortInstanceId } from '../contract/names.js';
import { RequestMetrics } from './request-metrics.js';

/** The label of an Amazon Connect instance. Prometheus keeps `instance` for the process that it has scraped. */
export const instanceLabel = 'connect_instance';

const dialAnswers = ['accepted', 'refused', 'not-now', 'unknown'] as const;
const failureReasons = ['invalid', 'refused', 'other'] as const satisfies readonly CountedFailure[];

/** Seconds. A call waits in the queue for as long as its lines are busy, which may be hours. */
const waitBuckets = [
  0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 450, 600, 900, 1_800, 3_600, 14_400,
];
const ringBuckets = [5, 10, 15, 20, 25, 30, 40, 60];
const talkBuckets = [5, 15, 30, 60, 120, 300, 600, 1_200, 3_600];

/** The metrics of a worker process. Make one for each worker that is started. */
export class WorkerMetrics {
  /** Serve `await registry.metrics()` to Prometheus. */
  readonly registry = new Registry();
  /** Of requests to Amazon Connect. */
  readonly requests: RequestMetrics;
  readonly #known = new Set<string>();
  readonly #dials: Counter<typeof instanceLabel | 'answer'>;
  readonly #resends: Counter<typeof instanceLabel>;
  readonly #dueToDialled: Histogram<typeof instanceLabel>;
  readonly #ended: Counter<typeof instanceLabel | 'outcome'>;
  readonly #failed: Counter<'reason'>;
  readonly #inDoubt: Counter<typeof instanceLabel>;
  readonly #ringing: Histogram<typeof instanceLabel>;
  readonly #talking: Histogram<typeof instanceLabel>;

  constructor() {
    const registers = [this.registry];
    const labelNames = [instanceLabel] as const;
    this.requests = new RequestMetrics(this.registry, 'worker');
    this.#dials = new Counter({
      name: 'ringonce_dials_total',
      help: 'Requests StartOutboundVoiceContact that were sent, by what the answer says: accepted, refused (never sent again), not-now (nothing rang), unknown (it may have rung)',
      labelNames: [instanceLabel, 'answer'],
      registers,
    });
    this.#resends = new Counter({
      name: 'ringonce_resends_total',
      help: 'Requests that were sent again, under the same token, because an earlier copy may have arrived',
      labelNames,
      registers,
    });
    this.#dueToDialled = new Histogram({
      name: 'ringonce_due_to_dialled_seconds',
      help: 'From the moment from which a call might be dialled to the answer of Amazon Connect that has accepted it: waiting for a line, for its turn, and for the answer',
      labelNames,
      buckets: waitBuckets,
      registers,
    });
    this.#ended = new Counter({
      name: 'ringonce_calls_ended_total',
      help: 'Calls that have ended, by outcome',
      labelNames: [instanceLabel, 'outcome'],
      registers,
    });
    this.#failed = new Counter({
      name: 'ringonce_calls_failed_total',
      help: 'Calls that have failed, which a person must fix: invalid (the request), refused (by Amazon Connect), other',
      labelNames: ['reason'],
      registers,
    });
    this.#inDoubt = new Counter({
      name: 'ringonce_calls_in_doubt_total',
      help: 'Calls that may have rung and whose contact was not known; most still find their outcome by a contact event',
      labelNames,
      registers,
    });
    this.#ringing = new Histogram({
      name: 'ringonce_ringing_seconds',
      help: 'From the dial to the answer, or to the end of a call that nobody answered',
      labelNames,
      buckets: ringBuckets,
      registers,
    });
    this.#talking = new Histogram({
      name: 'ringonce_talking_seconds',
      help: 'From the answer to the end, by whomever it was answered',
      labelNames,
      buckets: talkBuckets,
      registers,
    });
    const age: Gauge<'version'> = new Gauge({
      name: 'ringonce_time_zone_data_age_seconds',
      help: 'Age of the time zones, area codes and holidays that this version of ringonce decides by',
      labelNames: ['version'],
      registers,
      collect: (): void => age.set({ version: timeZoneVersion }, (Date.now() - Date.parse(takenOn)) / 1000),
    });
    for (const reason of failureReasons) this.#failed.inc({ reason }, 0);
  }

  /**
   * Begins an instance's counters, at 0: one whose first sample is 1 has not grown, as Prometheus sees it, and what is rare would never be noticed.
   *
   * @returns its ID, also where its ARN is given
   */
  knowInstance(InstanceId: string): string {
    const id = shortInstanceId(InstanceId);
    if (this.#known.has(id)) return id;
    this.#known.add(id);
    const labels = { [instanceLabel]: id };
    for (const answer of dialAnswers) this.#dials.inc({ ...labels, answer }, 0);
    for (const outcome of outcomes) this.#ended.inc({ ...labels, outcome }, 0);
    for (const counter of [this.#resends, this.#inDoubt]) counter.inc(labels, 0);
    for (const histogram of [this.#dueToDialled, this.#ringing, this.#talking]) histogram.zero(labels);
    return id;
  }

  /** A request went out, and was answered or not. */
  dialSent({ InstanceId, answer, isResend, sinceDueMs }: SentDial): void {
    const labels = this.#labels(InstanceId);
    this.#dials.inc({ ...labels, answer });
    if (isResend) this.#resends.inc(labels);
    if (answer === 'accepted') this.#dueToDialled.observe(labels, Math.max(0, sinceDueMs) / 1000);
  }

  /** A call has an outcome. */
  callEnded({ InstanceId, outcome, ringSeconds, talkSeconds }: CountedEnd): void {
    const labels = this.#labels(InstanceId);
    this.#ended.inc({ ...labels, outcome });
    if (ringSeconds !== undefined) this.#ringing.observe(labels, ringSeconds);
    if (talkSeconds !== undefined) this.#talking.observe(labels, talkSeconds);
  }

  /** A call has failed. */
  callFailed(reason: CountedFailure): void {
    this.#failed.inc({ reason });
  }

  /** A call may have rung, and its contact is not known. */
  callInDoubt(InstanceId: string): void {
    this.#inDoubt.inc(this.#labels(InstanceId));
  }

  #labels(InstanceId: string): Record<typeof instanceLabel, string> {
    return { [instanceLabel]: this.knowInstance(InstanceId) };
  }
}
