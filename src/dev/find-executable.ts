import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { cachedPath, type CacheEntry } from './cache.js';

/** Says what is happening; by default on stderr, so that stdout stays for results. */
export type Report = (line: string) => void;

export const reportOnStderr: Report = (line) => void process.stderr.write(`${line}\n`);

/** One way to come by an executable: gives its path, or throws an error whose message says why there is none. */
export interface Way {
  readonly name: string;
  readonly find: () => Promise<string>;
}

export interface FoundExecutable {
  readonly path: string;
  /** The name of the way that gave it. */
  readonly way: string;
}

export interface Search {
  /** What is looked for, in words. */
  readonly executable: string;
  /** The way that the user has asked for by name: if it fails, falling through to another would hide the mistake. */
  readonly demanded: Way | undefined;
  readonly ways: readonly Way[];
  readonly remedies: readonly string[];
}

/**
 * Tries the ways in their order and gives the first that works.
 *
 * @throws ExecutableUnavailableError when none does, with every way and its reason.
 */
export async function findExecutable(search: Search): Promise<FoundExecutable> {
  const failedWays: FailedWay[] = [];
  for (const way of search.demanded ? [search.demanded] : search.ways) {
    try {
      return { path: await way.find(), way: way.name };
    } catch (error) {
      failedWays.push({ way: way.name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  throw new ExecutableUnavailableError(search.executable, failedWays, search.remedies);
}

type Check = (path: string) => Promise<void>;

/** The file that an environment variable names. */
export function namedWay(variable: string, path: string | undefined, check: Check): Way | undefined {
  return path === undefined ? undefined : fileWay(variable, path, { check, missing: `${path} is no executable file` });
}

export function pathWay(file: string, directories: readonly string[], check: Check): Way {
  return fileWay('PATH', findOnPath(file, directories), { check, missing: `no ${file} there` });
}

export function cacheWay(entry: CacheEntry): Way {
  const path = cachedPath(entry);
  return fileWay('cache', path, { check: entry.check, missing: `${path} does not exist yet` });
}

function fileWay(name: string, path: string | undefined, { check, missing }: { check: Check; missing: string }): Way {
  return {
    name,
    find: async () => {
      if (path === undefined || !isExecutableFile(path)) throw new Error(missing);
      await check(path);
      return path;
    },
  };
}

/** The first executable file of that name in the directories, as a shell would take it. */
export function findOnPath(name: string, directories: readonly string[]): string | undefined {
  return directories.map((directory) => join(directory, name)).find(isExecutableFile);
}

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** A way to come by an executable that was tried, and why it gave none. */
export interface FailedWay {
  readonly way: string;
  readonly reason: string;
}

/** No way gave the executable. Install it, or name one with the environment variable in the message. */
export class ExecutableUnavailableError extends Error {
  override readonly name = 'ExecutableUnavailableError';

  constructor(
    readonly executable: string,
    readonly failedWays: readonly FailedWay[],
    remedies: readonly string[],
  ) {
    const tried = failedWays.map(({ way, reason }) => `  - ${way}: ${indentFurtherLines(reason)}`);
    const advice = remedies.map((remedy) => `  - ${remedy}`);
    super([`No ${executable} could be had. Tried:`, ...tried, 'What helps (one is enough):', ...advice].join('\n'));
  }
}

function indentFurtherLines(text: string): string {
  return text.trimEnd().replaceAll('\n', '\n      ');
}
