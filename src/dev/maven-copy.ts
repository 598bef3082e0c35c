import { chmod, copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addToCache, type CacheEntry } from './cache.js';
import { verifyChecksums } from './checksums.js';
import type { ExecutableSettings } from './executable-settings.js';
import type { Report, Way } from './find-executable.js';
import { findOnPath } from './find-on-path.js';
import { runStep } from './run-step.js';

/** A Java program of which a folder of `tools` pins the jars: `pom.xml` their versions, `checksums.sha256` their contents. */
export interface JavaTool {
  readonly folder: string;
  /** What is happening, for the progress line. */
  readonly title: string;
  /** Arguments of `java` behind the class path of `$lib`; `$here` is the folder of the launcher. */
  readonly program: string;
  /** Files of the folder that the program needs beside the launcher. */
  readonly files: readonly string[];
}

// `exec`: whoever stops this process must stop the JVM, not a shell around it. The JVM flags shorten the start, which the SDK gives 5 s.
const launcherOf = ({ program }: JavaTool): string => `#!/bin/sh
here="$(cd "$(dirname "$0")" && pwd)"
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$here/lib/*" ${program} "$@"
`;

export interface MavenContext {
  readonly settings: ExecutableSettings;
  readonly report: Report;
}

/** Copies the jars that the tool's folder pins, verifies each, and writes a launcher for them. */
export function mavenCopyWay(tool: JavaTool, entry: CacheEntry, context: MavenContext): Way {
  return {
    name: 'Maven and Java',
    find: async () => {
      const { settings } = context;
      const maven = findOnPath('mvn', settings.pathDirectories);
      if (maven === undefined) throw new Error('no mvn on PATH');
      if (findOnPath('java', settings.pathDirectories) === undefined) throw new Error('no java on PATH');

      return addToCache(entry, async (directory) => {
        const pins = join(settings.toolsDirectory, tool.folder);
        const lib = join(directory, 'lib');
        await copyJars({ maven, title: tool.title, pins, lib }, context);
        await verifyChecksums(lib, join(pins, 'checksums.sha256'));
        for (const file of tool.files) await copyFile(join(pins, file), join(directory, file));
        const path = join(directory, entry.file);
        await writeFile(path, launcherOf(tool));
        await chmod(path, 0o755);
      });
    },
  };
}

interface Copy {
  readonly maven: string;
  readonly title: string;
  readonly pins: string;
  readonly lib: string;
}

async function copyJars({ maven, title, pins, lib }: Copy, { settings, report }: MavenContext): Promise<void> {
  await runStep(
    {
      title,
      command: maven,
      args: [
        '--batch-mode',
        '--no-transfer-progress',
        '--file',
        join(pins, 'pom.xml'),
        'dependency:copy-dependencies',
        '-DincludeScope=runtime',
        `-DoutputDirectory=${lib}`,
      ],
      environment: settings.environment,
      workingDirectory: pins,
    },
    report,
  );
}
