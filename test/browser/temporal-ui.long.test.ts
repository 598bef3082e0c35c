import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { keysVariable } from '../../src/encryption/key-ring.js';
import { personal, stageCalls } from './calls.js';
import { chromiumMissing, findChromium } from './chromium.js';
import { startUiWorld, type Ui, type UiWorld } from './ui.js';

const chromium = findChromium();
if (chromium === undefined) console.log(chromiumMissing);

/** What must not be read without a key, and a number in clear nowhere but in the input. */
const inClear = new RegExp(`${personal.Name}|her knee|4711|206.?555`);

/** One line of the list for each state: whom, what and why, without opening the call. */
const rows = [
  { id: 'waiting', to: '+1 206 ••• ••00', status: /^due \w{3} \d+ \w{3} 08:00 PST$/, phase: 'WAITING' },
  { id: 'throttled', to: '+1 206 ••• ••00', status: /^waits for its turn to be dialled$/, phase: 'DIALLING' },
  { id: 'ringing', to: '+1 206 ••• ••04', status: /^ringing or on the line since [\d:]{8} UTC$/, phase: 'FOLLOWING' },
  { id: 'talking', to: '+1 206 ••• ••03', status: /^ringing or on the line since [\d:]{8} UTC$/, phase: 'FOLLOWING' },
  { id: 'in-doubt', to: '+1 206 ••• ••20', status: /^IN DOUBT: may be ringing/, phase: 'IN_DOUBT' },
  { id: 'follow-up', to: '+1 206 ••• ••30', status: /^waits until .* after busy, attempt 2 of 5$/, phase: 'WAITING' },
  { id: 'busy', to: '+1 206 ••• ••30', status: /^busy after 3 s$/, phase: 'ENDED' },
  { id: 'answered', to: '+1 206 ••• ••00', status: /^answered, talked 30 s$/, phase: 'ENDED' },
  { id: 'unknown', to: '+1 206 ••• ••00', status: /^IN DOUBT: may have rung, ask Connect/, phase: 'ENDED' },
  { id: 'refused', to: '+1 206 ••• ••40', status: /^REFUSED: destination not allowed$/, phase: 'FAILED' },
  { id: 'invalid', to: '', status: /^INVALID: DestinationPhoneNumber$/, phase: 'FAILED' },
];

/** What each call's page says: in its bars, in its first tab, and in its details. */
const pages = [
  {
    id: 'in-doubt',
    bars: [/IN DOUBT: waits for a contact event/, /Dial \+1 206 ••• ••20/],
    says: ['"DestinationPhoneNumber": "+12065550120"'],
    details: ['It may be ringing, and its ContactId is not known'],
  },
  {
    id: 'talking',
    bars: [/Ringing or talking: until its end/, /Dial \+1 206 ••• ••03/],
    says: ['Results will appear upon completion.'],
    details: ['+1 206 ••• ••03: ringing or on the line since', 'Amazon Connect accepted the call: contact'],
  },
  {
    id: 'ringing',
    bars: [/Ringing or talking: until its end/, /Dial \+1 206 ••• ••04/],
    says: [],
    details: ['It rings, or someone is talking'],
  },
  {
    id: 'waiting',
    bars: [/^08:00 PST \w{3}: due, \d+ \w{3} \d{4}/],
    says: ['"notBefore"'],
    details: ['Nothing rings before'],
  },
  {
    id: 'throttled',
    bars: [/Dial \+1 206 ••• ••00/],
    says: [],
    details: ['Waiting for Amazon Connect to accept the call'],
  },
  {
    id: 'follow-up',
    bars: [/^\d\d:\d\d PST \w{3}: next attempt/, /Attempt 1/],
    says: [],
    details: ['Attempt 2 of 5 waits'],
  },
  {
    id: 'busy',
    bars: [/Ringing or talking|until its end/],
    says: ['"outcome": "BUSY",\n  "summary": "Busy after 3 s'],
    details: ['Nobody was reached'],
  },
  {
    id: 'unknown',
    bars: [/Dial \+1 206 ••• ••00/],
    says: ['"outcome": "UNKNOWN",\n  "summary": "In doubt, it may have rung', '"nextStep": "'],
    details: ['ringonce-call-id'],
  },
  {
    id: 'refused',
    bars: [/Dial \+1 206 ••• ••40/],
    says: ['Amazon Connect refused the call: DestinationNotAllowedException', '"stack_trace": ""'],
    details: ['Nothing rang'],
  },
  {
    id: 'invalid',
    bars: [],
    says: ['DestinationPhoneNumber: must be E.164', '"stack_trace": ""'],
    details: ['Nothing rang'],
  },
];

describe.skipIf(chromium === undefined)('the Temporal UI', () => {
  let ui: UiWorld;
  let browser: Ui;
  beforeAll(async () => {
    vi.stubEnv(keysVariable, `k1:${Buffer.alloc(32, 7).toString('base64')}`);
    ui = await startUiWorld(chromium ?? '');
    await ui.world.startWorker();
    await ui.world.startContactEvents();
    await stageCalls(ui.world);
    browser = await ui.open();
  });
  afterAll(async () => {
    await ui[Symbol.asyncDispose]();
    vi.unstubAllEnvs();
  });

  it('tells on the list page whom, what and why of each call', async () => {
    const shown = await browser.list();

    const seen = rows.map(({ id }) => ({ id, ...shown.get(id) }));
    expect(seen).toMatchObject(
      rows.map(({ id, to, status, phase }) => ({
        id,
        CallTo: to,
        CallStatus: expect.stringMatching(status) as string,
        CallPhase: phase,
      })),
    );
  });

  it('lists what needs a person by one query', async () => {
    const shown = await browser.list('CallNeedsAttention = true');

    expect([...shown.keys()].sort()).toEqual(['invalid', 'refused', 'unknown']);
  });

  it.each(pages)('tells on the page of a call: $id', async ({ id, bars, says, details }) => {
    await browser.openCall(id);
    for (const bar of bars)
      await expect.poll(() => browser.bars()).toContainEqual(expect.stringMatching(bar) as string);
    for (const text of says) await expect.poll(() => browser.text()).toContain(text);

    await browser.openTab('user-metadata');
    for (const text of details) await expect.poll(() => browser.text()).toContain(text);
    await expect.poll(() => browser.text()).toContain('DestinationPhoneNumber: ');
    expect(browser.decoded).not.toEqual([]);
  });

  it('shows nothing personal without the codec server, and says that it is encrypted', async () => {
    await using blind = await ui.open({ isDecoding: false });
    await blind.list();
    expect(await blind.everything()).not.toMatch(inClear);
    for (const id of ['talking', 'busy', 'refused', 'follow-up']) {
      await blind.openCall(id);
      await expect.poll(() => blind.text()).toContain('encryption-key-id');
      expect(await blind.everything()).not.toMatch(inClear);
      for (const tab of ['user-metadata', 'history', 'memo', 'search-attributes']) {
        await blind.openTab(tab);
        await blind.page.waitForTimeout(500);
        expect(await blind.everything()).not.toMatch(inClear);
      }
    }
    expect(blind.decoded).toEqual([]);
  });
});
