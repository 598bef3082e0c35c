import { join } from 'node:path';
import { addToCache, type CacheEntry } from './cache.js';
import type { ExecutableSettings } from './executable-settings.js';
import type { Report, Way } from './find-executable.js';
import { findOnPath } from './find-on-path.js';
import { runStep } from './run-step.js';

/** Builds the Temporal CLI from the modules that `tools/temporal-cli/go.mod` and `go.sum` pin: minutes, and about 1 GB of Go's own caches. */
export function goBuildWay(
  version: string,
  entry: CacheEntry,
  context: { settings: ExecutableSettings; report: Report },
): Way {
  return {
    name: 'a build with Go',
    find: async () => {
      const { settings, report } = context;
      const go = findOnPath('go', settings.pathDirectories);
      if (go === undefined) throw new Error('no go on PATH');
      return addToCache(entry, (directory) =>
        build({ go, version, output: join(directory, entry.file) }, settings, report),
      );
    },
  };
}

async function build(
  { go, version, output }: { go: string; version: string; output: string },
  settings: ExecutableSettings,
  report: Report,
): Promise<void> {
  // Without -X it calls itself 0.0.0-DEV. -v prints each package, which makes the progress lines tell something.
  const linkerFlags = `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${version}`;
  await runStep(
    {
      title: `Building the Temporal CLI ${version} with Go (once, 3–5 minutes)`,
      command: go,
      args: [
        'build',
        '-v',
        '-mod=readonly',
        '-trimpath',
        '-ldflags',
        linkerFlags,
        '-o',
        output,
        'github.com/temporalio/cli/cmd/temporal',
      ],
      // GOTOOLCHAIN: a Go that is too old says so at once instead of fetching another Go.
      environment: { ...settings.environment, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '' },
      workingDirectory: join(settings.toolsDirectory, 'temporal-cli'),
    },
    report,
  );
}
