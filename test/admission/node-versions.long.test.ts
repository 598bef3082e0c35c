import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { projectRoot } from '../../src/dev/project-root.js';
import { hasNodeReleases, nodeRelease } from '../support/node-release.js';
import type { Answers } from './answers-child.js';

/** Their own time zones are of 2025c, 2024b, 2026c and 2026e. */
const versions = hasNodeReleases ? ['20.20.2', '22.12.0', '24.21.0', '26.12.1'] : [process.versions.node];
if (!hasNodeReleases)
  console.info(`Only Node ${process.versions.node} is tried: others are fetched on Linux x64 alone.`);

const given = process.env['RINGONCE_SEED'];

/** A worker on Node 20 dialled Vancouver an hour late, one on Node 26 did not. */
it('every Node decides alike, and as the minute-by-minute oracle', async () => {
  const seed = given ?? String(Math.floor(Math.random() * 2 ** 31));
  const child = fileURLToPath(new URL('answers-child.ts', import.meta.url));
  const answers: Answers[] = [];
  // One after the other: other tests run beside this one.
  for (const version of versions) {
    const node = hasNodeReleases ? await nodeRelease(version) : process.execPath;
    const { stdout } = await promisify(execFile)(node, ['--import', 'tsx', child, seed], { cwd: projectRoot() });
    answers.push(JSON.parse(stdout) as Answers);
  }
  expect({ seed, wrong: answers.flatMap(({ wrong }) => wrong) }).toEqual({ seed, wrong: [] });
  for (const { clocks, vancouver } of answers) {
    // 12:00 UTC at -7, -6, -5, -6, -6 and 0; at -3.
    expect(clocks).toEqual(['05:00', '06:00', '07:00', '06:00', '06:00', '12:00', '09:00']);
    expect(vancouver).toBe('wait');
  }
  expect({ seed, digests: new Set(answers.map(({ digest }) => digest)).size }).toEqual({ seed, digests: 1 });
  expect(answers.map(({ runtime }) => runtime.split(' ')[0])).toEqual(versions.map((version) => `v${version}`));
  expect(Math.min(...answers.map(({ decided }) => decided))).toBeGreaterThan(500);
}, 300_000);
