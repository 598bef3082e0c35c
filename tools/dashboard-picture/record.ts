// Ten minutes of calls on an instance of 20 lines, and what the dashboard's queries answer about them: a rush, a throttle, a lost answer, a refused number.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import getPort from 'get-port';
import { projectRoot } from '../../src/dev/project-root.js';
import { awsSettings, startRingonce, temporalSettings } from '../../test/cli/ringonce-process.js';
import { findPrometheus, prometheusMissing, startPrometheus, type Series } from '../../test/support/prometheus.js';
import { aRequest } from '../../test/support/requests.js';
import { startWorld } from '../../test/support/world.js';

const minutes = 10;
const secret = 'correct-horse-battery';
const { InstanceId } = aRequest();

/** A panel of the dashboard's JSON, as far as it is drawn. */
export interface Panel {
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat?: string }[];
}

export interface Recording {
  readonly panels: readonly Panel[];
  /** For each panel, for each of its queries: what it answered. */
  readonly answers: readonly (readonly (readonly Series[])[])[];
  /** Unix seconds. */
  readonly range: { readonly start: number; readonly end: number };
}

export async function recordDashboard(): Promise<Recording> {
  const installed = findPrometheus();
  if (installed === undefined) throw new Error(prometheusMissing);
  await using world = await startWorld({ timeScale: 6, lines: 20, dialsPerSecond: 4 });
  const environment = {
    ...awsSettings,
    ...temporalSettings(world.server),
    AWS_ENDPOINT_URL_CONNECT: world.connect.url,
    RINGONCE_EVENTS_SECRET: secret,
  };
  const [workerPort, eventsPort, intakePort] = [await getPort(), await getPort(), await getPort()];
  await using worker = startRingonce(['worker', '--metrics-port', String(workerPort)], environment);
  await using events = startRingonce(
    ['events', '--port', String(intakePort), '--metrics-port', String(eventsPort)],
    environment,
  );
  await Promise.all([worker.untilPrinted('"msg":"ready"'), events.untilPrinted('"msg":"ready"')]);
  world.connect.configure({
    events: { url: `http://127.0.0.1:${intakePort}/contact-events`, headers: { 'x-ringonce-secret': secret } },
  });
  const targets = { worker: `127.0.0.1:${workerPort}`, events: `127.0.0.1:${eventsPort}` };
  const rules = join(projectRoot(), 'deploy', 'prometheus', 'alerts.yml');
  await using prometheus = await startPrometheus(installed.prometheus, targets, rules);
  await world.ringonce.lines.set(InstanceId, { lines: 20 });

  const start = Date.now() / 1_000;
  const end = start + minutes * 60;
  await placeCalls(world, end);
  const dashboard = JSON.parse(
    await readFile(join(projectRoot(), 'deploy', 'grafana', 'ringonce.json'), 'utf8'),
  ) as Pick<Recording, 'panels'>;
  const answers: (readonly Series[])[][] = [];
  for (const { targets: queries = [] } of dashboard.panels) {
    const answer: (readonly Series[])[] = [];
    for (const { expr } of queries)
      // Grafana's own variables as it fills them in.
      answer.push(
        await prometheus.queryRange(expr.replaceAll('$__rate_interval', '1m').replaceAll('$connect_instance', '.*'), {
          start,
          end,
          step: 5,
        }),
      );
    answers.push(answer);
  }
  return { panels: dashboard.panels, answers, range: { start, end } };
}

/** Last digits of the local Connect's numbers: answered, voicemail, rings out, busy, invalid. */
const callees = ['00', '01', '02', '10', '00', '20', '30', '05', '00', '11', '21', '31'];

async function placeCalls({ ringonce, connect }: Awaited<ReturnType<typeof startWorld>>, end: number): Promise<void> {
  const begin = Date.now() / 1_000;
  let calls = 0;
  const place = async (callee = callees[calls % callees.length] ?? '00'): Promise<void> => {
    calls += 1;
    await ringonce.start(`order-${calls}`, aRequest({ DestinationPhoneNumber: `+120655501${callee}` }), {
      lines: 'pool',
    });
  };
  const events = [
    { minute: 2.5, happens: () => Promise.all(Array.from({ length: 150 }, () => place())) },
    {
      minute: 5,
      happens: () => connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'throttle', times: 12 }),
    },
    {
      minute: 6.5,
      happens: () => connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'reset-after', times: 5 }),
    },
    { minute: 7.5, happens: () => place('40') },
  ];
  while (Date.now() / 1_000 < end) {
    const minute = (Date.now() / 1_000 - begin) / 60;
    while ((events[0]?.minute ?? Infinity) <= minute) await Promise.resolve(events.shift()?.happens());
    await place();
    // A picture wants real time to pass.
    await delay(700 + 400 * Math.sin(minute));
  }
}
