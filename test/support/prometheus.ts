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

/** A series of a range query: its labels, and its values by Unix seconds, as text. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, string])[];
}

/** Unix seconds, and seconds between two values. */
export interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

export interface Prometheus extends AsyncDisposable {
  /** What a query answers now. @throws with Prometheus' words when it cannot be run */
  query(query: string): Promise<readonly Sample[]>;
  /** What it answered over a range of time. @throws as `query` does */
  queryRange(query: string, range: Range): Promise<readonly Series[]>;
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
  async function ask<Result>(path: string, asked: Record<string, string>): Promise<readonly Result[]> {
    if (child.exitCode !== null) throw new Error(`Prometheus has ended:\n${log}`);
    const answer = await fetch(`${url}/api/v1/${path}`, { method: 'POST', body: new URLSearchParams(asked) }).catch(
      // It is not up yet.
      () => undefined,
    );
    if (answer === undefined || answer.status === 503) return [];
    const { status, error, data } = (await answer.json()) as QueryAnswer<Result>;
    if (status !== 'success') throw new Error(`${error ?? status}: ${asked['query'] ?? ''}`);
    return data?.result ?? [];
  }
  return {
    query: (query) => ask<Sample>('query', { query }),
    queryRange: (query, { start, end, step }) =>
      ask<Series>('query_range', { query, start: String(start), end: String(end), step: String(step) }),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
      if (existsSync(folder)) await rm(folder, { recursive: true, force: true });
    },
  };
}

interface QueryAnswer<Result> {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly result: readonly Result[] };
}
