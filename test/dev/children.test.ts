import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endWithUs } from '../../src/dev/children.js';
import { projectRoot } from '../../src/dev/project-root.js';
import { isAlive, temporaryDirectory, until } from './fixtures.js';

/** A program that starts a child, guards it, prints its number, and then ends as told. */
const program = (end: string) => `
  import { spawn } from 'node:child_process';
  import { endWithUs } from ${JSON.stringify(pathToFileURL(join(projectRoot(), 'src/dev/children.ts')).href)};
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  endWithUs(child);
  child.unref();
  console.log(child.pid);
  ${end}
`;
const stayUp = 'setInterval(() => {}, 1000);';

describe('endWithUs', () => {
  it.each([
    { how: 'exits', end: 'setTimeout(() => process.exit(0), 50);', signal: undefined },
    { how: 'has nothing left to do', end: '', signal: undefined },
    { how: 'throws', end: 'setTimeout(() => { throw new Error("no"); }, 50);', signal: undefined },
    { how: 'gets SIGINT', end: stayUp, signal: 'SIGINT' as const },
    { how: 'gets SIGTERM', end: stayUp, signal: 'SIGTERM' as const },
    { how: 'gets SIGKILL', end: stayUp, signal: 'SIGKILL' as const },
  ])('ends the child when its parent $how', async ({ end, signal }) => {
    await using directory = await temporaryDirectory();
    const script = await directory.write('program.mts', program(end));
    const parent = spawn(process.execPath, ['--import', 'tsx', script], {
      cwd: projectRoot(),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const parentEnded = once(parent, 'exit');
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());

    if (signal) parent.kill(signal);
    await parentEnded;

    await until(() => isGone(pid));
  });

  it('lets the child be once it is released', async () => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    const exitListeners = process.listenerCount('exit');

    await endWithUs(child).release();

    expect(process.listenerCount('exit')).toBe(exitListeners);
    expect(isAlive(Number(child.pid))).toBe(true);
    child.kill('SIGKILL');
  });
});

/** Gone, or a zombie that the system's first process has not yet taken off the list. */
async function isGone(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return true;
  const ps = spawn('ps', ['-o', 'stat=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [state] = (await once(ps.stdout, 'data').catch(() => [''])) as [Buffer | string];
  return state.toString().startsWith('Z');
}
