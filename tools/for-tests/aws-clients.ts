import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, type CacheEntry } from '../../src/dev/cache.js';
import { executableSettings } from '../../src/dev/executable-settings.js';
import { findOnPath, reportOnStderr, type Report } from '../../src/dev/find-executable.js';
import { projectRoot } from '../../src/dev/project-root.js';
import { runStep } from '../../src/dev/run-step.js';
import { pythonWith } from './python-venv.js';

/** Pins and programs of the tests that place calls with AWS's own clients. */
const folder = join(projectRoot(), 'test', 'aws-clients');

/** A Python with boto3 and the AWS CLI v1 (`-m awscli`); undefined where there is none. */
export const pythonWithClients = (): Promise<string | undefined> =>
  pythonWith({ folder, name: 'python-aws', what: 'boto3 and the AWS CLI', modules: ['boto3', 'awscli'] });

/** The program `place.go`, with the AWS SDK that `go.mod` and `go.sum` pin; undefined where there is no Go. */
export async function goClient(): Promise<string | undefined> {
  const { environment, cacheDirectory, pathDirectories } = executableSettings();
  const go = findOnPath('go', pathDirectories);
  if (go === undefined) return undefined;
  const entry: CacheEntry = {
    cacheDirectory,
    name: `go-aws-${fingerprint('go.mod', 'go.sum', 'place.go')}`,
    file: 'place',
    check: (path) =>
      runStep({ title: 'Trying it', command: path, args: ['--try'], environment, workingDirectory: folder }, quiet),
  };
  return cached(entry, (directory) =>
    runStep(
      {
        title: 'Building a program with the AWS SDK for Go (once, 1–3 minutes)',
        command: go,
        args: ['build', '-mod=readonly', '-trimpath', '-o', join(directory, entry.file), '.'],
        environment: { ...environment, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '' },
        workingDirectory: folder,
      },
      reportOnStderr,
    ),
  );
}

/** A change of what is pinned gets another place in the cache. */
function fingerprint(...files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 12);
}

const quiet: Report = () => undefined;
