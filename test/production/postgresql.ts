import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { chown, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { startRunning, untilAnswers, type Running } from './running.js';

/** A PostgreSQL of our own: a directory, a port of the loopback, no password. */
export interface PostgreSql extends AsyncDisposable {
  readonly port: number;
  readonly version: string;
  readonly pid: () => number;
  /** Of all databases. */
  bytes(): Promise<number>;
  /** Ends it as its own service would, which breaks all connections, and starts it again. */
  restart(): Promise<void>;
  /** Copies everything while it runs, to start from by {@link startFrom}. */
  backUp(directory: string): Promise<void>;
  /** Ends it as if its disk were gone, and goes on with a backup's directory. */
  startFrom(directory: string): Promise<void>;
}

/** The superuser of `initdb`, whose name the compose file has too. */
export const databaseUser = 'temporal';

/**
 * @param directory which must not exist yet
 * @throws Error where PostgreSQL is not installed
 */
export async function startPostgreSql(directory: string, port: number, signal: AbortSignal): Promise<PostgreSql> {
  const bin = findBin();
  // PostgreSQL refuses to run as root.
  const owner = process.getuid?.() === 0 ? await idsOf('postgres') : undefined;
  const run = (program: string, ...args: string[]) =>
    promisify(execFile)(join(bin, program), args, { ...owner, cwd: '/' });
  const prepare = async (path: string): Promise<void> => {
    await mkdir(path, { mode: 0o700 });
    if (owner !== undefined) await chown(path, owner.uid, owner.gid);
  };
  await prepare(directory);
  await run('initdb', '-D', directory, '-U', databaseUser, '--auth=trust', '--encoding=UTF8');

  let running: Running;
  const start = async (data: string): Promise<void> => {
    const args = ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=200'];
    running = startRunning(join(bin, 'postgres'), [...args, '-c', `unix_socket_directories=${data}`], {
      ...owner,
      cwd: '/',
    });
    const isReady = () => run('pg_isready', '-h', '127.0.0.1', '-p', String(port)).then(() => true);
    await untilAnswers(running, isReady, signal);
  };
  let data = directory;
  await start(data);
  const { stdout } = await run('postgres', '--version');
  return {
    port,
    pid: () => running.pid,
    version: /[\d.]+/.exec(stdout)?.[0] ?? '',
    async bytes() {
      const size = 'SELECT sum(pg_database_size(oid)) FROM pg_database';
      const psql = ['-h', '127.0.0.1', '-p', String(port), '-U', databaseUser, '-d', 'postgres', '-Atc', size];
      return Number((await run('psql', ...psql)).stdout);
    },
    async restart() {
      // "Fast": connections are broken, what is committed is kept.
      await running.end('SIGINT');
      await start(data);
    },
    async backUp(to) {
      await prepare(to);
      await run('pg_basebackup', '-h', '127.0.0.1', '-p', String(port), '-U', databaseUser, '-D', to, '-c', 'fast');
    },
    async startFrom(from) {
      await running.end('SIGQUIT');
      data = from;
      await start(data);
    },
    [Symbol.asyncDispose]: () => running.end('SIGINT'),
  };
}

function findBin(): string {
  const [newest] = globSync('/usr/lib/postgresql/*/bin/postgres').sort((a, b) => versionOf(b) - versionOf(a));
  if (newest === undefined)
    throw new Error('PostgreSQL is not installed where Debian has it, /usr/lib/postgresql: apt-get install postgresql');
  return dirname(newest);
}

const versionOf = (path: string): number => Number(/postgresql\/(\d+)/.exec(path)?.[1]);

async function idsOf(user: string): Promise<{ uid: number; gid: number }> {
  const id = async (flag: string) => Number((await promisify(execFile)('id', [flag, user])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}
