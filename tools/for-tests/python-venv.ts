import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, type CacheEntry } from '../../src/dev/cache.js';
import { executableSettings } from '../../src/dev/executable-settings.js';
import { findOnPath, reportOnStderr, type Report } from '../../src/dev/find-executable.js';
import { runStep } from '../../src/dev/run-step.js';

/** Packages from PyPI, of the versions and contents that a folder's `requirements.txt` pins. */
export interface PythonPackages {
  readonly folder: string;
  /** In the cache, before the fingerprint of the pins: `python-aws`. */
  readonly name: string;
  /** For the progress line: `boto3 and the AWS CLI`. */
  readonly what: string;
  /** What must be there to import. */
  readonly modules: readonly string[];
}

/** A Python that has the packages, in the cache; undefined where there is no Python. */
export async function pythonWith({ folder, name, what, modules }: PythonPackages): Promise<string | undefined> {
  const { environment, cacheDirectory, pathDirectories } = executableSettings();
  const found = findOnPath('python3', pathDirectories);
  if (found === undefined) return undefined;
  const step = { environment, workingDirectory: folder };
  const entry: CacheEntry = {
    cacheDirectory,
    // A change of what is pinned gets another place in the cache.
    name: `${name}-${createHash('sha256')
      .update(readFileSync(join(folder, 'requirements.txt')))
      .digest('hex')
      .slice(0, 12)}`,
    file: 'bin/python',
    check: (path) =>
      runStep({ ...step, title: `Trying ${what}`, command: path, args: ['-c', `import ${modules.join()}`] }, quiet),
  };
  return cached(entry, async (directory) => {
    const title = `Fetching ${what} with pip (once)`;
    await runStep({ ...step, title, command: found, args: ['-m', 'venv', directory] }, quiet);
    const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--only-binary', ':all:', '--require-hashes'];
    const args = [...pip, '-r', 'requirements.txt'];
    await runStep({ ...step, title, command: join(directory, entry.file), args }, reportOnStderr);
  });
}

const quiet: Report = () => undefined;
