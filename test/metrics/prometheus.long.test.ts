import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import getPort from 'get-port';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { connectRingonce } from '../../src/client/index.js';
import { projectRoot } from '../../src/dev/project-root.js';
import { awsSettings, startRingonce, temporalSettings, type Environment } from '../cli/ringonce-process.js';
import {
  findPrometheus,
  prometheusMissing,
  startPrometheus,
  type Prometheus,
  type Sample,
} from '../support/prometheus.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

const installed = findPrometheus();
if (installed === undefined) console.log(prometheusMissing);

const path = (...names: string[]) => join(projectRoot(), ...names);
const rulesFile = path('deploy', 'prometheus', 'alerts.yml');
const secret = 'correct-horse-battery';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: Readonly<Record<'summary' | 'description', string>>;
}
const { groups } = parse(await readFile(rulesFile, 'utf8')) as { readonly groups: readonly { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}
const dashboard = JSON.parse(await readFile(path('deploy', 'grafana', 'ringonce.json'), 'utf8')) as {
  readonly panels: readonly Panel[];
};
/** Grafana's own variables as it would fill them in. */
const filledIn = (query: string) => query.replaceAll('$__rate_interval', '1m').replaceAll('$connect_instance', '.*');
const panelQueries = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }, index) => ({ name: `${title}, ${index + 1}`, expr: filledIn(expr) })),
);

describe.skipIf(installed === undefined)('a Prometheus that scrapes a worker and an intake of contact events', () => {
  const opened: AsyncDisposable[] = [];
  let world: World;
  let prometheus: Prometheus;

  beforeAll(async () => {
    world = await startWorld({ timeScale: 30 });
    opened.push(world);
    const environment: Environment = {
      ...awsSettings,
      ...temporalSettings(world.server),
      AWS_ENDPOINT_URL_CONNECT: world.connect.url,
      RINGONCE_EVENTS_SECRET: secret,
    };
    const [workerPort, eventsPort, intakePort] = [await getPort(), await getPort(), await getPort()];
    const worker = startRingonce(['worker', '--metrics-port', String(workerPort)], environment);
    const events = startRingonce(
      ['events', '--port', String(intakePort), '--metrics-port', String(eventsPort)],
      environment,
    );
    opened.push(worker, events);
    await Promise.all([worker.untilPrinted('"msg":"ready"'), events.untilPrinted('"msg":"ready"')]);
    world.connect.configure({
      events: {
        url: `http://127.0.0.1:${intakePort}/contact-events`,
        headers: { 'x-ringonce-secret': secret },
      },
    });
    const targets = { worker: `127.0.0.1:${workerPort}`, events: `127.0.0.1:${eventsPort}` };
    prometheus = await startPrometheus(installed?.prometheus ?? '', targets, rulesFile);
    opened.push(prometheus);
    await seen('min(up) == 1 and count(up) == 2');
    await using ringonce = await connectRingonce(world.settings);
    const numbers = ['+12065550100', '+12065550102', '+12065550110'];
    await Promise.all(
      numbers.map(async (DestinationPhoneNumber, index) => {
        const call = await ringonce.start(`scraped-${index}`, aRequest({ DestinationPhoneNumber }));
        await call.result();
      }),
    );
  });
  afterAll(async () => {
    for (const resource of opened.reverse()) await resource[Symbol.asyncDispose]();
  });

  /** What a query answers once it answers anything. */
  const seen = (query: string): Promise<readonly Sample[]> =>
    vi.waitFor(
      async () => {
        const samples = await prometheus.query(query);
        if (samples.length === 0) throw new Error(`Nothing answers ${query}`);
        return samples;
      },
      { timeout: 150_000, interval: 250 },
    );

  it('sees what became of the calls, once each', async () => {
    await seen('sum(ringonce_calls_ended_total) == 3');
    await seen('sum(ringonce_dials_total{answer="accepted"}) == 3 and sum(ringonce_dials_total) == 3');
    await seen('sum(ringonce_due_to_dialled_seconds_count) == 3');
    await seen('sum(ringonce_contact_events_total{result="taken"}) > 3');
    // The SDK's own in the same scrape.
    await seen('sum(temporal_workflow_completed_total{workflow_type="outboundCall"}) == 3');
  });

  it('finds no ID of a call, no phone number and no label that grows with the calls', async () => {
    const samples = await seen('{job="worker"}');
    const labels = new Set(samples.flatMap(({ metric }) => Object.keys(metric)));

    expect(JSON.stringify(samples)).not.toMatch(/scraped-|2065550/);
    const known = ['connect_instance', 'answer', 'outcome', 'reason', 'result', 'operation', 'version', 'part', 'le'];
    const ofScrapes = ['__name__', 'job', 'instance'];
    const ofSdk = ['namespace', 'task_queue', 'workflow_type', 'activity_type', 'worker_type', 'poller_type'];
    const moreOfSdk = ['service_name', 'eager', 'failure_reason', 'status_code'];
    const ofNode = ['kind', 'space', 'type', 'major', 'minor', 'patch'];
    expect([...labels].filter((label) => ![known, ofScrapes, ofSdk, moreOfSdk, ofNode].flat().includes(label))).toEqual(
      [],
    );
  });

  it.each(panelQueries)('has an answer for the dashboard: $name', async ({ expr }) => {
    expect(await seen(expr)).not.toEqual([]);
  });

  it.each(rules)('can run the rule $alert, and has what it asks about', async ({ expr }) => {
    expect(Array.isArray(await prometheus.query(expr))).toBe(true);
    // Whatever is counted only once it happens, a worker that is well does not have.
    const rare = ['temporal_workflow_task_execution_failed_total'];
    for (const [name] of expr.matchAll(/\b(?:ringonce|temporal)_\w+/g))
      if (!rare.includes(name)) expect(await seen(`count({__name__="${name}"})`)).toHaveLength(1);
  });

  it.each(['ringonce_due_to_dialled_seconds', 'temporal_workflow_task_schedule_to_start_latency_seconds'])(
    'tells from %s how long most have waited, at most twice too much',
    async (name) => {
      const buckets = await seen(`count by (le) (${name}_bucket)`);
      const bounds = buckets.map(({ metric }) => Number(metric['le'])).sort((a, b) => a - b);
      // A quantile lies somewhere between two bounds. What takes longer than 15 minutes has raised an alert.
      const asked = bounds.filter((bound) => bound >= 10 && bound <= 900);
      expect(asked.length).toBeGreaterThan(4);
      for (const [index, bound] of asked.slice(1).entries()) expect(bound).toBeLessThanOrEqual(2 * (asked[index] ?? 0));
    },
  );

  it('raises no alert while all is well', async () => {
    // Calls may have waited a moment ago: what only might become an alert is none.
    expect(await prometheus.query('ALERTS{alertstate="firing"}')).toEqual([]);
  });
});

it.skipIf(installed === undefined)('the alerts rise and stay silent as test/metrics/alerts.test.yml says', async () => {
  const { stdout } = await promisify(execFile)(installed?.promtool ?? '', ['test', 'rules', 'alerts.test.yml'], {
    cwd: path('test', 'metrics'),
  });
  expect(stdout).toContain('SUCCESS');
});

it('tests every alert: one that rises', async () => {
  const { tests } = parse(await readFile(path('test', 'metrics', 'alerts.test.yml'), 'utf8')) as {
    readonly tests: readonly { alert_rule_test: readonly { alertname: string; exp_alerts?: readonly object[] }[] }[];
  };
  const risen = tests.flatMap(({ alert_rule_test }) =>
    alert_rule_test.filter(({ exp_alerts = [] }) => exp_alerts.length > 0).map(({ alertname }) => alertname),
  );

  expect(new Set(risen)).toEqual(new Set(rules.map(({ alert }) => alert)));
});
