import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addToCache, type CacheEntry } from '../../src/dev/cache.js';
import type { ExecutableSettings } from '../../src/dev/executable-settings.js';
import { findOnPath, type Report, type Way } from '../../src/dev/find-executable.js';
import { runStep } from '../../src/dev/run-step.js';

/** A Java program of which a folder of `tools` pins the jars: `pom.xml` their versions, `checksums.sha256` their contents. */
export interface JavaProgram {
  readonly folder: string;
  /** What is happening, for the progress line. */
  readonly title: string;
  /** Arguments of `java` behind the class path of `$lib`; `$here` is the folder of the launcher. */
  readonly program: string;
  /** Files of the folder that the program needs beside the launcher. */
  readonly files: readonly string[];
}

// `exec`: whoever stops this process must stop the JVM, not a shell around it. The JVM flags shorten the start, which the SDK gives 5 s.
const launcherOf = ({ program }: JavaProgram): string => `#!/bin/sh
here="$(cd "$(dirname "$0")" && pwd)"
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$here/lib/*" ${program} "$@"
`;

const copyDependencies = [
  '--batch-mode',
  '--no-transfer-progress',
  'dependency:copy-dependencies',
  '-DincludeScope=runtime',
];

/** Copies the jars that the tool's folder pins, verifies each, and writes a launcher for them. */
export function mavenCopyWay(
  tool: JavaProgram,
  entry: CacheEntry,
  context: { settings: ExecutableSettings; report: Report },
): Way {
  return {
    name: 'Maven and Java',
    find: async () => {
      const { settings, report } = context;
      const maven = findOnPath('mvn', settings.pathDirectories);
      if (maven === undefined) throw new Error('no mvn on PATH');
      if (findOnPath('java', settings.pathDirectories) === undefined) throw new Error('no java on PATH');

      return addToCache(entry, async (directory) => {
        const pins = join(settings.toolsDirectory, tool.folder);
        const lib = join(directory, 'lib');
        await runStep(
          {
            title: tool.title,
            command: maven,
            args: [...copyDependencies, '--file', join(pins, 'pom.xml'), `-DoutputDirectory=${lib}`],
            environment: settings.environment,
            workingDirectory: pins,
          },
          report,
        );
        await verifyChecksums(lib, join(pins, 'checksums.sha256'));
        for (const file of tool.files) await copyFile(join(pins, file), join(directory, file));
        const path = join(directory, entry.file);
        await writeFile(path, launcherOf(tool));
        await chmod(path, 0o755);
      });
    },
  };
}

/**
 * Compares the files of a directory with a list in the format of `sha256sum`: the same files, each with its sum.
 *
 * @throws Error that names every file that is missing, not listed or different.
 */
async function verifyChecksums(directory: string, checksumsFile: string): Promise<void> {
  const expected = parseChecksums(await readFile(checksumsFile, 'utf8'));
  const present = new Set(await readdir(directory));
  const problems = [...present].filter((file) => !expected.has(file)).map((file) => `${file} is not listed`);
  for (const [file, sum] of expected) {
    if (!present.has(file)) problems.push(`${file} is missing`);
    else if ((await sha256(join(directory, file))) !== sum) problems.push(`${file} differs`);
  }
  if (problems.length > 0) throw new Error(`the files do not match ${checksumsFile}: ${problems.join(', ')}`);
}

function parseChecksums(text: string): Map<string, string> {
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [, sum, file] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
      if (sum === undefined || file === undefined) throw new Error(`not a line of sha256sum: ${line}`);
      return [file, sum];
    }),
  );
}

async function sha256(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

const usageTimeoutMs = 20_000;

/** What a program prints that is called with nothing. */
export function usageOf(path: string, environment: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(path, [], { env: environment, timeout: usageTimeoutMs }, (error, stdout, stderr) => {
      // A number is its exit code: it ran. Anything else (ENOENT, a signal) is not an answer.
      if (error && typeof error.code !== 'number') reject(new Error(error.message, { cause: error }));
      else resolve(`${stdout}${stderr}`);
    });
  });
}
