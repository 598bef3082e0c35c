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
  /** The SDK is loaded once there is a queue. */
  #queue: { readonly client: SQSClient; readonly key: string } | undefined;

  constructor(settings: () => EventSettings) {
    this.#settings = settings;
  }

  names(): EventDelivery['target'][] {
    const { url, sqsQueueUrl } = this.#settings();
    return [...(url === null ? [] : ['url' as const]), ...(sqsQueueUrl === null ? [] : ['sqs' as const])];
  }

  send(target: EventDelivery['target'], body: string, signal: AbortSignal): Promise<SendResult> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    return target === 'url' ? postToUrl(body, this.#settings(), limited) : this.#sendToQueue(body, limited);
  }

  close(): void {
    this.#queue?.client.destroy();
    this.#queue = undefined;
  }

  /** As EventBridge does it: the document is the message's body. */
  async #sendToQueue(body: string, abortSignal: AbortSignal): Promise<SendResult> {
    const settings = this.#settings();
    if (settings.sqsQueueUrl === null) return { error: 'The queue was taken away.', mayPass: false };
    const { SendMessageCommand } = await import('@aws-sdk/client-sqs');
    try {
      const client = await this.#queueClient({ ...settings, sqsQueueUrl: settings.sqsQueueUrl });
      const message = { QueueUrl: settings.sqsQueueUrl, MessageBody: body };
      await client.send(new SendMessageCommand(message), { abortSignal });
      return 'delivered';
    } catch (error) {
      return sendResultOf(statusOf(error), errorInWords(error));
    }
  }

  async #queueClient(settings: EventSettings & { sqsQueueUrl: string }): Promise<SQSClient> {
    const { SQSClient } = await import('@aws-sdk/client-sqs');
    const { sqsQueueUrl, sqsEndpoint, sqsRegion: region, sqsCredentials: credentials } = settings;
    // The SDK would go to the queue's host as well, but complain about it on the console.
    const endpoint = sqsEndpoint ?? new URL(sqsQueueUrl).origin;
    const key = JSON.stringify([endpoint, region, credentials]);
    if (this.#queue?.key === key) return this.#queue.client;
    this.close();
    // How often an event is sent is counted here.
    const client = new SQSClient({ endpoint, region, maxAttempts: 1, ...(credentials && { credentials }) });
    this.#queue = { client, key };
    return client;
  }
}

/** An event as an EventBridge API destination sends it. A redirect is an answer like any other: it is not followed. */
async function postToUrl(body: string, { url, headers }: EventSettings, signal: AbortSignal): Promise<SendResult> {
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

/** The HTTP status in an error of the AWS SDK. */
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
