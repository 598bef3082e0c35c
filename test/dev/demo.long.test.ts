import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outcomes } from '../../src/contract/index.js';
import { projectRoot } from '../../src/dev/project-root.js';
import { isAlive } from './fixtures.js';

/** The demo as `npm run demo` starts it, from what `npm run build` made. */
function startDemo() {
  const child = spawn(process.execPath, [join(projectRoot(), 'dist/src/dev/demo/main.js')], {
    env: { ...process.env, TEMPORAL_ADDRESS: 'nowhere.invalid:1', TEMPORAL_API_KEY: 'of-another-server' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(child, 'close').then(([exitCode]) => exitCode as number | null);
  const untilPrinted = async (what: string): Promise<void> => {
    while (!output.includes(what)) {
      if (child.exitCode !== null) throw new Error(`It ended and never printed "${what}":\n${output}`);
      await Promise.race([once(child.stdout, 'data'), ended]);
    }
  };
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  return { child, ended, untilPrinted, output: () => output, [Symbol.asyncDispose]: kill };
}

/** Worker processes that the output tells of. */
const workersOf = (output: string): number[] =>
  [...output.matchAll(/(?:process|worker) (\d+)/g)].map(([, pid]) => Number(pid));

describe.concurrent('the demo', () => {
  it('places its calls with one ring each, also with the usual ports taken', async () => {
    const squatters = await Promise.all([7233, 8233, 4010].map(occupy));
    await using demo = startDemo();

    const exitCode = await demo.ended;

    const output = demo.output();
    for (const squatter of squatters) squatter.close();
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    expect(output).not.toMatch(/127\.0\.0\.1:(?:7233|8233|4010)\b/);
    expect(output).toMatch(/worker-dies-\w+ +[\da-f-]{36} +ANSWERED: by someone, 30 s +\d of 4 +1$/m);
    for (const outcome of outcomes)
      expect(output).toMatch(new RegExp(`^ +[\\w-]+ +(?:[\\da-f-]{36}|–) +${outcome}\\b`, 'm'));
    expect(output).toContain(
      '2 requests, the same bytes each time; phones that rang: 1; the contact is the one that rang',
    );
    for (const [index, outcome] of ['BUSY', 'NO_ANSWER', 'ANSWERED'].entries())
      expect(output).toMatch(new RegExp(`follow-up-\\w+\\.${index + 1} +[\\da-f-]{36} +${outcome}: .* +1$`, 'm'));
    expect(output).toMatch(/Ended: ANSWERED is the goal$/m);
    expect(output).toMatch(
      /by the ledger: 25 phones rang, never more than 10 at once; [1-9]\d* calls that had come before/,
    );
    expect(output).toMatch(
      /Waits: the calling hours are closed; they open \w+ \d+ \w+ \d+ \d\d:\d\d P[SD]T \([-\d]+ \d\d:\d\d:00 UTC\)$/m,
    );
    expect(output).toMatch(/by the ledger: it rang at \S+Z, \d+\.\d\d s after its hours opened$/m);
    expect(output).toMatch(/^ +held-\w+ +[\da-f-]{36} +ANSWERED: by a person, 30 s +\d of 4 +1$/m);
    expect(output).toContain('Each placed call rang exactly once');
    expect(output).toMatch(/^ +Encryption +payloads are encrypted \(AES-256-GCM\)/m);
    // No number in clear, no notice of a library.
    expect(output).not.toMatch(/\+?1 ?206 ?555|Warning|\{"/);
    const pids = workersOf(output);
    expect(pids.length).toBeGreaterThan(1);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it('leaves nothing behind when Ctrl-C comes in the middle', async () => {
    await using demo = startDemo();
    // By then it has told the number of every process that is alive, and a call is in mid-dial.
    await demo.untilPrinted('is up in its place');

    demo.child.kill('SIGINT');

    expect(await demo.ended).toBe(130);
    expect(workersOf(demo.output())).toHaveLength(3);
    const [, port] = /Temporal +127\.0\.0\.1:(\d+)/.exec(demo.output()) ?? [];
    await expect(fetch(`http://127.0.0.1:${port ?? ''}`)).rejects.toThrow();
    expect(workersOf(demo.output()).filter(isAlive)).toEqual([]);
  });
});

/** Somebody has the port: this test, or whoever was there before. */
async function occupy(port: number): Promise<{ close(): void }> {
  const server = createServer((socket) => socket.destroy());
  await once(server.listen(port, '127.0.0.1'), 'listening').catch(() => undefined);
  return { close: () => void server.close() };
}
