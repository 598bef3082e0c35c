import type { CacheEntry } from '../../src/dev/cache.js';
import { executableSettings, type ExecutableSettings } from '../../src/dev/executable-settings.js';
import {
  cacheWay,
  findExecutable,
  reportOnStderr,
  type FoundExecutable,
  type Report,
} from '../../src/dev/find-executable.js';
import { mavenCopyWay, usageOf, type JavaProgram } from './java-program.js';

/** The pin of `tools/sqs-server/pom.xml`. */
export const sqsServerVersion = '1.6.16';

const program: JavaProgram = {
  folder: 'sqs-server',
  title: 'Fetching ElasticMQ, the SQS server of the tests, with Maven (once, about 40 MB)',
  // ElasticMQ is published as a library; Java runs the few lines that start it from their source.
  program: '"$here/SqsServer.java"',
  files: ['SqsServer.java'],
};

/**
 * Finds the server with the API of Amazon SQS that the tests need: our cache, Maven and Java.
 *
 * @throws ExecutableUnavailableError when neither works
 */
export function findSqsServer(
  settings: ExecutableSettings = executableSettings(),
  report: Report = reportOnStderr,
): Promise<FoundExecutable> {
  const entry: CacheEntry = {
    cacheDirectory: settings.cacheDirectory,
    name: `sqs-server-${sqsServerVersion}`,
    file: 'sqs-server',
    check: (path) => checkSqsServer(path, settings.environment),
  };
  return findExecutable({
    executable: 'SQS server',
    demanded: undefined,
    ways: [cacheWay(entry), mavenCopyWay(program, entry, { settings, report })],
    remedies: ['install a JDK 17 (or later) and Maven, with access to a Maven repository'],
  });
}

async function checkSqsServer(path: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const printed = await usageOf(path, environment);
  if (!printed.includes('Usage: sqs-server <port>'))
    throw new Error(`${path} is no SQS server: it printed "${printed.trim().slice(0, 200)}"`);
}
