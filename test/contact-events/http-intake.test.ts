import { once } from 'node:events';
import { connect } from 'node:net';
import { request } from 'node:http';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { EventFate } from '../../src/contact-events/contact-event-taker.js';
import { startHttpIntake } from '../../src/contact-events/http-intake.js';
import { anEvent, systemNumber } from './an-event.js';

const secret = 'correct-horse-battery';
const path = '/contact-events';
const json = { 'content-type': 'application/json; charset=utf-8' };
const allowed = { ...json, 'x-ringonce-secret': secret };

type Take = (event: unknown) => Promise<EventFate>;

/** Events say themselves what becomes of them, by their `id`. */
const asTheySay: Take = async (event) => {
  const id = String((event as { readonly id?: unknown } | null)?.id);
  if (id === 'taken' || id === 'ignored' || id === 'again') return Promise.resolve({ is: id });
  return Promise.resolve({ is: 'malformed', problem: 'it has no source' });
};

const anEventThatIs = (id: string) => anEvent({ envelope: { id } });

async function startIntake(take: Take = asTheySay) {
  const logLines: string[] = [];
  const taken: unknown[] = [];
  const refused: string[] = [];
  const intake = await startHttpIntake({
    host: '127.0.0.1',
    port: 0,
    secrets: ['the-old-one-of-them', secret],
    taker: { take: (event) => (taken.push(event), take(event)) },
    logger: pino({ level: 'trace' }, { write: (line: string) => void logLines.push(line) }),
    onRefused: (why) => void refused.push(why),
  });
  return {
    intake,
    logLines,
    taken,
    refused,
    async post(body: string, headers: Record<string, string> = allowed) {
      const response = await fetch(intake.url + path, { method: 'POST', body, headers });
      return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.json() };
    },
    [Symbol.asyncDispose]: () => intake.close(),
  };
}

describe('POST /contact-events', () => {
  it.each([
    { what: 'one event', ids: ['taken'], status: 200, body: { taken: 1, ignored: 0 } },
    { what: 'one of others', ids: ['ignored'], status: 200, body: { taken: 0, ignored: 1 } },
    { what: 'a batch', ids: ['taken', 'ignored', 'taken'], status: 200, body: { taken: 2, ignored: 1 } },
    { what: 'an empty batch', ids: [], status: 200, body: { taken: 0, ignored: 0 } },
    { what: 'one that must come again', ids: ['again'], status: 503, body: { taken: 0, ignored: 0, again: 1 } },
    {
      what: 'a batch in which one must come again, beside one that is none',
      ids: ['taken', 'again', 'nonsense'],
      status: 503,
      body: { taken: 1, ignored: 0, again: 1 },
    },
    {
      what: 'a batch with one that is none',
      ids: ['taken', 'nonsense'],
      status: 400,
      body: { taken: 1, ignored: 0, problems: [{ index: 1, problem: 'it has no source' }] },
    },
  ])('answers $status to $what', async ({ ids, status, body }) => {
    await using intake = await startIntake();
    const events = ids.map(anEventThatIs);

    const answer = await intake.post(JSON.stringify(events.length === 1 ? events[0] : events));

    expect(answer).toEqual({ status, body, retryAfter: status === 503 ? '5' : null });
    expect(intake.taken).toEqual(events);
  });

  it('takes a body of any content type, as EventBridge may be told to name another', async () => {
    await using intake = await startIntake();
    const headers = { 'content-type': 'text/plain', 'x-ringonce-secret': 'the-old-one-of-them' };

    expect((await intake.post(JSON.stringify(anEventThatIs('taken')), headers)).status).toBe(200);
  });

  it.each([
    { what: 'no secret', headers: json, status: 401 },
    { what: 'a wrong secret', headers: { ...json, 'x-ringonce-secret': `${secret}!` }, status: 401 },
    { what: 'an empty secret', headers: { ...json, 'x-ringonce-secret': '' }, status: 401 },
    { what: 'no secret and an oversized body', headers: json, body: oversized(), status: 401 },
    { what: 'an oversized body', body: oversized(), status: 413 },
    { what: 'malformed JSON', body: JSON.stringify(anEvent()).slice(0, -1), status: 400 },
    { what: 'no body', body: '', status: 400 },
    { what: 'a number', body: '42', status: 400 },
    { what: 'null', body: 'null', status: 400 },
    { what: 'no event', body: JSON.stringify({ DestinationPhoneNumber: systemNumber }), status: 400 },
  ])('refuses $what with $status, a log line, and no word of the body', async ({ headers, body, status }) => {
    await using intake = await startIntake();

    const answer = await intake.post(body ?? JSON.stringify(anEventThatIs('taken')), headers);

    expect(answer.status).toBe(status);
    expect(intake.logLines).toHaveLength(1);
    expect(intake.logLines[0]).toMatch(new RegExp(`"status":${status}.*"msg":"refused: `));
    for (const told of [...intake.logLines, JSON.stringify(answer.body)]) {
      expect(told).not.toContain(systemNumber);
      expect(told).not.toContain('1206555');
      expect(told).not.toContain(secret);
    }
    if (status === 401 || status === 413) expect(intake.taken).toEqual([]);
    // It was counted nowhere. What is taken is counted by its fate.
    const fate = status === 401 ? 'unauthorized' : 'malformed';
    expect(intake.refused).toEqual(intake.taken.length === 0 ? [fate] : []);
  });

  it('answers a stranger before his body has come', async () => {
    await using intake = await startIntake();
    const status = await new Promise((resolve, reject) => {
      const sent = request(intake.intake.url + path, { method: 'POST', headers: { ...json, 'content-length': '9' } });
      sent.once('error', reject).once('response', (response) => {
        resolve(response.statusCode);
        sent.destroy();
      });
      sent.flushHeaders();
    });

    expect(status).toBe(401);
  });

  it('answers "again" before EventBridge gives up, and the event takes effect all the same', async () => {
    let finish: (fate: EventFate) => void = () => undefined;
    const slow = new Promise<EventFate>((resolve) => (finish = resolve));
    await using intake = await startIntake((event) => (intake.taken.length === 1 ? slow : asTheySay(event)));
    const events = JSON.stringify([anEventThatIs('taken'), anEventThatIs('taken')]);

    const startedAtMs = performance.now();
    const answer = await intake.post(events);

    expect(answer).toMatchObject({ status: 503, retryAfter: '5', body: { taken: 1, again: 1 } });
    expect(performance.now() - startedAtMs).toBeLessThan(5_000);
    let isClosed = false;
    const closing = intake.intake.close().then(() => (isClosed = true));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isClosed).toBe(false);
    finish({ is: 'taken' });
    await closing;
  });
});

it.each([
  ['no request has come on yet', ''],
  ['has stopped in the middle of a request', 'POST /contact-events HTTP/1.1\r\nHost: localhost\r\n'],
])('ends although a connection is open that %s', async (_, sent) => {
  await using intake = await startIntake();
  const { port } = new URL(intake.intake.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(sent);
  // An answer on another connection: this one is known by then.
  await intake.post('[]');
  await intake.intake.close();
  if (!socket.closed) await once(socket, 'close');
});

it('GET /healthz answers without a secret; nothing else does', async () => {
  await using intake = await startIntake();

  expect((await fetch(`${intake.intake.url}/healthz`)).status).toBe(200);
  expect((await fetch(`${intake.intake.url}/`)).status).toBe(404);
  expect((await fetch(intake.intake.url + path)).status).toBe(404);
});

it('says so when the port is taken', async () => {
  await using intake = await startIntake();
  const { port } = new URL(intake.intake.url);
  const settings = { host: '127.0.0.1', port: Number(port), secrets: [secret], taker: { take: asTheySay } };

  const failure = startHttpIntake({ ...settings, logger: pino({ level: 'silent' }) });

  await expect(failure).rejects.toMatchObject({
    code: 'EVENTS_ADDRESS',
    message: `Cannot listen on 127.0.0.1:${port} (another process listens there): choose another --port or --host.`,
  });
});

function oversized(): string {
  return JSON.stringify(anEvent({ envelope: { padding: systemNumber.repeat(100_000) } }));
}
