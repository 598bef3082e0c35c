import { afterEach, expect, it, vi } from 'vitest';
import { takenOn, timeZoneVersion } from '../../src/admission/data/versions.js';
import { outcomes } from '../../src/contract/outcome.js';
import { EventsMetrics } from '../../src/metrics/events-metrics.js';
import { WorkerMetrics } from '../../src/metrics/worker-metrics.js';
import { packageVersion } from '../../src/package-version.js';
import { aRequest } from '../support/requests.js';

afterEach(() => vi.useRealTimers());

const { InstanceId } = aRequest();
const ofInstance = `connect_instance="${InstanceId}"`;

/** All samples, as Prometheus reads them. */
const samples = async ({ registry }: WorkerMetrics | EventsMetrics) => (await registry.metrics()).split('\n');

it('tells in seconds how long a call has waited that was accepted, and of no other', async () => {
  const metrics = new WorkerMetrics();
  // The last: by a clock that is a little behind.
  for (const sinceDueMs of [90_500, 1_500, -40])
    metrics.dialSent({ InstanceId, answer: 'accepted', isResend: false, sinceDueMs });
  metrics.dialSent({ InstanceId, answer: 'not-now', isResend: false, sinceDueMs: 7_000 });

  const told = await samples(metrics);
  expect(told).toContain(`ringonce_due_to_dialled_seconds_sum{${ofInstance}} 92`);
  expect(told).toContain(`ringonce_due_to_dialled_seconds_count{${ofInstance}} 3`);
  expect(told).toContain(`ringonce_due_to_dialled_seconds_bucket{le="60",${ofInstance}} 2`);
});

it('begins all counters of an instance at 0 once it is known, under its ID alone', async () => {
  const metrics = new WorkerMetrics();
  metrics.knowInstance(`arn:aws:connect:us-west-2:111122223333:instance/${InstanceId}`);

  const told = await samples(metrics);
  for (const outcome of outcomes)
    expect(told).toContain(`ringonce_calls_ended_total{${ofInstance},outcome="${outcome}"} 0`);
  for (const answer of ['accepted', 'refused', 'not-now', 'unknown'])
    expect(told).toContain(`ringonce_dials_total{${ofInstance},answer="${answer}"} 0`);
  for (const name of ['resends_total', 'calls_in_doubt_total', 'ringing_seconds_count', 'talking_seconds_count'])
    expect(told).toContain(`ringonce_${name}{${ofInstance}} 0`);
});

it('tells the age of the time zones in seconds, anew each time', async () => {
  const metrics = new WorkerMetrics();
  for (const days of [10, 181]) {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(takenOn) + days * 86_400_000 });
    expect(await samples(metrics)).toContain(
      `ringonce_time_zone_data_age_seconds{version="${timeZoneVersion}"} ${days * 86_400}`,
    );
  }
});

it.each([
  { part: 'worker', metrics: new WorkerMetrics() },
  { part: 'events', metrics: new EventsMetrics() },
])('tells version and part: $part', async ({ part, metrics }) => {
  expect(await samples(metrics)).toContain(`ringonce_build_info{version="${packageVersion()}",part="${part}"} 1`);
});
