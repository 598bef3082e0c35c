import { defineSearchAttributeKey } from '@temporalio/common';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { numberOf } from '../../src/connect-simulator/index.js';
import { callStatus } from '../../src/cli/call-status.js';
import { asJson, inWords } from '../../src/cli/call-in-words.js';
import { clockOf } from '../../src/cli/clock.js';
import type { ListedCall } from '../../src/client/call/listed-call.js';
import { aRequest } from '../support/requests.js';
import { bringAbout, type Row } from '../support/states.js';
import { startWorld, type World } from '../support/world.js';
import { ringonce, temporalSettings, type Ended } from './ringonce-process.js';

/** Calls in every state, besides one that was terminated, one that timed out, and one as a version before 0.6 has left it. */
let world: World;
let rows: Readonly<Record<string, Row>>;
const outside = { terminated: 'x-terminated', 'timed out': 'x-timed-out' } as const;
const old = 'x-old';

beforeAll(async () => {
  world = await startWorld({ timeScale: 0 });
  await world.startWorker();
  await world.startContactEvents();
  rows = await bringAbout(world, 's-');
  const { client } = world.ringonce;
  const { DestinationPhoneNumber } = aRequest();
  await world.ringonce.start(outside.terminated, aRequest(), { notBefore: '2126-01-01T00:00:00Z' });
  await client.workflow.getHandle(outside.terminated).terminate('a test');
  // No worker serves that queue.
  await client.workflow.start('outboundCall', {
    workflowId: outside['timed out'],
    taskQueue: 'nobody',
    args: [{ DestinationPhoneNumber }],
    workflowExecutionTimeout: 1,
  });
  await client.workflow.start('outboundCall', {
    workflowId: old,
    taskQueue: 'nobody',
    args: [{ DestinationPhoneNumber }],
    typedSearchAttributes: [{ key: defineSearchAttributeKey('CallPhase', 'KEYWORD'), value: 'OPEN' }],
  });
  // Temporal's list is a moment behind.
  const isListed = async () => {
    expect(await listed()).toHaveLength(Object.keys(rows).length + 3);
    expect(await listed('--status', 'timed-out')).toHaveLength(1);
  };
  await vi.waitFor(isListed, { timeout: 150_000, interval: 200 });
});
afterAll(() => world[Symbol.asyncDispose]());

const run = (...args: string[]): Promise<Ended> => ringonce(['list', ...args], temporalSettings(world.server));

const read = (stdout: string): ListedCall[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ListedCall);

const listed = async (...args: string[]) => read((await run('--json', ...args)).stdout);
const idsOf = async (...args: string[]) => (await listed(...args)).map(({ workflowId }) => workflowId).sort();
/** A call in doubt ends by itself, about a minute after its dial. */
const withoutDoubt = (ids: readonly string[]) => ids.filter((id) => id !== 's-doubt');
const inStates = (...names: string[]) => names.map((name) => (name.startsWith('x-') ? name : `s-${name}`)).sort();

it('has of every call and follow-up whom it calls and where it stands, in the words of the list page', async () => {
  const all = new Map((await listed()).map((call) => [call.workflowId, call]));

  for (const [id, { CallTo, CallStatus, CallPhase, CallOutcome, CallNeedsAttention }] of Object.entries(rows)) {
    expect({ id, ...all.get(id) }).toMatchObject({
      id,
      destination: CallTo,
      status: typeof CallStatus === 'string' ? CallStatus : (expect.stringMatching(CallStatus) as string),
      phase: CallPhase,
      ...(CallOutcome === undefined ? {} : { outcome: CallOutcome }),
      ...(CallNeedsAttention === undefined ? {} : { needsAttention: true }),
      startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
    });
  }
  for (const [words, id] of Object.entries(outside)) expect(all.get(id)?.status).toBe(words);
  expect(all.get(old)?.status).toBe('running');
});

it('has the words with which show begins, which tells the rest too', async () => {
  const clock = clockOf({ utc: true });
  const shown: Record<string, string> = {};
  for (const { workflowId, destination, status } of await listed()) {
    const known = await callStatus(world.ringonce, workflowId);
    const words = (shown[workflowId] = inWords(known, clock));
    const to = destination === undefined ? '' : `${destination}, `;
    expect(words.split('\n')[0]).toBe(`${workflowId}: ${to}${clock.text(status)}`);
    expect(words).toMatch(/\n {2}started +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC(?:\n|$)/);
    // Whoever reads it reads words: AWS's own names stand in the timeline, in brackets.
    expect(words.replace(/\([A-Z_, ]+\)/g, '')).not.toMatch(/\b[A-Z]+_[A-Z]+\b/);
    expect(words).not.toMatch(/206\D?555/);
    expect(asJson(known)).toMatchObject({ workflowId, status, taskQueue: expect.any(String) as string });
  }
  const says = (name: string, what: RegExp) => expect(shown[name]).toMatch(what);
  says(
    's-throttled',
    /\n {2}attempts +\d+\n {2}last answer +\S.*\n(?: {2}next try .*\n)? {2}may ring +no: nothing was placed\n/,
  );
  says('s-waiting', /\n {2}waits for +its time\n {2}until +2126-01-01 17:00:00 UTC\n/);
  says('s-ringing', /\n {2}contact +[\da-f-]{36}\n/);
  says('s-unknown', /\n {2}what to do +It may have rung\. Search Amazon Connect's contacts/);
  says('s-invalid', /\n {2}what to do +Nothing rang\. Fix what the failure names[^]*ContactFlowId/);
  says('s-not-allowed', /\n {2}what to do +Nothing rang\. Fix what the failure names/);
  says('s-cancelled', /\n {2}cancellation +not-dialled\n {2}what to do +Nothing rang\./);
  says(
    's-follow-up',
    /\n {2}attempt +2 of 5\n {2}waits for +the next attempt\n[^]*\n {2}s-follow-up\.1 +busy after 3 s\n/,
  );
  says('s-follow-up', /\n {2}what to do +"ringonce call-now" makes the attempt at once/);
  says('s-paused', /\n {2}paused +no further attempt begins until "ringonce resume"\n/);
  says(
    'x-terminated',
    /\n {2}what to do +It was terminated by \S+ \(a test\) before anything was dialled: nothing rang\./,
  );
  says('x-timed-out', /\n {2}what to do +It was ended by a time limit of its workflow before anything was dialled/);
}, 120_000);

it('prints a table, times in the zone of the terminal or in UTC', async () => {
  const { client } = world.ringonce;
  const { startTime } = await client.workflow.getHandle('s-busy').describe();
  const inUtc = `${startTime.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

  const local = await ringonce(['list'], { ...temporalSettings(world.server), TZ: 'Asia/Kolkata' });
  const utc = await run('--utc');

  expect(utc).toMatchObject({
    exitCode: 0,
    stderr: expect.stringMatching(/^(?:About 1 call waits for a line of \S+, or for its rate: .*\n)?$/) as string,
  });
  expect(utc.stdout).toMatch(/│ id +│ to +│ status +│ started +│/);
  expect(utc.stdout).toMatch(new RegExp(`│ s-busy +│ \\+1 206 ••• ••30 │ busy after 3 s +│ ${inUtc} │`));
  expect(utc.stdout).toMatch(/│ s-ringing +│ .* │ ringing or on the line since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC +│/);
  const there = new Date(startTime.getTime() + 5.5 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  expect(local.stdout).toContain(`│ ${there} GMT+5:30 │`);
  expect(local.stdout).not.toContain('UTC');
});

it.each([
  { status: 'waiting', ids: inStates('waiting', 'follow-up') },
  { status: 'paused', ids: inStates('paused') },
  { status: 'waiting,paused', ids: inStates('waiting', 'follow-up', 'paused') },
  { status: 'dialling', ids: inStates('throttled') },
  { status: 'ringing', ids: inStates('ringing', 'by-name-ringing') },
  { status: 'in-doubt', ids: inStates('doubt', 'unknown') },
  { status: 'failed', ids: inStates('invalid', 'not-allowed') },
  { status: 'terminated', ids: ['x-terminated'] },
  { status: 'timed-out', ids: ['x-timed-out'] },
  {
    status: 'ended',
    ids: inStates('answered', 'by-name', 'busy', 'rings-out', 'unknown', 'expired', 'cancelled', 'follow-up.1'),
  },
])('--status $status', async ({ status, ids }) => {
  const found = await idsOf('--status', status);
  expect(status === 'ended' ? withoutDoubt(found) : found).toEqual(ids);
});

it('finds an attempt under way, and the call whose activity an operator has paused', async () => {
  const request = aRequest({ DestinationPhoneNumber: numberOf('long-talk') });
  await world.ringonce.followUp('f', request);
  await world.connect.untilRings(1, { clientToken: 'f.1' });
  await expect.poll(() => idsOf('--status', 'calling')).toEqual(['f']);
  await expect.poll(() => idsOf('--status', 'ringing')).toContain('f.1');

  const outcome = { namespace: world.server.namespace, execution: { workflowId: 'f.1' }, id: 'outcome' };
  await world.ringonce.client.workflowService.pauseActivity({ ...outcome, identity: 'ann', reason: 'trouble' });

  await expect.poll(() => idsOf('--status', 'paused')).toEqual(['f.1', 's-paused']);
  const { stdout } = await run('--status', 'paused', '--utc');
  expect(stdout).toMatch(/│ f\.1 +│ .* │ PAUSED, ringing or on the line since/);
  await world.ringonce.client.workflow.getHandle('f').terminate();
  await world.ringonce.client.workflow.getHandle('f.1').terminate();
  await expect.poll(() => idsOf('--status', 'calling,paused')).toEqual(['s-paused']);
});

it('filters by outcome, by contact, by what needs a person, by the start', async () => {
  const [ring] = world.connect.ledger({ clientToken: 's-ringing' });

  expect(await idsOf('--outcome', 'no-answer')).toEqual(['s-rings-out']);
  expect(await idsOf('--outcome', 'NO_ANSWER')).toEqual(['s-rings-out']);
  expect(withoutDoubt(await idsOf('--needs-attention'))).toEqual(inStates('invalid', 'not-allowed', 'unknown'));
  expect(await idsOf('--contact-id', ring?.ContactId ?? '')).toEqual(['s-ringing']);
  expect(await idsOf('--since', '1h')).toContain('s-busy');
  expect(await idsOf('--since', '2126-01-01T00:00:00Z')).toEqual([]);
  expect(await run('--since', '1ms')).toMatchObject({ exitCode: 0, stdout: 'No call or follow-up found.\n' });
});

it('has every call on one page and none on two', async () => {
  // One that ended between two pages would be on both.
  await world.ringonce.call('s-doubt').result();
  await vi.waitFor(
    async () => expect(await idsOf('--status', 'in-doubt', '--outcome', 'unknown')).toContain('s-doubt'),
    {
      timeout: 150_000,
      interval: 200,
    },
  );
  const all = await idsOf();
  const paged: string[] = [];
  const sizes: number[] = [];
  let token: string | undefined;
  do {
    const { stdout, stderr } = await run(
      '--json',
      '--limit',
      '4',
      ...(token === undefined ? [] : ['--page-token', token]),
    );
    const page = read(stdout).map(({ workflowId }) => workflowId);
    sizes.push(page.length);
    paged.push(...page);
    token = /^There are more: --page-token (\S+)$/m.exec(stderr)?.[1];
  } while (token !== undefined);

  expect(paged.sort()).toEqual(all);
  expect(new Set(paged).size).toBe(paged.length);
  expect(sizes.slice(0, -2).every((size) => size === 4)).toBe(true);
});

it('--to finds calls by their number, whoever started them, and prints it nowhere', async () => {
  // All three are +1 206 ••• ••00 when masked.
  const [one, alike] = ['+12065557700', '+12065558800'];
  await world.ringonce.start('to-1', aRequest({ DestinationPhoneNumber: one }), { notBefore: '2126-01-01T00:00:00Z' });
  await world.ringonce.start('to-2', aRequest({ DestinationPhoneNumber: alike }), {
    notBefore: '2126-01-01T00:00:00Z',
  });
  // Another language's, which no worker has taken up yet.
  await world.ringonce.client.workflow.start('followUp', {
    workflowId: 'to-3',
    taskQueue: 'nobody',
    args: [aRequest({ DestinationPhoneNumber: one }), {}],
  });

  await expect.poll(() => idsOf('--to', one)).toEqual(['to-1', 'to-3']);
  expect(await idsOf('--to', alike)).toEqual(['to-2']);
  expect(await idsOf('--to', one, '--status', 'waiting')).toEqual(['to-1']);
  const pages = [await run('--to', one, '--limit', '1', '--verbose')];
  const token = /--page-token (\S+)/.exec(pages[0]?.stderr ?? '')?.[1] ?? '';
  pages.push(await run('--to', one, '--limit', '1', '--page-token', token));
  expect(pages.flatMap(({ stdout }) => stdout.match(/to-\d/g))).toEqual(['to-3', 'to-1']);
  for (const { stdout, stderr } of pages) expect(stdout + stderr).not.toMatch(/206\D?555/);
});

it.each([
  { args: ['--to', '0206 555 7700'], says: /^error: --to: must be E\.164: / },
  { args: ['--status', 'open'], says: /It must be one of running, waiting, / },
  { args: ['--outcome', 'great'], says: /It must be one of answered, voicemail, / },
  { args: ['--since', 'yesterday'], says: /It must be an instant with offset/ },
  { args: ['--page-token', 'AAAA'], says: /It is none that "ringonce list" has printed/ },
  { args: ['--limit', '0'], says: /It must be a whole number/ },
])('refuses $args', async ({ args, says }) => {
  const { exitCode, stdout, stderr } = await run(...args);

  expect({ exitCode, stdout, stderr }).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: expect.stringMatching(says) as string,
  });
  expect(stderr).not.toContain('7700');
});

it('still lists what waits, with why and until when', async () => {
  const [waiting] = (await listed('--status', 'waiting')).filter(({ workflowId }) => workflowId === 's-waiting');
  expect(waiting).toMatchObject({ type: 'outboundCall', reason: 'NOT_BEFORE', until: '2126-01-01T17:00:00.000Z' });
});
