import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { projectRoot } from '../../src/dev/project-root.js';

const root = projectRoot();

/** The files that vitest would run for these projects of vitest.config.ts, each as often as it would. */
async function filesOf(...projects: string[]): Promise<string[]> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'list', '--filesOnly', '--json', ...projects.map((name) => `--project=${name}`)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  return (JSON.parse(stdout) as { file: string }[]).map(({ file }) => relative(root, file));
}

/** That the scripts run these projects, run.test.ts says. */
it('each test file is run by npm test or by npm run test:long, once', async () => {
  const files = await readdir(join(root, 'test'), { recursive: true });
  const all = files.filter((file) => file.endsWith('.test.ts')).map((file) => join('test', file));
  const [usual, long] = await Promise.all([filesOf('shared', 'alone'), filesOf('long')]);

  expect([...usual, ...long].sort()).toEqual(all.sort());
  expect(long.sort()).toEqual(all.filter((file) => file.endsWith('.long.test.ts')));
});
