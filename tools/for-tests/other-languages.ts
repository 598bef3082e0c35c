import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, type CacheEntry } from '../../src/dev/cache.js';
import { executableSettings, type ExecutableSettings } from '../../src/dev/executable-settings.js';
import { findOnPath, reportOnStderr, type Report } from '../../src/dev/find-executable.js';
import { projectRoot } from '../../src/dev/project-root.js';
import { runStep } from '../../src/dev/run-step.js';

/** Pins and programs of the tests that look at calls as services in other languages do. */
const folder = join(projectRoot(), 'test', 'other-languages');

/** A program that describes workflows: `command args… <address> <namespace> <workflow ID>…` prints their search attributes as JSON. */
export interface Describer {
  readonly command: string;
  readonly args: readonly string[];
}

interface Context {
  readonly settings: ExecutableSettings;
  readonly report: Report;
}

const usualContext = (): Context => ({ settings: executableSettings(), report: reportOnStderr });

/** One with Python's SDK, of the versions and contents that `requirements.txt` pins; undefined where there is no Python. */
export async function pythonDescriber({ settings, report }: Context = usualContext()): Promise<Describer | undefined> {
  const python = findOnPath('python3', settings.pathDirectories);
  if (python === undefined) return undefined;
  const { environment, cacheDirectory } = settings;
  const step = { environment, workingDirectory: folder };
  const entry: CacheEntry = {
    cacheDirectory,
    name: `python-sdk-${fingerprint('requirements.txt')}`,
    file: 'bin/python',
    check: (path) => {
      const args = ['-c', 'import temporalio.client'];
      return runStep({ ...step, title: 'Trying the SDK for Python', command: path, args }, quiet);
    },
  };
  const command = await cached(entry, async (directory) => {
    const title = 'Fetching the Temporal SDK for Python with pip (once, about 15 MB)';
    await runStep({ ...step, title, command: python, args: ['-m', 'venv', directory] }, quiet);
    const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--only-binary', ':all:', '--require-hashes'];
    const args = [...pip, '-r', 'requirements.txt'];
    await runStep({ ...step, title, command: join(directory, entry.file), args }, report);
  });
  return { command, args: [join(folder, 'describe.py')] };
}

/** One with Go's SDK, of the versions and contents that `go.mod` and `go.sum` pin; undefined where there is no Go. */
export async function goDescriber({ settings, report }: Context = usualContext()): Promise<Describer | undefined> {
  const go = findOnPath('go', settings.pathDirectories);
  if (go === undefined) return undefined;
  const entry: CacheEntry = {
    cacheDirectory: settings.cacheDirectory,
    name: `go-sdk-${fingerprint('go.mod', 'go.sum', 'describe.go')}`,
    file: 'describe',
    check: (path) => {
      const step = { command: path, args: ['--try'], environment: settings.environment, workingDirectory: folder };
      return runStep({ ...step, title: 'Trying the SDK for Go' }, quiet);
    },
  };
  const command = await cached(entry, (directory) =>
    runStep(
      {
        title: 'Building a program with the Temporal SDK for Go (once, 1–3 minutes)',
        command: go,
        args: ['build', '-v', '-mod=readonly', '-trimpath', '-o', join(directory, entry.file), '.'],
        // GOTOOLCHAIN: a Go that is too old says so at once instead of fetching another Go.
        environment: { ...settings.environment, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '' },
        workingDirectory: folder,
      },
      report,
    ),
  );
  return { command, args: [] };
}

/** A change of what is pinned gets another place in the cache. */
function fingerprint(...files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 12);
}

const quiet: Report = () => undefined;
