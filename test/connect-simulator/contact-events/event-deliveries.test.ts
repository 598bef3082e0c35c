import { describe, expect, it } from 'vitest';
import {
  numberOf,
  startSimulator,
  type ContactEvent,
  type EventSettings,
  type Simulator,
} from '../../../src/connect-simulator/index.js';
import { aCaller } from '../caller.js';
import { aRequest, control, noRateLimit } from '../support.js';
import { startReceiver, typesOf, type ReceivedEvent } from './event-receiver.js';

/** Time stands still until it is moved; failed sends are repeated at once. */
function openConnect(events: Partial<EventSettings>): Promise<Simulator> {
  return startSimulator({ settings: { timeScale: 0, rates: noRateLimit, events: { retryMs: 0, ...events } } });
}

const inOrder = ['INITIATED', 'CONNECTED_TO_SYSTEM', 'DISCONNECTED', 'COMPLETED'];

/** Calls with the tokens order-1 …, each from start to end. */
async function callThrough(connect: Simulator, count: number): Promise<void> {
  using caller = aCaller(connect);
  for (let call = 1; call <= count; call += 1) await caller.start(aRequest({ ClientToken: `order-${call}` }));
  connect.advance(100_000);
}

/** What happened to each event, without IDs, which differ from run to run. */
const fates = (events: readonly ContactEvent[]) =>
  events.map(({ eventType, deliveries }) => [eventType, deliveries.map(({ status }) => status)]);

/** In which order the events of each contact came in. */
const ordersOf = (connect: Simulator, received: readonly ReceivedEvent[]) =>
  connect
    .ledger()
    .map(({ ContactId }) => typesOf(received.filter(({ document }) => document.detail['contactId'] === ContactId)));

function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

describe('an event', () => {
  it('is POSTed as JSON, with the headers that are set, in the order of the contact’s life', async () => {
    await using receiver = await startReceiver();
    await using connect = await openConnect({ url: `${receiver.url}?a=b`, headers: { 'X-Api-Key': 'example' } });
    await callThrough(connect, 1);
    const received = await receiver.until(4);
    expect(typesOf(received)).toEqual(inOrder);
    expect(received.map(({ document }) => document)).toEqual(connect.events().map(({ document }) => document));
    expect(received[0]).toMatchObject({
      path: '/events?a=b',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Amazon/EventBridge/ApiDestinations',
        'x-api-key': 'example',
      },
    });
    expect(await connect.untilEvents(4, { status: 'delivered' })).toMatchObject(
      inOrder.map((eventType) => ({
        eventType,
        deliveries: [{ target: 'url', status: 'delivered', attempts: 1, error: null }],
      })),
    );
  });

  it('goes nowhere if there is no target', async () => {
    await using connect = await openConnect({});
    await callThrough(connect, 1);
    expect(connect.events().flatMap(({ deliveries }) => deliveries)).toEqual([]);
  });

  it.each<{ failure: number | 'reset'; error: string }>([
    { failure: 500, error: 'HTTP 500' },
    { failure: 503, error: 'HTTP 503' },
    { failure: 429, error: 'HTTP 429' },
    { failure: 'reset', error: 'ECONNRESET' },
  ])('is sent again after $failure, until it is taken', async ({ failure, error }) => {
    await using receiver = await startReceiver((index) => (index < 2 ? failure : 202));
    await using connect = await openConnect({ url: receiver.url });
    const event = connect.emit({ hello: 'world' });
    await connect.untilEvents(1, { status: 'retrying' });
    expect(event.deliveries).toMatchObject([{ error }]);
    await connect.untilEvents(1, { status: 'delivered' });
    expect(event.deliveries).toEqual([{ target: 'url', status: 'delivered', attempts: 3, error: null }]);
    expect(receiver.received().map(({ document }) => document)).toEqual(Array(3).fill({ hello: 'world' }));
  });

  it.each([400, 401, 404, 410, 302])('is not sent again after %i', async (status) => {
    await using receiver = await startReceiver(() => status);
    await using connect = await openConnect({ url: receiver.url });
    const event = connect.emit({});
    await connect.untilEvents(1, { status: 'failed' });
    expect(event.deliveries).toEqual([{ target: 'url', status: 'failed', attempts: 1, error: `HTTP ${status}` }]);
    expect(receiver.received()).toHaveLength(1);
  });

  it('is given up after as many attempts as are set', async () => {
    await using receiver = await startReceiver(() => 500);
    await using connect = await openConnect({ url: receiver.url, maxAttempts: 3 });
    const event = connect.emit({});
    await connect.untilEvents(1, { status: 'failed' });
    expect(event.deliveries).toMatchObject([{ attempts: 3, error: 'HTTP 500' }]);
    expect(receiver.received()).toHaveLength(3);
  });

  it('is given up if nobody listens, and told with what the network said', async () => {
    const gone = await startReceiver();
    await gone[Symbol.asyncDispose]();
    await using connect = await openConnect({ url: gone.url, maxAttempts: 2 });
    connect.emit({});
    expect(await connect.untilEvents(1, { status: 'failed' })).toMatchObject([
      { deliveries: [{ attempts: 2, error: 'ECONNREFUSED' }] },
    ]);
  });

  it('that is sent again does not keep later ones of its contact waiting', async () => {
    await using receiver = await startReceiver((index) => (index === 0 ? 500 : 200));
    await using connect = await openConnect({ url: receiver.url, retryMs: 3_600_000 });
    await callThrough(connect, 1);
    await connect.untilEvents(3, { status: 'delivered' });
    expect(fates(connect.events())).toEqual(inOrder.map((type, at) => [type, [at === 0 ? 'retrying' : 'delivered']]));
  });

  it('waits for the first attempt of the event before it, and for no other contact', async () => {
    const { promise: answer, resolve: letGo } = withResolvers<number>();
    await using receiver = await startReceiver((index) => (index === 0 ? answer : 200));
    await using connect = await openConnect({ url: receiver.url });
    for (const eventType of ['FIRST', 'SECOND']) connect.emit({ detail: { contactId: 'contact-1', eventType } });
    connect.emit({ detail: { contactId: 'contact-2', eventType: 'OTHER' } });
    expect(typesOf(await receiver.until(2))).toEqual(['FIRST', 'OTHER']);
    letGo(200);
    expect(typesOf(await receiver.until(3))).toEqual(['FIRST', 'OTHER', 'SECOND']);
  });

  it('is sent no more after a reset', async () => {
    await using receiver = await startReceiver(() => 500);
    await using connect = await openConnect({ url: receiver.url, retryMs: 50 });
    const before = connect.emit({ from: 'before' });
    await connect.untilEvents(1, { status: 'retrying' });
    connect.reset();
    connect.configure({ events: { retryMs: 200, maxAttempts: 2 } }); // the second attempt comes long after 50 ms
    connect.emit({ from: 'after' });
    await connect.untilEvents(1, { status: 'failed' });
    expect(receiver.received().map(({ document }) => document)).toEqual([
      { from: 'before' },
      { from: 'after' },
      { from: 'after' },
    ]);
    expect(before.deliveries).toMatchObject([{ attempts: 1 }]);
  });
});

describe('chance', () => {
  it('loses none at 0 and all at 1', async () => {
    await using receiver = await startReceiver();
    await using connect = await openConnect({ url: receiver.url, lossRate: 1 });
    await callThrough(connect, 2);
    expect(connect.events().flatMap(({ deliveries }) => deliveries)).toEqual(
      Array(8).fill({ target: 'url', status: 'dropped', attempts: 0, error: null }),
    );
    connect.configure({ events: { lossRate: 0 } });
    connect.emit({});
    await connect.untilEvents(1, { status: 'delivered' });
    expect(receiver.received()).toHaveLength(1);
  });

  it('doubles all at 1: the same document, twice', async () => {
    await using receiver = await startReceiver();
    await using connect = await openConnect({ url: receiver.url, duplicateRate: 1 });
    await callThrough(connect, 1);
    const received = await receiver.until(8);
    expect(typesOf(received)).toEqual(inOrder.flatMap((type) => [type, type]));
    expect(new Set(received.map(({ document }) => document.id)).size).toBe(4);
  });

  it('strikes the same calls in every run of a seed, and others with another', async () => {
    const spoilt = { lossRate: 0.3, duplicateRate: 0.3, reorder: true };
    const runWith = async (seed: number) => {
      await using receiver = await startReceiver();
      await using connect = await openConnect({ url: receiver.url, seed, ...spoilt });
      await callThrough(connect, 10);
      return fates(connect.events()).map(([type, copies]) => [type, copies?.length, copies?.[0] === 'dropped']);
    };
    const first = await runWith(1);
    expect(await runWith(1)).toEqual(first);
    expect(await runWith(2)).not.toEqual(first);
    const lost = first.filter(([, , isLost]) => isLost).length;
    const doubled = first.filter(([, copies]) => copies === 2).length;
    for (const struck of [lost, doubled]) expect(struck).toBeGreaterThan(3);
    for (const struck of [lost, doubled]) expect(struck).toBeLessThan(30);
  });

  it('strikes calls by their token, whatever was placed before them', async () => {
    const fateOf = async (tokens: string[]) => {
      await using connect = await openConnect({ url: 'http://127.0.0.1:9/', lossRate: 0.5, maxAttempts: 1 });
      using caller = aCaller(connect);
      for (const ClientToken of tokens) await caller.start(aRequest({ ClientToken }));
      connect.advance(100_000);
      const [{ ContactId: contactId } = { ContactId: '' }] = connect.ledger({ clientToken: 'order-7' });
      return connect.events({ contactId }).map(({ deliveries }) => deliveries[0]?.status === 'dropped');
    };
    expect(await fateOf(['order-7'])).toEqual(await fateOf(['order-1', 'order-2', 'order-7']));
  });

  it('shuffles the events within a contact, and loses none', async () => {
    await using receiver = await startReceiver();
    await using connect = await openConnect({ url: receiver.url, reorder: true });
    await callThrough(connect, 10);
    const received = await receiver.until(40);
    const orders = ordersOf(connect, received);
    for (const order of orders) expect(order.toSorted()).toEqual(inOrder.toSorted());
    expect(orders.filter((order) => order.join() !== inOrder.join()).length).toBeGreaterThan(3);
  });

  it('delays each copy for itself, and loses none', async () => {
    await using receiver = await startReceiver();
    await using connect = await openConnect({ url: receiver.url, delayMs: 30 });
    await callThrough(connect, 5);
    expect(await connect.untilEvents(20, { status: 'delivered' })).toHaveLength(20);
    const orders = ordersOf(connect, receiver.received());
    expect(orders.filter((order) => order.join() !== inOrder.join()).length).toBeGreaterThan(0);
  });
});

describe('the spelling', () => {
  it('mixes cases as AWS’s samples do, keys and channel alone', async () => {
    await using connect = await openConnect({ mixedCase: true });
    await callThrough(connect, 5);
    const details = connect.events().map(({ document }) => (document as { detail: Record<string, unknown> }).detail);
    const keys = new Set(details.flatMap(Object.keys));
    for (const key of ['contactId', 'ContactId', 'eventType', 'EventType', 'channel', 'Channel']) {
      expect(keys).toContain(key);
    }
    const tags = details.map((detail) => Object.keys(detail['tags'] ?? detail['Tags'] ?? {}));
    expect(new Set(tags.flat())).toEqual(new Set(['aws:connect:instanceId', 'aws:connect:systemEndpoint']));
    const channels = details.map((detail) => detail['channel'] ?? detail['Channel']);
    expect(new Set(channels)).toEqual(new Set(['VOICE', 'Voice']));
    connect.configure({ events: { mixedCase: false } });
    const plain = connect.ledger().flatMap(({ ContactId }) => connect.contactEvents(ContactId));
    const lowerCase = (documents: readonly object[]) =>
      documents.map((document) => JSON.stringify(document).toLowerCase()).toSorted();
    expect(lowerCase(details)).toEqual(lowerCase(plain.map(({ detail }) => detail)));
  });

  it('has 1970 for timestamps that are not set, if told so', async () => {
    await using connect = await openConnect({ epochTimestamps: true });
    using caller = aCaller(connect);
    const { ContactId = '' } = await caller.start(aRequest({ DestinationPhoneNumber: numberOf('busy') }));
    const never = '1970-01-01T00:00:00.001Z';
    const timestamps = connect
      .contactEvents(ContactId)
      .map(({ detail }) => [detail['connectedToSystemTimestamp'], detail['disconnectTimestamp'] === never]);
    expect(timestamps).toEqual([
      [never, true],
      [never, false],
      [never, false],
    ]);
  });
});

describe('the control API', () => {
  it('lists events, filtered, and lets a client wait for them', async () => {
    await using receiver = await startReceiver();
    await using connect = await openConnect({ url: receiver.url });
    const waiting = control(connect, 'events?eventType=COMPLETED&status=delivered&atLeast=2&waitMs=60000');
    await callThrough(connect, 2);
    expect((await waiting).body).toMatchObject([
      { eventType: 'COMPLETED', deliveries: [{ status: 'delivered', attempts: 1 }] },
      { eventType: 'COMPLETED' },
    ]);
    const [{ ContactId } = { ContactId: '' }] = connect.ledger();
    expect((await control(connect, `events?contactId=${ContactId}`)).body).toEqual(
      connect.events({ contactId: ContactId }),
    );
  });

  it('moves time', async () => {
    await using connect = await openConnect({});
    using caller = aCaller(connect);
    const { ContactId } = await caller.start(aRequest());
    expect(await control(connect, 'advance', { json: { ms: 6000 } })).toMatchObject({ status: 204 });
    expect(connect.events()).toHaveLength(2);
    expect(await caller.describe(ContactId)).toHaveProperty('ConnectedToSystemTimestamp');
  });

  it('sends any event by hand', async () => {
    await using receiver = await startReceiver();
    await using connect = await openConnect({ url: receiver.url });
    const document = { detail: { contactId: 'contact-1', eventType: 'SOMETHING_NEW', more: [null] } };
    expect(await control(connect, 'events', { json: document })).toMatchObject({
      status: 200,
      body: { contactId: 'contact-1', eventType: 'SOMETHING_NEW', document },
    });
    expect((await receiver.until(1))[0]?.document).toEqual(document);
    for (const hostile of [[], 'text', null, 1, { detail: { contactId: 1 } }]) {
      expect(connect.emit(hostile)).toMatchObject({ contactId: null, eventType: null });
    }
    expect(await receiver.until(6)).toHaveLength(6);
  });

  it.each([
    { path: 'advance', json: {}, says: 'ms' },
    { path: 'advance', json: { ms: -1 }, says: 'ms' },
    { path: 'advance', json: { ms: '1' }, says: 'ms' },
    { path: 'advance', json: { ms: 1, seconds: 1 }, says: 'seconds' },
    { path: 'settings', json: { events: { url: 'ftp://example.com' } }, says: 'events.url' },
    { path: 'settings', json: { events: { url: 'events' } }, says: 'events.url' },
    { path: 'settings', json: { events: { lossRate: 1.1 } }, says: 'events.lossRate' },
    { path: 'settings', json: { events: { seed: 'a' } }, says: 'events.seed' },
    { path: 'settings', json: { events: { headers: { a: 1 } } }, says: 'events.headers.a' },
    { path: 'settings', json: { events: { maxAttempts: 0 } }, says: 'events.maxAttempts' },
    { path: 'settings', json: { events: { uri: null } }, says: 'uri' },
    { path: 'events?status=lost', says: 'status' },
    { path: 'events?clientToken=a', says: 'clientToken' },
  ])('refuses $path $json', async ({ path, json, says }) => {
    await using connect = await openConnect({});
    const answer = await control(connect, path, json === undefined ? {} : { json });
    expect(answer).toMatchObject({ status: 400, body: { Message: expect.stringContaining(says) as string } });
  });
});
