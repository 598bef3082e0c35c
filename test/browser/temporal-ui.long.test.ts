import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { projectRoot } from '../../src/dev/project-root.js';
import { keysVariable } from '../../src/encryption/key-ring.js';
import { aRequest } from '../support/requests.js';
import { calls, personal, stageCalls } from './calls.js';
import { chromiumMissing, findChromium } from './chromium.js';
import { columns, startUiWorld, type Ui, type UiWorld } from './ui.js';

const chromium = findChromium();
if (chromium === undefined) console.log(chromiumMissing);

/** What must not be read without a key, and a number in clear nowhere but in the input. */
const inClear = new RegExp(`${personal.Name}|her knee|meniscus|206.?555`);

const tomorrow = new Date(Date.now() + 86_400_000).toISOString();

/** One line of the list for each state: whom, what and why, without opening the call. */
const rows = [
  { state: 'waiting', id: calls.waiting, to: '+1 206 ••• ••00', status: /^due \w{3} \d+ \w{3} 08:00 PST$/ },
  { state: 'throttled', id: calls.throttled, to: '+1 206 ••• ••00', status: /^waits for its turn to be dialled$/ },
  { state: 'ringing', id: calls.ringing, to: '+1 206 ••• ••04', status: /^ringing or on the line since [\d:]{8} UTC$/ },
  { state: 'talking', id: calls.talking, to: '+1 206 ••• ••03', status: /^ringing or on the line since [\d:]{8} UTC$/ },
  { state: 'in-doubt', id: calls.inDoubt, to: '+1 206 ••• ••20', status: /^IN DOUBT: may be ringing/ },
  {
    state: 'follow-up',
    id: calls.followUp,
    to: '+1 206 ••• ••30',
    status: /^waits until .* after busy, attempt 2 of 5$/,
  },
  { state: 'busy', id: calls.busy, to: '+1 206 ••• ••30', status: /^busy after 3 s$/ },
  { state: 'answered', id: calls.answered, to: '+1 206 ••• ••00', status: /^answered, talked 30 s$/ },
  { state: 'unknown', id: calls.unknown, to: '+1 206 ••• ••00', status: /^IN DOUBT: may have rung, search Connect/ },
  { state: 'refused', id: calls.refused, to: '+1 206 ••• ••40', status: /^REFUSED: destination not allowed$/ },
  { state: 'invalid', id: calls.invalid, to: '', status: /^INVALID: DestinationPhoneNumber$/ },
];

/** What each call's page says: in its bars, in its first tab, and in its details. */
const pages = [
  {
    state: 'in-doubt',
    id: calls.inDoubt,
    bars: [/IN DOUBT: waits for a contact event/, /Dial \+1 206 ••• ••20/],
    says: ['"DestinationPhoneNumber": "+12065550120"'],
    details: ['It may be ringing, and its ContactId is not known'],
  },
  {
    state: 'talking',
    id: calls.talking,
    bars: [/Ringing or talking: until its end/, /Dial \+1 206 ••• ••03/],
    says: ['Results will appear upon completion.'],
    details: ['+1 206 ••• ••03: ringing or on the line since', 'Amazon Connect accepted the call: contact'],
  },
  {
    state: 'ringing',
    id: calls.ringing,
    bars: [/Ringing or talking: until its end/, /Dial \+1 206 ••• ••04/],
    says: [],
    details: ['It rings, or someone is talking'],
  },
  {
    state: 'waiting',
    id: calls.waiting,
    bars: [/^08:00 PST \w{3}: due, \d+ \w{3} \d{4}/],
    says: ['"notBefore"'],
    details: ['Nothing rings before'],
  },
  {
    state: 'throttled',
    id: calls.throttled,
    bars: [/Dial \+1 206 ••• ••00/],
    says: [],
    details: ['Waiting for Amazon Connect to accept the call'],
  },
  {
    state: 'follow-up',
    id: calls.followUp,
    bars: [/^\d\d:\d\d PST \w{3}: next attempt/, /Attempt 1/],
    says: [],
    details: ['Attempt 2 of 5 waits'],
  },
  {
    state: 'busy',
    id: calls.busy,
    bars: [/Ringing or talking|until its end/],
    says: ['"outcome": "BUSY",\n  "summary": "Busy after 3 s'],
    details: ['Nobody was reached'],
  },
  {
    state: 'unknown',
    id: calls.unknown,
    bars: [/Dial \+1 206 ••• ••00/],
    says: ['"outcome": "UNKNOWN",\n  "summary": "In doubt, it may have rung', '"nextStep": "'],
    details: ['ringonce-call-id'],
  },
  {
    state: 'refused',
    id: calls.refused,
    bars: [/Dial \+1 206 ••• ••40/],
    says: ['Amazon Connect refused the call: DestinationNotAllowedException', '"stack_trace": ""'],
    details: ['Nothing rang'],
  },
  {
    state: 'invalid',
    id: calls.invalid,
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
      rows.map(({ id, to, status }) => ({
        id,
        CallTo: to,
        CallStatus: expect.stringMatching(status) as string,
      })),
    );
  });

  it('has the columns that the guide recommends', () => {
    const guide = readFileSync(join(projectRoot(), 'docs/operating.md'), 'utf8');
    expect(guide.replaceAll('`', '')).toContain(columns.join(', '));
  });

  it('lists what needs a person by one query', async () => {
    const shown = await browser.list('CallNeedsAttention = true');

    expect([...shown.keys()].sort()).toEqual([calls.refused, calls.invalid, calls.unknown]);
  });

  it.each(pages)('tells on the page of a call: $state', async ({ id, bars, says, details }) => {
    await browser.openCall(id);
    for (const bar of bars)
      await expect.poll(() => browser.bars()).toContainEqual(expect.stringMatching(bar) as string);
    for (const text of says) await expect.poll(() => browser.text()).toContain(text);

    await browser.openTab('user-metadata');
    for (const text of details) await expect.poll(() => browser.text()).toContain(text);
    await expect.poll(() => browser.text()).toContain('DestinationPhoneNumber: ');
    expect(browser.decoded).not.toEqual([]);
  });

  it('shows what a caller has written as text: no image, no link, no element of its own', async () => {
    const { ringonce, connect } = ui.world;
    const hostile = `<img src="http://pictures.invalid/a"> ![b](http://pictures.invalid/b) <details><summary>c</summary>d</details> [e](http://links.invalid/e) www.links.invalid`;
    const id = `hostile ${hostile}`.slice(0, 250);
    const request = { ...aRequest(), ContactFlowId: hostile, Name: hostile, Description: hostile };
    const { workflow } = ringonce.client;
    connect.inject({
      operation: 'StartOutboundVoiceContact',
      kind: 'error-before',
      error: 'DestinationNotAllowedException',
      status: 403,
      message: hostile,
      match: { ClientToken: 'hostile-refusal' },
    });
    const followUp = await ringonce.followUp(
      'hostile-follow-up',
      { ...request, TrafficType: 'GENERAL' },
      { notBefore: tomorrow },
    );
    await followUp.pause();
    const hostileCalls = [
      await ringonce.start('hostile-refusal', request),
      await ringonce.start(id, { ...request, Attributes: { key: hostile } }, { notBefore: tomorrow }),
      await workflow.start('outboundCall', {
        workflowId: 'hostile-invalid',
        taskQueue: 'ringonce',
        args: [{ ...request, DestinationPhoneNumber: hostile, [hostile]: 1, Attributes: { [hostile]: hostile } }],
      }),
    ];
    await expect.poll(() => connect.requests({ clientToken: 'hostile-refusal' }).length).toBe(1);

    await using reader = await ui.open();
    for (const { workflowId } of [...hostileCalls, followUp]) {
      await reader.openListed(workflowId);
      await reader.openTab('user-metadata');
      await expect.poll(() => reader.text()).toMatch(/What happened/);
      await reader.page.waitForTimeout(1_000);
      // Addresses of the UI's own links hold the workflow ID.
      expect(await reader.count('img[src*="invalid"], a[href^="http"][href*="invalid"], details')).toBe(0);
    }
    expect(await reader.text()).toContain('pictures.invalid');
    expect(reader.strangers).toEqual([]);
  });

  it('shows ciphertext and nothing personal without the codec server', async () => {
    await using blind = await ui.open({ isDecoding: false });
    await blind.list();
    expect(await blind.everything()).not.toMatch(inClear);
    for (const id of [calls.talking, calls.busy, calls.refused, calls.followUp]) {
      await blind.openCall(id);
      // Ciphertext in base64, and bars without their summaries.
      await expect.poll(() => blind.text()).toMatch(/"[A-Za-z0-9+/]{100}/);
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
