import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorld, type World } from '../support/world.js';
import { ringonce, startRingonce, temporalSettings } from './ringonce-process.js';

const token = 'a-token-of-the-tests';
let world: World;
let folder: string;
let tokenFile: string;
beforeAll(async () => {
  world = await startWorld();
  folder = await mkdtemp(join(tmpdir(), 'ringonce-board-'));
  tokenFile = join(folder, 'token');
  await writeFile(tokenFile, `${token}\n`);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await world[Symbol.asyncDispose]();
});

it.each([
  { given: '--token-file', options: () => ['--token-file', tokenFile], environment: {} },
  { given: 'RINGONCE_BOARD_TOKEN', options: () => [], environment: { RINGONCE_BOARD_TOKEN: token } },
])(
  'shows the board to who gives the token of $given alone, with links to --ui-url',
  async ({ options, environment }) => {
    const port = await getPort();
    const args = ['board', '--port', String(port), '--ui-url', 'http://ui.example', ...options()];
    await using board = startRingonce(args, { ...temporalSettings(world.server), ...environment });
    await board.untilPrinted('"msg":"ready"');
    const get = (headers: Readonly<Record<string, string>> = {}) => fetch(`http://127.0.0.1:${port}/`, { headers });

    expect((await get()).status).toBe(401);
    const page = await get({ authorization: `Bearer ${token}` });
    expect(page.status).toBe(200);
    // Browsers and proxies keep nothing of it.
    expect(page.headers.get('cache-control')).toBe('no-store');
    const html = (await page.text()).replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
    expect(html).toContain('<a href="http://ui.example/namespaces/default/workflows?query=');

    board.signal('SIGTERM');
    const { exitCode, stderr } = await board.ended;
    expect(exitCode).toBe(0);
    expect(stderr).toContain('"authenticated":true');
    expect(stderr).not.toContain(token);
  },
);

it('says that it was given two tokens, and does not start', async () => {
  const environment = { ...temporalSettings(world.server), RINGONCE_BOARD_TOKEN: token };
  const { exitCode, stderr } = await ringonce(['board', '--port', '0', '--token-file', tokenFile], environment);

  expect(stderr).toContain('--token-file and RINGONCE_BOARD_TOKEN are both given: choose one.');
  expect(exitCode).toBe(2);
});
