import type { CacheEntry } from '../../src/dev/cache.js';
import { executableSettings, type ExecutableSettings } from '../../src/dev/executable-settings.js';
import {
  cacheWay,
  findExecutable,
  namedWay,
  pathWay,
  reportOnStderr,
  type FoundExecutable,
  type Report,
} from '../../src/dev/find-executable.js';
import { mavenCopyWay, usageOf, type JavaProgram } from './java-program.js';
import { sdkDownloadWay } from '../../src/dev/sdk-download.js';

/** The pin of `tools/test-server/pom.xml`. */
export const testServerVersion = '1.38.0';

const program: JavaProgram = {
  folder: 'test-server',
  title: 'Fetching the Java test server with Maven (once, about 40 MB)',
  program: 'io.temporal.testserver.TestServer',
  files: [],
};

/**
 * Finds the time-skipping test server: `RINGONCE_TEMPORAL_TEST_SERVER`, PATH, our cache, the SDK's download, Maven and Java.
 *
 * @throws ExecutableUnavailableError when no way works; at once when `RINGONCE_TEMPORAL_TEST_SERVER` names something unusable.
 */
export function findTestServer(
  settings: ExecutableSettings = executableSettings(),
  report: Report = reportOnStderr,
): Promise<FoundExecutable> {
  const check = (path: string) => checkTestServer(path, settings.environment);
  const context = { settings, report };
  const entry: CacheEntry = {
    cacheDirectory: settings.cacheDirectory,
    name: `temporal-test-server-${testServerVersion}`,
    file: 'temporal-test-server',
    check,
  };
  return findExecutable({
    executable: 'Temporal test server',
    demanded: namedWay('RINGONCE_TEMPORAL_TEST_SERVER', settings.testServer, check),
    ways: [
      pathWay('temporal-test-server', settings.pathDirectories, check),
      cacheWay(entry),
      sdkDownloadWay({ product: 'temporal-test-server', version: testServerVersion }, entry, context),
      mavenCopyWay(program, entry, context),
    ],
    remedies: [
      'run once with access to the internet, so that the SDK can download it',
      'set RINGONCE_TEMPORAL_TEST_SERVER to the path of a temporal-test-server executable',
      'install Java 17 (or later) and Maven, with access to a Maven repository',
    ],
  });
}

/** Throws unless the file answers as the test server. It has no --version; called with nothing it prints its usage, then ends. */
async function checkTestServer(path: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const printed = await usageOf(path, environment);
  if (!printed.includes('Usage: <command> <port>')) {
    throw new Error(`${path} is no Temporal test server: it printed "${printed.trim().slice(0, 200)}"`);
  }
}
