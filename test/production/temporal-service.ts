import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import getPort, { portNumbers } from 'get-port';
import { untilNamespaceAnswers } from '../../src/dev/namespace.js';
import { projectRoot } from '../../src/dev/project-root.js';
import { findTemporalCli } from '../../src/dev/temporal-cli.js';
import { composeVariables } from './compose.js';
import { databaseUser, type PostgreSql } from './postgresql.js';
import { startRunning, type Running } from './running.js';
import type { TemporalRelease } from './temporal-release.js';

/** A Temporal service on PostgreSQL, started as docker-compose.yml starts it: the same scripts, variables and dynamic configuration. */
export interface TemporalService extends AsyncDisposable {
  readonly address: string;
  readonly namespace: string;
  readonly pid: () => number;
  /** SIGKILL, and up again; answers the milliseconds from its start until it answered. */
  kill(): Promise<number>;
  /** Ends it, brings the schema to the release, and starts that; answers the milliseconds from its start until it answered. */
  upgrade(release: TemporalRelease): Promise<number>;
}

const deployFolder = join(projectRoot(), 'deploy', 'temporal');

export async function startTemporalService(
  first: TemporalRelease,
  postgreSql: PostgreSql,
  signal: AbortSignal,
): Promise<TemporalService> {
  const namespace = composeVariables('temporal-namespace')['TEMPORAL_NAMESPACE'] ?? '';
  const ports = await freePorts();
  const address = `127.0.0.1:${ports['FRONTEND_GRPC_PORT'] ?? ''}`;
  let release = first;

  const setUpSchema = () =>
    runScript('setup-schema.sh', release.bin, {
      ...composeVariables('temporal-schema'),
      SQL_HOST: '127.0.0.1',
      SQL_PORT: String(postgreSql.port),
      SQL_USER: databaseUser,
      SCHEMA_DIRECTORY: release.schemaDirectory,
    });
  let running: Running | undefined;
  const start = (): void => {
    running = startRunning(join(release.bin, 'temporal-server'), ['start'], {
      // A configuration in its working directory would be read.
      cwd: release.bin,
      env: {
        PATH: process.env['PATH'],
        ...composeVariables('temporal'),
        POSTGRES_SEEDS: '127.0.0.1',
        DB_PORT: String(postgreSql.port),
        POSTGRES_USER: databaseUser,
        BIND_ON_IP: '127.0.0.1',
        DYNAMIC_CONFIG_FILE_PATH: join(deployFolder, 'dynamic-config.yaml'),
        LOG_LEVEL: 'warn',
        ...ports,
      },
    });
  };
  const end = async (how: NodeJS.Signals): Promise<void> => running?.end(how);
  const endedEarly = async (): Promise<never> => {
    const how = await running?.ended;
    throw new Error(`The Temporal server ended with ${how ?? ''}:\n${running?.output() ?? ''}`);
  };
  /** Milliseconds from now until it answers again. */
  const startMeasured = async (): Promise<number> => {
    const beganAtMs = performance.now();
    start();
    await Promise.race([untilNamespaceAnswers({ address, namespace, signal }), endedEarly()]);
    return performance.now() - beganAtMs;
  };

  await setUpSchema();
  start();
  try {
    const { path } = await findTemporalCli();
    const created = runScript('create-namespace.sh', dirname(path), {
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
    });
    await Promise.race([created, endedEarly()]);
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  return {
    address,
    namespace,
    pid: () => running?.pid ?? 0,
    async kill() {
      await end('SIGKILL');
      return startMeasured();
    },
    async upgrade(next) {
      await end('SIGTERM');
      release = next;
      await setUpSchema();
      return startMeasured();
    },
    [Symbol.asyncDispose]: () => end('SIGKILL'),
  };
}

/** A script of deploy/temporal, with one folder before the PATH. */
async function runScript(name: string, bin: string, variables: Readonly<Record<string, string>>): Promise<void> {
  const env = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: '/nonexistent', ...variables };
  await promisify(execFile)('/bin/sh', [join(deployFolder, name)], { env, maxBuffer: 10_000_000 });
}

/** Below 32768: Temporal keeps the ports of its members in a smallint. */
async function freePorts(): Promise<Readonly<Record<string, string>>> {
  const names = ['FRONTEND', 'HISTORY', 'MATCHING', 'WORKER'].flatMap((part) => [
    `${part}_GRPC_PORT`,
    `${part}_MEMBERSHIP_PORT`,
  ]);
  const ports: [string, string][] = [];
  for (const name of [...names, 'FRONTEND_HTTP_PORT'])
    ports.push([name, String(await getPort({ host: '127.0.0.1', port: portNumbers(21_000, 31_000) }))]);
  return Object.fromEntries(ports);
}
