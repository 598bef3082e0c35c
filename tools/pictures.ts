// Writes docs/pictures, what an operator sees in the Temporal UI and at a terminal: npm run pictures. Payloads are encrypted, and decoded by a codec server.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PageScreenshotOptions } from 'playwright-core';
import { startBoard } from '../src/board/start-board.js';
import { projectRoot } from '../src/dev/project-root.js';
import { keysVariable } from '../src/encryption/key-ring.js';
import { calls, stageCalls } from '../test/browser/calls.js';
import { chromiumMissing, findChromium } from '../test/browser/chromium.js';
import { startUiWorld, type Ui } from '../test/browser/ui.js';
import { awsSettings, ringonce, temporalSettings } from '../test/cli/ringonce-process.js';
import { aRequest } from '../test/support/requests.js';
import type { World } from '../test/support/world.js';

const folder = join(projectRoot(), 'docs', 'pictures');
const mostBytes = 150_000;

async function takePictures(chromium: string): Promise<void> {
  process.env[keysVariable] = `example:${Buffer.alloc(32, 7).toString('base64')}`;
  await using ui = await startUiWorld(chromium);
  await ui.world.startWorker();
  await ui.world.startContactEvents();
  await stageCalls(ui.world);
  await using browser = await ui.open();
  mkdirSync(folder, { recursive: true });

  await browser.list('WorkflowType != "instanceLines"');
  // Without the saved views there is room for the fourth column.
  const views = browser.page.getByText('Saved Views', { exact: true }).locator('xpath=..').getByRole('button');
  await views
    .first()
    .click({ timeout: 3_000 })
    .catch(() => undefined);
  await take(browser, 'list', { clip: { x: 205, y: 50, width: 1195, height: 700 } });
  for (const [name, bar] of [
    ['waiting', 'due'],
    ['talking', 'Ringing or talking'],
    ['refused', 'Dial'],
  ] as const) {
    await browser.openCall(calls[name]);
    await browser.page.getByText(bar).first().waitFor();
    await take(browser, name, { clip: { x: 205, y: 50, width: 1195, height: 900 } });
  }
  await takeDoctor(browser, ui.world);
  // Last: its page lets no style in but its own.
  await takeBoard(browser, ui.world);
}

async function takeBoard({ page }: Ui, { settings, server, ringonce }: World): Promise<void> {
  const { InstanceId } = aRequest();
  await ringonce.lines.set(InstanceId, { lines: 3 });
  for (const id of ['order-4722', 'order-4723', 'order-4724', 'order-4725'])
    await ringonce.start(id, aRequest(), { lines: 'pool' });
  await ringonce.schedules.create('reminder', { request: aRequest(), timeZone: 'America/New_York', cron: '0 9 * * *' });
  await using board = await startBoard({
    connection: settings,
    host: '127.0.0.1',
    port: 0,
    uiUrl: server.uiUrl,
    utc: true,
    refreshMs: 2_000,
  });
  await page.setViewportSize({ width: 1_100, height: 860 });
  await page.goto(board.url);
  await page.getByText('1 waiting').waitFor();
  const worker = page.locator('#workers td').first();
  await worker.evaluate(fill, '4711@worker-1');
  await take({ page }, 'board', {});
}

/** What `ringonce doctor` prints before anything is set up but the server, as a terminal shows it. */
async function takeDoctor({ page }: Ui, { server, connect }: World): Promise<void> {
  const { stdout } = await ringonce(['doctor', '--instance', aRequest().InstanceId], {
    ...temporalSettings(server),
    ...awsSettings,
    AWS_ENDPOINT_URL_CONNECT: connect.url,
    [keysVariable]: `k1:${Buffer.alloc(32, 8).toString('base64')}`,
  });
  await page.setContent('<pre></pre>');
  const look = 'margin:0;padding:16px;font:13px/1.5 monospace;background:#1b1f27;color:#e6e6e6;white-space:pre-wrap';
  await page.addStyleTag({ content: `body{margin:0}pre{${look};width:1160px}` });
  const shown = page.locator('pre');
  // A process ID and a host name are this machine's alone.
  await shown.evaluate(fill, stdout.trimEnd().replace(/\b\d+@[\w.-]+/g, '4711@worker-1'));
  const box = await shown.boundingBox();
  await take({ page }, 'doctor', { clip: box ?? { x: 0, y: 0, width: 1200, height: 600 } });
}

/** Runs in the page. */
function fill(element: { textContent: string | null }, text: string): void {
  element.textContent = text;
}

async function take({ page }: Pick<Ui, 'page'>, name: string, options: PageScreenshotOptions): Promise<void> {
  const path = join(folder, `${name}.png`);
  // What is drawn moves into its place.
  await page.waitForTimeout(1_500);
  await page.screenshot({ ...options, path });
  const bytes = statSync(path).size;
  if (bytes > mostBytes) throw new Error(`${path} has ${bytes} bytes, more than ${mostBytes}.`);
  console.log(`${path}: ${Math.round(bytes / 1_000)} KB`);
}

const chromium = findChromium();
if (chromium === undefined) {
  console.error(chromiumMissing);
  process.exitCode = 1;
} else await takePictures(chromium);
