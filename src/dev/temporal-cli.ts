import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { addToCache, type CacheEntry } from './cache.js';
import { executableSettings, type ExecutableSettings } from './executable-settings.js';
import {
  cacheWay,
  findExecutable,
  findOnPath,
  namedWay,
  pathWay,
  reportOnStderr,
  type FoundExecutable,
  type Report,
  type Way,
} from './find-executable.js';
import { runStep } from './run-step.js';
import { sdkDownloadWay } from './sdk-download.js';

/** The pin of `tools/temporal-cli/go.mod`; holds server 1.31.2 and UI 2.50.1. */
export const temporalCliVersion = '1.8.2';

/** CLI 1.5 is the first with server 1.29, which knows a task queue's rate limit as a setting of the server. */
const oldest = { major: 1, minor: 5 };

const versionTimeoutMs = 20_000;

/**
 * Finds the Temporal CLI with its dev server: `RINGONCE_TEMPORAL_CLI`, PATH, our cache, the SDK's download, a build with Go.
 *
 * @throws ExecutableUnavailableError when no way works; at once when `RINGONCE_TEMPORAL_CLI` names something unusable.
 */
export function findTemporalCli(
  settings: ExecutableSettings = executableSettings(),
  report: Report = reportOnStderr,
): Promise<FoundExecutable> {
  const context = { settings, report };
  const entry: CacheEntry = {
    cacheDirectory: settings.cacheDirectory,
    name: `temporal-cli-${temporalCliVersion}`,
    file: 'temporal',
    check: checkTemporalCli,
  };
  return findExecutable({
    executable: 'Temporal CLI',
    demanded: namedWay('RINGONCE_TEMPORAL_CLI', settings.temporalCli, checkTemporalCli),
    ways: [
      pathWay('temporal', settings.pathDirectories, checkTemporalCli),
      cacheWay(entry),
      sdkDownloadWay({ product: 'temporal-cli', version: temporalCliVersion }, entry, context),
      goBuildWay(temporalCliVersion, entry, context),
    ],
    remedies: [
      'install the Temporal CLI (https://docs.temporal.io/cli) so that `temporal` is on PATH',
      'set RINGONCE_TEMPORAL_CLI to the path of a Temporal CLI',
      `install Go (version: see ${settings.toolsDirectory}/temporal-cli/go.mod), with access to the Go module proxy`,
    ],
  });
}

/** Throws unless the file answers as a Temporal CLI that is new enough. */
export async function checkTemporalCli(path: string): Promise<void> {
  const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: versionTimeoutMs });
  const answer = stdout.trim();
  const [, major, minor, rest] = /^temporal version (\d+)\.(\d+)(\S*)/.exec(answer) ?? [];
  if (major === undefined || minor === undefined) {
    throw new Error(`${path} is no Temporal CLI: --version printed "${answer.slice(0, 100)}"`);
  }
  // Built without a version number (0.0.0-DEV): whoever built it knows its age.
  if (rest?.endsWith('-DEV')) return;
  if (Number(major) < oldest.major || (Number(major) === oldest.major && Number(minor) < oldest.minor)) {
    throw new Error(`${path} is version ${major}.${minor}, at least ${oldest.major}.${oldest.minor} is needed`);
  }
}

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
  // -v prints each package, which makes the progress lines tell something. Without -X it calls itself 0.0.0-DEV.
  const flags = ['-v', '-mod=readonly', '-trimpath'];
  const linkerFlags = `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${version}`;
  await runStep(
    {
      title: `Building the Temporal CLI ${version} with Go (once, 3–5 minutes)`,
      command: go,
      args: ['build', ...flags, '-ldflags', linkerFlags, '-o', output, 'github.com/temporalio/cli/cmd/temporal'],
      // GOTOOLCHAIN: a Go that is too old says so at once instead of fetching another Go.
      environment: { ...settings.environment, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '' },
      workingDirectory: join(settings.toolsDirectory, 'temporal-cli'),
    },
    report,
  );
}
