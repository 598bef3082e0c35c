import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { executableSettings } from '../../src/dev/executable-settings.js';
import { findOnPath } from '../../src/dev/find-executable.js';

/** Prometheus and its tool; undefined where they are not installed. */
export function findPrometheus(): { readonly prometheus: string; readonly promtool: string } | undefined {
  const { pathDirectories } = executableSettings();
  const prometheus = findOnPath('prometheus', pathDirectories);
  const promtool = findOnPath('promtool', pathDirectories);
  return prometheus === undefined || promtool === undefined ? undefined : { prometheus, promtool };
}

export const prometheusMissing =
  'No Prometheus: alerts and dashboard are not tried. Install it (on Debian `apt-get install prometheus`).';

/** A sample of an instant query: its labels, and its value as text. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

export interface Prometheus extends AsyncDisposable {
  /** What a query answers now. @throws with Prometheus' words when it cannot be run */
  query(query: string): Promise<readonly Sample[]>;
}

/** A Prometheus that scrapes these addresses every second, with what it has seen in a folder of its own. */
export async function startPrometheus(
  executable: string,
  targets: Readonly<Record<string, string>>,
  ruleFile: string,
): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'ringonce-prometheus-'));
  const jobs = Object.entries(targets).map(([job, target]) => ({
    job_name: job,
    static_configs: [{ targets: [target] }],
  }));
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: [ruleFile],
    scrape_configs: jobs,
  };
  // YAML reads JSON.
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const port = await getPort({ host: '127.0.0.1' });
  const args = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  const child = spawn(executable, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const ended = once(child, 'close');
  const url = `http://127.0.0.1:${port}`;
  return {
    async query(query) {
      if (child.exitCode !== null) throw new Error(`Prometheus has ended:\n${log}`);
      const answer = await fetch(`${url}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query }) }).catch(
        // It is not up yet.
        () => undefined,
      );
      if (answer === undefined || answer.status === 503) return [];
      const { status, error, data } = (await answer.json()) as QueryAnswer;
      if (status !== 'success') throw new Error(`${error ?? status}: ${query}`);
      return data?.result ?? [];
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
      if (existsSync(folder)) await rm(folder, { recursive: true, force: true });
    },
  };
}

interface QueryAnswer {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly result: readonly Sample[] };
}
