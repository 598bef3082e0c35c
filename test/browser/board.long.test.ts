import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBoard, type RunningBoard } from '../../src/board/start-board.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';
import { calls, stageCalls } from './calls.js';
import { chromiumMissing, findChromium } from './chromium.js';

const executablePath = findChromium();
if (executablePath === undefined) console.log(chromiumMissing);

describe.skipIf(executablePath === undefined)('the board in a browser', () => {
  let world: World;
  let board: RunningBoard;
  let browser: Browser;
  beforeAll(async () => {
    world = await startWorld({ ui: true });
    await world.startWorker();
    await world.startContactEvents();
    await stageCalls(world);
    const { settings, server } = world;
    board = await startBoard({
      connection: settings,
      host: '127.0.0.1',
      port: 0,
      uiUrl: server.uiUrl,
      utc: true,
      refreshMs: 500,
    });
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    await board.close();
    await world[Symbol.asyncDispose]();
  });

  /** A page of its own, what it asked for elsewhere, and what its console complains of. */
  async function open({ width = 1400, height = 1000 } = {}) {
    const context = await browser.newContext({ viewport: { width, height }, locale: 'en-US', timezoneId: 'UTC' });
    const page = await context.newPage();
    const strangers: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(board.url) && !request.url().startsWith('data:')) strangers.push(request.url());
    });
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(board.url);
    return { page, strangers, complaints, [Symbol.asyncDispose]: () => context.close() };
  }

  const section = (page: Page, name: string) => page.getByRole('region', { name });
  const hasFocus = (page: Page): Promise<string> => page.evaluate<string>('document.activeElement.textContent.trim()');

  it('goes on by itself, and takes nothing from elsewhere', async () => {
    await using opened = await open();
    const { page } = opened;
    await expect.poll(() => page.getByRole('status').innerText()).toBe('Live.');
    for (const id of [calls.invalid, calls.refused, calls.unknown])
      expect(await section(page, 'Needs a person').innerText()).toContain(id);

    await world.ringonce.start('order-4799', aRequest(), { notBefore: new Date(Date.now() + 300_000).toISOString() });
    await expect.poll(() => section(page, 'Next openings').innerText()).toContain('order-4799');

    expect(await page.content()).not.toMatch(/206.?555/);
    expect(opened.strangers).toEqual([]);
    expect(opened.complaints).toEqual([]);
  });

  it('leads from an entry to its page in the Temporal UI', async () => {
    await using opened = await open();
    const { page } = opened;
    await section(page, 'Needs a person').getByRole('link', { name: calls.refused }).click();
    await expect.poll(() => page.locator('main').innerText()).toContain('DestinationNotAllowedException');

    await page.goto(board.url);
    await section(page, 'Calls').getByRole('link', { name: 'ring or talk' }).click();
    await expect.poll(() => page.locator('main').innerText()).toContain(calls.ringing);
    expect(await page.locator('main').innerText()).not.toContain(calls.busy);
  });

  it('is used from the keyboard: the focus stays on a link while the page changes', async () => {
    await using opened = await open();
    const { page } = opened;
    await expect.poll(() => page.getByRole('status').innerText()).toBe('Live.');

    await page.keyboard.press('Tab');
    expect(await hasFocus(page)).toBe('Skip to the board');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await hasFocus(page)).toBe('wait for their time');

    const waiting = section(page, 'Calls').getByText('wait for their time').locator('xpath=../..');
    const before = await waiting.innerText();
    await world.ringonce.start('order-4798', aRequest(), { notBefore: '2126-01-01T00:00:00Z' });
    await expect.poll(() => waiting.innerText()).not.toBe(before);
    expect(await hasFocus(page)).toBe('wait for their time');
  });

  it('fits a narrow screen: nothing is cut off, and each cell says what it is', async () => {
    await using opened = await open({ width: 320, height: 700 });
    const { page } = opened;
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow)).toBe(0);
    const label = "getComputedStyle(document.querySelector('#attention td'), '::before').content";
    expect(await page.evaluate(label)).toMatch(/ID/);
  });

  it('says when the board does not answer any more', async () => {
    await using opened = await open();
    const { page } = opened;
    await expect.poll(() => page.getByRole('status').innerText()).toBe('Live.');
    await page.context().setOffline(true);
    await board.close();
    await expect.poll(() => page.getByRole('status').innerText()).toBe('Not live: the board does not answer.');
  });
});
