import type { SQSClient } from '@aws-sdk/client-sqs';

import type { EventSettings } from '../settings.js';
import type { EventDelivery } from './event-log.js';

/** What an attempt came to; a failure may pass, or the target has refused the event for good. */
export type SendResult = 'delivered' | { readonly error: string; readonly mayPass: boolean };

/** EventBridge gives an API destination five seconds. */
const patienceMs = 5000;

/** Where events go, by the settings of the moment in which one is sent. */
export class EventTargets {
  readonly #settings: () => EventSettings;
  readonly #queueSender = new QueueSender();

  constructor(settings: () => EventSettings) {
    this.#settings = settings;
  }

  names(): EventDelivery['target'][] {
    const { url, sqsQueueUrl } = this.#settings();
    return [...(url === null ? [] : ['url' as const]), ...(sqsQueueUrl === null ? [] : ['sqs' as const])];
  }

  send(target: EventDelivery['target'], body: string, signal: AbortSignal): Promise<SendResult> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    const settings = this.#settings();
    return target === 'url' ? postToUrl(body, settings, limited) : this.#queueSender.send(body, settings, limited);
  }

  close(): void {
    this.#queueSender.close();
  }
}

/** An event as an EventBridge API destination sends it. A redirect is an answer like any other: it is not followed. */
async function postToUrl(
  body: string,
  { url, headers }: Pick<EventSettings, 'url' | 'headers'>,
  signal: AbortSignal,
): Promise<SendResult> {
  if (url === null) return { error: 'The URL was taken away.', mayPass: false };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Amazon/EventBridge/ApiDestinations',
        ...headers,
      },
      body,
      redirect: 'manual',
      signal,
    });
    await response.body?.cancel();
    return sendResultOf(response.status, `HTTP ${response.status}`);
  } catch (error) {
    return sendResultOf(undefined, errorInWords(error));
  }
}

type QueueSettings = Pick<EventSettings, 'sqsQueueUrl' | 'sqsEndpoint' | 'sqsRegion' | 'sqsCredentials'>;

interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: EventSettings['sqsCredentials'];
}

/** Sends events to SQS as EventBridge does: the document is the message's body. The SDK is loaded once there is a queue. */
class QueueSender {
  #open: { readonly client: SQSClient; readonly key: string } | undefined;

  async send(body: string, settings: QueueSettings, signal: AbortSignal): Promise<SendResult> {
    const { sqsQueueUrl, sqsEndpoint, sqsRegion, sqsCredentials } = settings;
    if (sqsQueueUrl === null) return { error: 'The queue was taken away.', mayPass: false };
    const { SendMessageCommand } = await import('@aws-sdk/client-sqs');
    // The SDK would go to the queue's host as well, but complain about it on the console.
    const endpoint = sqsEndpoint ?? new URL(sqsQueueUrl).origin;
    try {
      const client = await this.#clientFor({ endpoint, region: sqsRegion, credentials: sqsCredentials });
      await client.send(new SendMessageCommand({ QueueUrl: sqsQueueUrl, MessageBody: body }), { abortSignal: signal });
      return 'delivered';
    } catch (error) {
      return sendResultOf(statusOf(error), errorInWords(error));
    }
  }

  close(): void {
    this.#open?.client.destroy();
    this.#open = undefined;
  }

  async #clientFor({ credentials, ...address }: ClientSettings): Promise<SQSClient> {
    const { SQSClient } = await import('@aws-sdk/client-sqs');
    const key = JSON.stringify([address, credentials]);
    if (this.#open?.key === key) return this.#open.client;
    this.close();
    const client = new SQSClient({
      ...address,
      maxAttempts: 1, // how often an event is sent is counted here
      ...(credentials && { credentials }),
    });
    this.#open = { client, key };
    return client;
  }
}

function statusOf(error: unknown): number | undefined {
  const metadata = error instanceof Error && '$metadata' in error ? error.$metadata : undefined;
  const status = typeof metadata === 'object' && metadata && 'httpStatusCode' in metadata && metadata.httpStatusCode;
  return typeof status === 'number' ? status : undefined;
}

/** EventBridge tries again after 429, after 5xx and where there was no answer (`status` undefined), and not after other answers. */
function sendResultOf(status: number | undefined, error: string): SendResult {
  if (status !== undefined && status >= 200 && status < 300) return 'delivered';
  return { error, mayPass: status === undefined || status === 429 || status >= 500 };
}

/** The most telling word of an error. `fetch` says "fetch failed" and hides what happened in the cause. */
function errorInWords(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return String(cause);
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  return cause.name === 'Error' ? cause.message : cause.name;
}
