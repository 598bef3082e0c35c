import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addToCache, type CacheEntry } from './cache.js';
import { verifyChecksums } from './checksums.js';
import type { ExecutableSettings } from './executable-settings.js';
import type { Report, Way } from './find-executable.js';
import { findOnPath } from './find-on-path.js';
import { runStep } from './run-step.js';

// `exec`: whoever stops this process must stop the JVM, not a shell around it. The JVM flags shorten the start, which the SDK gives 5 s.
const launcher = `#!/bin/sh
lib="$(cd "$(dirname "$0")" && pwd)/lib"
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$lib/*" io.temporal.testserver.TestServer "$@"
`;

/** Copies the jars that `tools/test-server/pom.xml` pins, verifies each against `checksums.sha256`, and writes a launcher for them. */
export function mavenCopyWay(entry: CacheEntry, context: { settings: ExecutableSettings; report: Report }): Way {
  return {
    name: 'Maven and Java',
    find: async () => {
      const { settings, report } = context;
      const maven = findOnPath('mvn', settings.pathDirectories);
      if (maven === undefined) throw new Error('no mvn on PATH');
      if (findOnPath('java', settings.pathDirectories) === undefined) throw new Error('no java on PATH');

      return addToCache(entry, async (directory) => {
        await copyJars({ maven, lib: join(directory, 'lib') }, settings, report);
        await verifyChecksums(join(directory, 'lib'), join(settings.toolsDirectory, 'test-server', 'checksums.sha256'));
        const path = join(directory, entry.file);
        await writeFile(path, launcher);
        await chmod(path, 0o755);
      });
    },
  };
}

async function copyJars(
  { maven, lib }: { maven: string; lib: string },
  settings: ExecutableSettings,
  report: Report,
): Promise<void> {
  const tools = join(settings.toolsDirectory, 'test-server');
  await runStep(
    {
      title: 'Fetching the Java test server with Maven (once, about 40 MB)',
      command: maven,
      args: [
        '--batch-mode',
        '--no-transfer-progress',
        '--file',
        join(tools, 'pom.xml'),
        'dependency:copy-dependencies',
        '-DincludeScope=runtime',
        `-DoutputDirectory=${lib}`,
      ],
      environment: settings.environment,
      workingDirectory: tools,
    },
    report,
  );
}
