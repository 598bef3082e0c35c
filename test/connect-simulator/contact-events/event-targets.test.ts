import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { startSimulator, type EventSettings, type Simulator } from '../../../src/connect-simulator/index.js';
import { WatchedList } from '../../../src/connect-simulator/control/watched-list.js';
import { aCaller } from '../caller.js';
import { aRequest, noRateLimit } from '../support.js';
import { startReceiver } from './event-receiver.js';

interface SentMessage {
  readonly headers: IncomingHttpHeaders;
  readonly QueueUrl: string;
  readonly MessageBody: string;
}

/** SQS, as far as SendMessage needs it: AWS's JSON protocol, and an error for each status but 200. */
async function startQueue(answer: (index: number) => number = () => 200) {
  const sent = new WatchedList<SentMessage>({});
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const status = answer(sent.all().length);
      const message = JSON.parse(body) as Omit<SentMessage, 'headers'>;
      const MD5OfMessageBody = createHash('md5').update(message.MessageBody).digest('hex'); // the SDK checks it
      const output = status === 200 ? { MD5OfMessageBody } : { __type: 'com.amazonaws.sqs#SomethingFailed' };
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(output));
      sent.add({ headers: request.headers, ...message });
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    settings: {
      sqsQueueUrl: `${endpoint}/111122223333/contact-events`,
      sqsCredentials: { accessKeyId: 'example', secretAccessKey: 'example' },
    },
    sent: () => sent.all(),
    until: (count: number) => sent.untilAtLeast(count),
    [Symbol.asyncDispose]: async (): Promise<void> => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function openConnect(events: Partial<EventSettings>): Promise<Simulator> {
  return startSimulator({ settings: { timeScale: 0, rates: noRateLimit, events: { retryMs: 0, ...events } } });
}

describe('an event that goes to a queue', () => {
  it('is the body of a message, as the SDK sends it', async () => {
    await using queue = await startQueue();
    await using connect = await openConnect({ ...queue.settings, sqsRegion: 'eu-central-1' });
    using caller = aCaller(connect);
    await caller.start(aRequest());
    connect.advance(100_000);
    const sent = await queue.until(4);
    expect(sent.map(({ MessageBody }) => JSON.parse(MessageBody) as unknown)).toEqual(
      connect.events().map(({ document }) => document),
    );
    expect(sent[0]).toMatchObject({
      QueueUrl: queue.settings.sqsQueueUrl,
      headers: {
        'x-amz-target': 'AmazonSQS.SendMessage',
        authorization: expect.stringMatching(/Credential=example\/\d{8}\/eu-central-1\/sqs\//) as string,
      },
    });
    expect(await connect.untilEvents(4, { status: 'delivered' })).toMatchObject([
      { deliveries: [{ target: 'sqs', status: 'delivered', attempts: 1, error: null }] },
      {},
      {},
      {},
    ]);
  });

  it('goes to the endpoint that is set, wherever the queue says that it is', async () => {
    await using queue = await startQueue();
    await using connect = await openConnect({
      ...queue.settings,
      sqsQueueUrl: 'http://queue.example.com/111122223333/contact-events',
      sqsEndpoint: queue.endpoint,
    });
    connect.emit({ hello: 'world' });
    expect(await queue.until(1)).toMatchObject([{ MessageBody: '{"hello":"world"}' }]);
  });

  it('is sent again after a failure that may pass', async () => {
    await using queue = await startQueue((index) => (index < 2 ? 503 : 200));
    await using connect = await openConnect(queue.settings);
    const event = connect.emit({});
    await connect.untilEvents(1, { status: 'delivered' });
    expect(event.deliveries).toMatchObject([{ attempts: 3 }]);
    expect(queue.sent()).toHaveLength(3); // the SDK adds no attempts of its own
  });

  it('is not sent again after a refusal', async () => {
    await using queue = await startQueue(() => 400);
    await using connect = await openConnect(queue.settings);
    const event = connect.emit({});
    await connect.untilEvents(1, { status: 'failed' });
    expect(event.deliveries).toEqual([{ target: 'sqs', status: 'failed', attempts: 1, error: 'SomethingFailed' }]);
  });

  it('goes to a URL as well, if both are set', async () => {
    await using queue = await startQueue();
    await using receiver = await startReceiver();
    await using connect = await openConnect({ ...queue.settings, url: receiver.url });
    const event = connect.emit({});
    await queue.until(1);
    await receiver.until(1);
    expect(event.deliveries.map(({ target }) => target)).toEqual(['url', 'sqs']);
  });
});
