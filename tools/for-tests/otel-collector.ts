import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, type CacheEntry } from '../../src/dev/cache.js';
import { executableSettings } from '../../src/dev/executable-settings.js';
import { findOnPath, reportOnStderr, type Report } from '../../src/dev/find-executable.js';
import { projectRoot } from '../../src/dev/project-root.js';
import { runStep } from '../../src/dev/run-step.js';

const folder = join(projectRoot(), 'test', 'tracing', 'collector');

/** OpenTelemetry's collector, of the parts that `main.go` names and `go.mod` and `go.sum` pin; undefined where there is no Go. */
export async function otelCollector(): Promise<string | undefined> {
  const { environment, cacheDirectory, pathDirectories } = executableSettings();
  const go = findOnPath('go', pathDirectories);
  if (go === undefined) return undefined;
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', 'main.go']) hash.update(readFileSync(join(folder, file)));
  const step = { environment, workingDirectory: folder };
  const entry: CacheEntry = {
    cacheDirectory,
    name: `otel-collector-${hash.digest('hex').slice(0, 12)}`,
    file: 'collector',
    check: (path) => runStep({ ...step, title: 'Trying it', command: path, args: ['--version'] }, quiet),
  };
  return cached(entry, (directory) =>
    runStep(
      {
        title: "Building OpenTelemetry's collector (once, 2–5 minutes)",
        command: go,
        args: ['build', '-mod=readonly', '-trimpath', '-o', join(directory, entry.file), '.'],
        environment: { ...environment, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '' },
        workingDirectory: folder,
      },
      reportOnStderr,
    ),
  );
}

const quiet: Report = () => undefined;
