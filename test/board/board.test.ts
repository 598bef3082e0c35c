import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { msToTs } from '@temporalio/common/lib/time.js';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startBoard, type BoardSettings, type RunningBoard } from '../../src/board/start-board.js';
import { numberOf } from '../../src/connect-simulator/index.js';
import { keysVariable } from '../../src/encryption/key-ring.js';
import { keyOf } from '../support/encryption-keys.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

const keys = keyOf('k1', 7);
const { InstanceId } = aRequest();
const uiUrl = 'http://ui.example';
const hostile = '<img src=x onerror="alert(1)">&\'';

/** Calls that talk, wait, ended, were refused; a follow-up; a schedule. */
let world: World;
beforeAll(async () => {
  vi.stubEnv(keysVariable, keys);
  world = await startWorld({ timeScale: 0 });
  await world.startWorker();
  await world.startContactEvents();
  const { ringonce, connect } = world;
  await ringonce.lines.set(InstanceId, { lines: 2 });
  const ended = await ringonce.start('ended', aRequest());
  await connect.untilRings(1);
  connect.advance(60_000);
  await ended.result();
  await ringonce.start('refused', aRequest({ DestinationPhoneNumber: numberOf('not-allowed') }));
  await vi.waitFor(() => expect(ringonce.call('refused').result()).rejects.toThrow(/refused/), { timeout: 60_000 });
  const soon = new Date(Date.now() + 30 * 60_000).toISOString();
  await ringonce.start(`soon ${hostile}`, aRequest(), { notBefore: soon });
  await ringonce.start('far', aRequest(), { notBefore: '2126-01-01T00:00:00Z' });
  await ringonce.schedules.create('daily', { request: aRequest(), timeZone: 'America/New_York', cron: '0 9 * * *' });
  for (const id of ['holder-1', 'holder-2', 'queued']) {
    await ringonce.start(id, aRequest(), { lines: 'pool' });
    if (id !== 'queued') await connect.untilRings(1, { clientToken: id });
  }
});
afterAll(() => world[Symbol.asyncDispose]());
afterEach(() => vi.useRealTimers());

type Interceptor = NonNullable<BoardSettings['connection']['connectionOptions']['interceptors']>[number];

/** Requests that boards have sent to Temporal. */
let requests = 0;
const counting: Interceptor = (options, nextCall) => {
  requests++;
  return nextCall(options) as unknown as ReturnType<Interceptor>;
};

const open = (change: Partial<BoardSettings> = {}, mine = keys): Promise<RunningBoard> => {
  vi.stubEnv(keysVariable, mine);
  const { settings } = world;
  const connectionOptions = { ...settings.connectionOptions, interceptors: [counting] };
  const connection = { ...settings, connectionOptions };
  return startBoard({ connection, host: '127.0.0.1', port: 0, uiUrl, utc: true, refreshMs: 0, ...change });
};

const get = async (url: string, headers: Readonly<Record<string, string>> = {}) => {
  // Not by fetch, which lets nobody set the header Host.
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { headers }, resolve).on('error', reject).end();
  });
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
};

/** The text of each section, without tags. */
async function sectionsOf(board: RunningBoard): Promise<Record<string, string>> {
  const { body } = await get(board.url);
  const found = [...body.matchAll(/<h2 id="title-([a-z]+)">([\s\S]*?)<\/section>/g)];
  return Object.fromEntries(
    found.map(([, id = '', html = '']) => [
      id,
      html
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    ]),
  );
}

it('shows at a glance what goes on', async () => {
  await using board = await open();

  // Temporal's list is a moment behind, and the server counts what waits every 5 seconds.
  const shown = () => sectionsOf(board);
  await expect.poll(shown, { interval: 2_000 }).toMatchObject({
    calls: says(/their time 2 wait for a line or the rate, or are dialled 1 ring or talk 2 in doubt: may be ringing 0/),
    attention: says(/refused \+1 206 ••• ••40 REFUSED: destination not allowed Nothing rang\. Fix what/),
    lines: says(/2 of 2 busy, 1 waiting, oldest \d+ s; at most 10000 dials a second .* holder-1 .* holder-2 /),
    rates: says(/dials without a line ringonce-dial 10000 0 .* ringonce-contacts 10000 0/),
    openings: says(/within an hour 1 within 6 hours 0 within a day 0 later 1 .* soon .* \+1 206 ••• ••00 due /),
    schedules: says(/20\d\d-\d\d-\d\d 1\d:00:00 UTC daily call/),
    workers: says(/\d+@\S+ \d+\.\d+\.\d+ ringonce, ringonce-dial, ringonce-contacts \d+ s ago The last .* UTC: ended/),
  });
  expect((await shown())['calls']).toMatch(/Ended since 20.* 00:00:00 UTC answered 1 invalid, refused or failed 1$/);
});

const says = (pattern: RegExp): string => expect.stringMatching(pattern) as string;

/** What HTML writes as a number. */
const asWritten = (html: string): string => html.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));

it('links each entry into the Temporal UI', async () => {
  await using board = await open();
  const { body } = await get(board.url);

  const links = [...body.matchAll(/<a href="([^"]+)">([^<]+)<\/a>/g)].map(([, href = '', name]) => ({
    href: asWritten(href),
    name,
  }));
  const to = (name: string) => links.find((link) => link.name === name)?.href;
  expect(to('holder-1')).toBe(`${uiUrl}/namespaces/default/workflows/holder-1`);
  expect(to('refused')).toMatch(new RegExp(`^${uiUrl}/namespaces/default/workflows/refused/[0-9a-f-]{36}/history$`));
  expect(to('daily')).toBe(`${uiUrl}/namespaces/default/schedules/daily`);
  expect(to(InstanceId)).toBe(`${uiUrl}/namespaces/default/workflows/ringonce-lines-${InstanceId}`);
  expect(decodeURIComponent(to('ring or talk') ?? '')).toContain("workflows?query=WorkflowType = 'outboundCall' AND");
});

it('has no links where nobody knows the UI, and says how to have them', async () => {
  await using board = await open({ uiUrl: undefined });
  const { body } = await get(board.url);

  expect(body).toContain('Start it with --ui-url');
  expect(body.match(/<a href="http/g)).toBeNull();
});

it('shows what a caller has written as text, and no phone number', async () => {
  await using board = await open();
  // A section that could not be read is read at the next refresh.
  await expect.poll(async () => (await get(board.url)).body).toContain('soon &#60;img src');
  const { body, headers } = await get(board.url);

  expect(body).not.toMatch(/<img|onerror="/);
  expect(body).not.toMatch(/206.?555/);
  expect(headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self'/);
});

it('costs as many requests with many calls as with fewer', async () => {
  await using board = await open();
  const cost = async () => {
    const before = requests;
    await get(board.url);
    return requests - before;
  };
  const addWaiting = async (calls: number) => {
    const { count } = await world.ringonce.client.workflow.count("CallPhase = 'WAITING'");
    const rows = Array.from({ length: calls }, (_, index) => ({
      workflowId: `many-${calls}-${index}`,
      request: aRequest(),
      options: { notBefore: '2126-01-01T00:00:00Z' },
    }));
    for await (const { verdict } of world.ringonce.startBatch(rows)) expect(verdict).toBe('started');
    const listed = async () => (await world.ringonce.client.workflow.count("CallPhase = 'WAITING'")).count;
    await expect.poll(listed, { interval: 500 }).toBe(count + calls);
  };
  // No list is empty or short any more.
  await addWaiting(30);
  const withFewer = await cost();
  await addWaiting(150);

  expect(await cost()).toBe(withFewer);
  expect(withFewer).toBeLessThan(60);
});

it('tells what it cannot read without the key, beside the rest', async () => {
  await using board = await open({}, keyOf('k2', 8));

  expect(await sectionsOf(board)).toMatchObject({
    lines: says(/This cannot be read now: A payload is encrypted with the key k1/),
    attention: says(/REFUSED: destination not allowed/),
  });
});

it('logs the name of what could not be read, and nothing that an error quotes', async () => {
  const warnings: unknown[] = [];
  const logger = { warn: (...told: readonly unknown[]) => void warnings.push(told) };
  await using board = await open({ logger }, keyOf('k2', 8));
  await get(board.url);

  expect(warnings).toEqual([[{ error: 'DecryptionError' }, 'a part of the board could not be read']]);
});

it('counts what has ended today since midnight on the clock that it shows', async () => {
  vi.stubEnv('TZ', 'Asia/Kolkata');
  await using board = await open({ utc: false });

  expect((await sectionsOf(board))['calls']).toMatch(/Ended since \d{4}-\d\d-\d\d 00:00:00 GMT\+5:30 /);
});

it('asks Temporal once in 5 seconds where nobody says how often', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  await using board = await open({ refreshMs: undefined as never });
  const cost = async (afterMs: number) => {
    vi.advanceTimersByTime(afterMs);
    const before = requests;
    await get(board.url);
    return requests - before;
  };

  expect(await cost(0)).toBeGreaterThan(0);
  expect(await cost(4_999)).toBe(0);
  expect(await cost(1)).toBeGreaterThan(0);
});

it('sends what has changed to whoever watches', async () => {
  await using board = await open({ refreshMs: 1_000 });
  const answer = await fetch(`${board.url}/live`);
  const events = readEvents(answer);
  const first = await nextOf(events);
  await world.ringonce.lines.set(InstanceId, { lines: 3, reserve: 1 });

  for await (const { sections } of events)
    if (Object.keys(sections).length < 7 && /1 more in reserve/.test(sections['lines'] ?? '')) break;
  expect(Object.keys(first.sections)).toHaveLength(7);
  await world.ringonce.lines.set(InstanceId, { lines: 2, reserve: 0 });
});

it('asks nothing more once the last viewer has gone', async () => {
  let mine = 0;
  const countingMine: Interceptor = (options, nextCall) => {
    mine++;
    return nextCall(options) as unknown as ReturnType<Interceptor>;
  };
  const { settings } = world;
  const connection = {
    ...settings,
    connectionOptions: { ...settings.connectionOptions, interceptors: [countingMine] },
  };
  await using left = await open({ connection });
  await using watched = await open();
  const viewer = new AbortController();
  await nextOf(readEvents(await fetch(`${left.url}/live`, { signal: viewer.signal })));
  const others = readEvents(await fetch(`${watched.url}/live`));

  viewer.abort();

  const duringThreeRefreshes = async () => {
    const before = mine;
    for (let count = 0; count < 3; count++) await nextOf(others);
    return mine - before;
  };
  // What was under way comes to its end.
  await expect.poll(duringThreeRefreshes, { timeout: 30_000 }).toBe(0);
});

it('starts where calls could not: a namespace that forgets too soon it can read', async () => {
  const { client } = world.ringonce;
  const keep = (days: number) =>
    client.workflowService.updateNamespace({
      namespace: world.settings.namespace,
      config: { workflowExecutionRetentionTtl: msToTs(days * 86_400_000) },
    });
  const { config } = await client.workflowService.describeNamespace({ namespace: world.settings.namespace });
  const before = Number(config?.workflowExecutionRetentionTtl?.seconds) / 86_400;
  await keep(1);
  try {
    await using board = await open();
    expect((await get(board.url)).status).toBe(200);
  } finally {
    await keep(before);
  }
});

it('refuses a namespace that is not set up', async () => {
  const connection = { ...world.settings, namespace: 'temporal-system' };
  await expect(open({ connection })).rejects.toMatchObject({
    code: 'NAMESPACE_NOT_READY',
    message: says(/lacks the search attributes/),
  });
});

async function nextOf(events: AsyncGenerator<Sent, void>): Promise<Sent> {
  const { value } = await events.next();
  if (value === undefined) throw new Error('It has ended.');
  return value;
}

interface Sent {
  readonly sections: Readonly<Record<string, string>>;
}

async function* readEvents({ body }: Response): AsyncGenerator<Sent, void> {
  let received = '';
  for await (const chunk of (body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    const parts = (received + chunk).split('\n\n');
    received = parts.pop() ?? '';
    for (const part of parts) if (part.startsWith('data: ')) yield JSON.parse(part.slice(6)) as Sent;
  }
}

describe('who may look', () => {
  const token = 'a-token-of-the-tests';
  const basic = (password: string) => `Basic ${Buffer.from(`ann:${password}`).toString('base64')}`;

  it.each([{ host: '0.0.0.0' }, { host: '::' }, { host: 'board.example' }])(
    'not the world without a token: $host',
    async ({ host }) => {
      await expect(open({ host })).rejects.toMatchObject({
        code: 'BOARD',
        message: says(/^Without a token .* on this machine only/),
      });
    },
  );

  it('refuses a token that is too short', async () => {
    await expect(open({ token: 'fifteen-letters' })).rejects.toMatchObject({
      code: 'BOARD',
      message: says(/shorter than 16/),
    });
  });

  it.each([
    { name: 'localhost', status: 200 },
    { name: '127.0.0.1', status: 200 },
    { name: '[::1]', status: 200 },
    { name: 'rebound.example', status: 403 },
  ])('without a token only who asks for this machine: $name', async ({ name, status }) => {
    await using board = await open();
    const { port } = new URL(board.url);
    for (const path of ['/', '/live', '/board.js'].filter((path) => status !== 200 || path !== '/live'))
      expect(await get(`${board.url}${path}`, { host: `${name}:${port}` })).toMatchObject({ status });
    expect((await get(`${board.url}/healthz`, { host: 'pod' })).status).toBe(200);
    for (const path of ['/?/healthz', '/board.js?/healthz'])
      expect((await get(`${board.url}${path}`, { host: `${name}:${port}` })).status).toBe(status);
  });

  it.each([
    { how: 'as the password', authorization: basic(token), status: 200 },
    { how: 'as a bearer token', authorization: `Bearer ${token}`, status: 200 },
    { how: 'wrong', authorization: basic(`${token}r`), status: 401 },
    { how: 'as the user name', authorization: `Basic ${Buffer.from(`${token}:`).toString('base64')}`, status: 401 },
    { how: 'not at all', authorization: '', status: 401 },
  ])('with a token who gives it: $how', async ({ authorization, status }) => {
    await using board = await open({ host: '0.0.0.0', token });
    const url = board.url.replace('0.0.0.0', '127.0.0.1');
    const answer = await get(url, { host: 'board.example', ...(authorization === '' ? {} : { authorization }) });
    expect(answer.status).toBe(status);
    for (const path of ['/?/healthz', '/board.js?/healthz'])
      expect((await get(`${url}${path}`, authorization === '' ? {} : { authorization })).status).toBe(status);
    expect(answer.headers['www-authenticate']).toBe(status === 401 ? 'Basic realm="ringonce board"' : undefined);
    if (status === 401) expect(answer.body).not.toContain('holder-1');
  });
});
