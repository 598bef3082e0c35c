import { ExecutableUnavailableError, type FailedWay } from './errors.js';

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
