import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { createSqsClient } from '../../src/contact-events/events-queue.js';
import { endWithUs } from '../../src/dev/children.js';
import { findSqsServer } from '../../tools/for-tests/sqs-server.js';

/** ElasticMQ, which speaks the API of Amazon SQS. */
export interface SqsServer extends AsyncDisposable {
  readonly url: string;
  readonly sqs: SQSClient;
  /** A queue with a dead-letter queue behind it. */
  createQueue(
    name: string,
    settings: { visibilityTimeoutSeconds: number; maxReceiveCount: number },
  ): Promise<TestQueue>;
}

export interface TestQueue {
  readonly queueUrl: string;
  send(body: unknown): Promise<void>;
  /** Messages in the queue, those that are hidden included, and in its dead-letter queue. */
  counts(): Promise<{ readonly queue: number; readonly deadLetters: number }>;
}

export async function startSqsServer(): Promise<SqsServer> {
  const { path } = await findSqsServer();
  const child = spawn(path, ['0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const guard = endWithUs(child);
  let output = '';
  const port = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        const found = /listening on (\d+)/.exec((output += text))?.[1];
        if (found !== undefined) resolve(found);
      });
    child.once('exit', (code) => reject(new Error(`the SQS server ended with ${String(code)}: ${output}`)));
  });
  const url = `http://127.0.0.1:${port}`;
  const sqs = localSqsClient(url);
  const end = async () => {
    sqs.destroy();
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    await guard.release();
  };
  let closed: Promise<void> | undefined;
  return {
    url,
    sqs,
    createQueue: (name, settings) => createQueue(sqs, name, settings),
    [Symbol.asyncDispose]: () => (closed ??= end()),
  };
}

/** The client that `ringonce events` uses, pointed at the local server. */
export function localSqsClient(endpoint: string): SQSClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return createSqsClient({ endpoint, region: 'us-west-2', credentials });
}

async function createQueue(
  sqs: SQSClient,
  name: string,
  { visibilityTimeoutSeconds, maxReceiveCount }: Parameters<SqsServer['createQueue']>[1],
): Promise<TestQueue> {
  const create = async (QueueName: string, Attributes: Record<string, string>): Promise<string> =>
    (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '';
  const attributesOf = async (QueueUrl: string) =>
    (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes ?? {};

  const deadLetterUrl = await create(`${name}-dead`, {});
  const deadLetterTargetArn = (await attributesOf(deadLetterUrl))['QueueArn'];
  const queueUrl = await create(name, {
    VisibilityTimeout: String(visibilityTimeoutSeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
  });
  const count = async (url: string): Promise<number> => {
    const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: hidden } =
      await attributesOf(url);
    return Number(visible) + Number(hidden);
  };
  return {
    queueUrl,
    async send(body) {
      const MessageBody = typeof body === 'string' ? body : JSON.stringify(body);
      await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
    },
    counts: async () => ({ queue: await count(queueUrl), deadLetters: await count(deadLetterUrl) }),
  };
}
