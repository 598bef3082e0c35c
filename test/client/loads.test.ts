import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { projectRoot } from '../../src/dev/project-root.js';
import { temporaryDirectory } from '../dev/fixtures.js';
import { loadedIn, packagesOfClient, recordLoaded, type Loaded } from '../support/loaded.js';

/** What Node loads for an import of that built module, and of nothing else. */
async function loadedFor(module: string): Promise<Loaded> {
  await using directory = await temporaryDirectory();
  const file = join(directory.path, 'loaded.json');
  const { options, env } = recordLoaded(file);
  const url = pathToFileURL(join(projectRoot(), 'dist', module)).href;
  const args = [...options, '--input-type=module', '--eval', `await import('${url}')`];
  await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...env } });
  return await loadedIn(file);
}

it('the client loads no worker, no AWS SDK, no HTTP server and no native code', async () => {
  const { packages, folders, native } = await loadedFor('src/client/index.js');

  expect(folders).toEqual([
    'src/admission',
    'src/batch',
    'src/client',
    'src/contract',
    'src/encryption',
    'src/temporal',
  ]);
  expect(packages.filter((name) => !packagesOfClient.includes(name))).toEqual([]);
  expect(packages).toContain('@temporalio/client');
  expect(native).toEqual([]);
});

it('the contract loads zod alone', async () => {
  expect(await loadedFor('src/contract/index.js')).toEqual({
    packages: ['zod'],
    folders: ['src/contract'],
    native: [],
  });
});

it('a worker does load native code: it would be seen', async () => {
  const { packages, native } = await loadedFor('src/worker/index.js');

  expect(packages).toEqual(expect.arrayContaining(['@aws-sdk/client-connect', '@temporalio/worker']));
  expect(native).toEqual([expect.stringContaining('core-bridge')]);
});
