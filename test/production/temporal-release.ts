import { execFile } from 'node:child_process';
import { cp, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cached, type CacheEntry } from '../../src/dev/cache.js';
import { executableSettings } from '../../src/dev/executable-settings.js';
import { findOnPath, reportOnStderr } from '../../src/dev/find-executable.js';
import { runStep } from '../../src/dev/run-step.js';

/** What the images `temporalio/server` and `temporalio/admin-tools` hold of a version, in one folder. */
export interface TemporalRelease {
  readonly version: string;
  /** With `temporal-server` and `temporal-sql-tool`. */
  readonly bin: string;
  readonly schemaDirectory: string;
}

const modulePath = 'go.temporal.io/server';

/**
 * Builds Temporal's server and its SQL tool through Go, or has them from the cache: `~/.cache/ringonce/temporal-server-<version>`.
 *
 * @throws Error without Go, or with one that is too old for the version
 */
export async function buildTemporalRelease(version: string): Promise<TemporalRelease> {
  const settings = executableSettings();
  const entry: CacheEntry = {
    cacheDirectory: settings.cacheDirectory,
    name: `temporal-server-${version}`,
    file: 'temporal-server',
    check: async (path) => {
      const { stdout } = await promisify(execFile)(path, ['--version']);
      if (stdout.trim() !== `temporal version ${version}`) throw new Error(`${path} is another version: ${stdout}`);
    },
  };
  const server = await cached(entry, async (directory) => {
    const go = findOnPath('go', settings.pathDirectories);
    if (go === undefined) throw new Error('Temporal’s server is built with Go, which is not on PATH.');
    const environment = {
      ...settings.environment,
      GOBIN: directory,
      CGO_ENABLED: '0',
      // A Go that is too old says so at once instead of fetching another Go.
      GOTOOLCHAIN: 'local',
      GOWORK: 'off',
      GOFLAGS: '',
    };
    await runStep(
      {
        title: `Building Temporal's server ${version} with Go (once, 3–15 minutes)`,
        command: 'nice',
        args: ['-n', '10', go, 'install', '-v', '-trimpath', '-ldflags', '-s -w', ...programsOf(version)],
        environment,
        workingDirectory: directory,
      },
      reportOnStderr,
    );
    await rename(join(directory, 'server'), join(directory, entry.file));
    await rename(join(directory, 'sql'), join(directory, 'temporal-sql-tool'));
    const { stdout } = await promisify(execFile)(go, ['mod', 'download', '-json', `${modulePath}@${tagOf(version)}`], {
      env: environment,
      cwd: directory,
    });
    const { Dir } = JSON.parse(stdout) as { readonly Dir: string };
    await cp(join(Dir, 'schema', 'postgresql', 'v12'), join(directory, 'schema'), { recursive: true });
  });
  const bin = dirname(server);
  return { version, bin, schemaDirectory: join(bin, 'schema') };
}

const tagOf = (version: string): string => `v${version}`;

const programsOf = (version: string): string[] =>
  ['cmd/server', 'cmd/tools/sql'].map((path) => `${modulePath}/${path}@${tagOf(version)}`);
