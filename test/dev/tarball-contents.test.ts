import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { projectRoot } from '../../src/dev/project-root.js';

/** What the package is made of: programs with their types, pages, schemas, examples; nothing else. */
const kinds: Readonly<Record<string, RegExp>> = {
  'compiled code': /^dist\/(src|workflows|activities)\/[\w/.-]+\.(js|js\.map|d\.ts)$/,
  'workflow bundles': /^dist\/workflow-bundle(\.traced)?(\.encrypted)?\.js$/,
  pages: /^(README|CHANGELOG|ARCHITECTURE|(docs|src|bench|findings)\/[\w/-]+)\.md$/,
  pictures: /^docs\/pictures\/[\w-]+\.png$/,
  schemas: /^schemas\/[\w-]+\.schema\.json$/,
  examples: /^examples\/[\w/-]+\.(json|jsonl|csv|py|go)$/,
  'alerts and dashboard': /^deploy\/(prometheus\/alerts\.yml|grafana\/ringonce\.json)$/,
  'how to run it': /^deploy\/[\w/-]+\.(ya?ml|json|sh)$/,
  'how to get a Temporal server': /^tools\/(temporal-cli\/go\.(mod|sum)|sdk-download\.mjs)$/,
  'what npm adds': /^(package\.json|LICENSE)$/,
};

interface Packed {
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

it('the tarball holds what the package is made of, with types for every program, and nothing else', async () => {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout } = await promisify(execFile)('npm', args, { cwd: projectRoot(), maxBuffer: 10_000_000 });
  const [packed] = Object.values(JSON.parse(stdout) as Record<string, Packed>);
  const paths = (packed?.files ?? []).map(({ path }) => path);

  expect(paths.filter((path) => !Object.values(kinds).some((kind) => kind.test(path)))).toEqual([]);
  for (const [kind, pattern] of Object.entries(kinds))
    expect({ kind, isThere: paths.some((path) => pattern.test(path)) }).toEqual({ kind, isThere: true });
  const programs = paths.filter((path) => /^dist\/(src|workflows|activities)\/.*\.js$/.test(path));
  expect(programs.filter((path) => !paths.includes(path.replace(/\.js$/, '.d.ts')))).toEqual([]);
  // What was compiled of a file that is gone, or of the tests.
  const sourceOf = (path: string) => path.replace(/^dist\//, '').replace(/\.js$/, '.ts');
  expect(programs.filter((path) => !existsSync(join(projectRoot(), sourceOf(path))))).toEqual([]);
});
