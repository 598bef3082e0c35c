import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { executableSettings, type ExecutableSettings } from '../../src/dev/executable-settings.js';

export interface TemporaryDirectory extends AsyncDisposable {
  readonly path: string;
  /** Writes a file (and its directories) below the directory; gives its path. */
  write: (name: string, text: string | Uint8Array, mode?: number) => Promise<string>;
}

export async function temporaryDirectory(): Promise<TemporaryDirectory> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'ringonce-test-')));
  return {
    path,
    write: async (name, text, mode = 0o644) => {
      const file = join(path, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text, { mode });
      return file;
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** What a Temporal CLI of that version answers to --version; nothing else of it. */
export function fakeCli(version = '1.8.2'): string {
  return `#!/bin/sh\necho "temporal version ${version} (Server 1.31.2, UI 2.50.1)"\n`;
}

export const fakeTestServer = '#!/bin/sh\necho "Usage: <command> <port> <flags>" >&2\n';

/** A directory with PATH (`bin`), cache and tools of its own, and an SDK download that fails as it does without a network. */
export async function aMachine(): Promise<
  { directory: TemporaryDirectory; settings: ExecutableSettings } & AsyncDisposable
> {
  const directory = await temporaryDirectory();
  await directory.write('tools/sdk-download.mjs', 'console.error("failed to download"); process.exit(1);');
  await directory.write('tools/temporal-cli/go.mod', 'module fake\n');
  await directory.write('tools/test-server/pom.xml', '<project/>\n');
  await directory.write('tools/test-server/checksums.sha256', '');
  const environment = {
    // The fakes are shell scripts that call a few ordinary programs.
    PATH: [join(directory.path, 'bin'), '/usr/bin', '/bin'].join(':'),
    RINGONCE_CACHE: join(directory.path, 'cache'),
  };
  const settings: ExecutableSettings = {
    ...executableSettings(environment),
    // A real go, mvn or temporal in /usr/bin must not be found.
    pathDirectories: [join(directory.path, 'bin')],
    toolsDirectory: join(directory.path, 'tools'),
  };
  return { directory, settings, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when the condition holds; fails after 15 s. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not within 15 s: ${condition.toString()}`);
    await wait(50);
  }
}
