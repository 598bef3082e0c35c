import { cachedPath, type CacheEntry } from './cache.js';
import { isExecutableFile, findOnPath } from './find-on-path.js';
import type { Way } from './find-executable.js';

type Check = (path: string) => Promise<void>;

/** The file that an environment variable names. */
export function namedWay(variable: string, path: string | undefined, check: Check): Way | undefined {
  if (path === undefined) return undefined;
  return {
    name: variable,
    find: async () => {
      if (!isExecutableFile(path)) throw new Error(`${path} is no executable file`);
      await check(path);
      return path;
    },
  };
}

export function pathWay(file: string, directories: readonly string[], check: Check): Way {
  return {
    name: 'PATH',
    find: async () => {
      const path = findOnPath(file, directories);
      if (path === undefined) throw new Error(`no ${file} there`);
      await check(path);
      return path;
    },
  };
}

export function cacheWay(entry: CacheEntry): Way {
  return {
    name: 'cache',
    find: async () => {
      const path = cachedPath(entry);
      if (!isExecutableFile(path)) throw new Error(`${path} does not exist yet`);
      await entry.check(path);
      return path;
    },
  };
}
