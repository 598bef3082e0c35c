import { Client, Connection } from '@temporalio/client';
import type { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { EventsMetrics } from '../../src/metrics/events-metrics.js';
import { watchLines } from '../../src/metrics/lines-metrics.js';
import { WorkerMetrics } from '../../src/metrics/worker-metrics.js';
import { tableOf, textOf } from '../support/markdown.js';

const page = await textOf('docs/metrics.md');

const worker = new WorkerMetrics();
// Nobody asks it anything here: it never connects.
watchLines(worker, new Client({ connection: Connection.lazy() }));

/** As the page has them. */
const rowsOf = (registry: Registry): string[][] =>
  registry.getMetricsAsArray().map((metric) => {
    const { name, help, labelNames } = metric as unknown as Record<'name' | 'help', string> & { labelNames: string[] };
    const labels = labelNames.map((label) => `\`${label}\``).join(', ');
    return [`\`${name}\``, metric.constructor.name.toLowerCase(), labels, help];
  });

it.each([
  { of: 'worker', registry: worker.registry, table: 'metric of a worker' },
  { of: 'intake', registry: new EventsMetrics().registry, table: 'metric of an intake' },
])('docs/metrics.md has every metric of a $of, as it is', ({ registry, table }) => {
  expect(tableOf(page, table)).toEqual(rowsOf(registry));
});
