import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A place in the cache that one executable of one version has; its directory holds whatever the executable needs beside it. */
export interface CacheEntry {
  readonly cacheDirectory: string;
  /** Name with version: `temporal-cli-1.8.2`. */
  readonly name: string;
  /** The executable's file name inside the entry. */
  readonly file: string;
  /** Throws, with the reason, unless the executable works. */
  readonly check: (path: string) => Promise<void>;
}

export function cachedPath(entry: CacheEntry): string {
  return join(entry.cacheDirectory, entry.name, entry.file);
}

/**
 * Fills a temporary directory and renames it into its place, so that a half-made entry is never seen and two processes may do the same at once.
 *
 * @returns the path of the executable in the cache.
 */
export async function addToCache(entry: CacheEntry, fill: (directory: string) => Promise<void>): Promise<string> {
  await mkdir(entry.cacheDirectory, { recursive: true });
  // In the cache itself: a rename does not cross file systems.
  const directory = await mkdtemp(join(entry.cacheDirectory, `.new-${entry.name}-`));
  try {
    await fill(directory);
    await entry.check(join(directory, entry.file));
    await putInPlace(entry, directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return cachedPath(entry);
}

/** The path of an executable in the cache, added now if none is there that works. */
export async function cached(entry: CacheEntry, fill: (directory: string) => Promise<void>): Promise<string> {
  return (await works(entry)) ? cachedPath(entry) : addToCache(entry, fill);
}

async function putInPlace(entry: CacheEntry, directory: string): Promise<void> {
  const place = join(entry.cacheDirectory, entry.name);
  if (await renamed(directory, place)) return;
  // The place is taken: by another process that was quicker, or by something that does not work.
  if (await works(entry)) return;
  const broken = `${directory}.broken`;
  await renamed(place, broken);
  await renamed(directory, place);
  await rm(broken, { recursive: true, force: true });
  await entry.check(cachedPath(entry));
}

async function works(entry: CacheEntry): Promise<boolean> {
  return entry.check(cachedPath(entry)).then(
    () => true,
    () => false,
  );
}

/** False when the target is taken or the source is gone (another process moved it). */
async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'ENOENT'].includes(code)) return false;
    throw error;
  }
}
