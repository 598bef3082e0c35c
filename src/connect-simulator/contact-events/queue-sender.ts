import type { SQSClient } from '@aws-sdk/client-sqs';

import type { EventSettings } from './event-settings.js';
import { errorInWords, sendResultOf, type SendResult } from './send-result.js';

type QueueSettings = Pick<EventSettings, 'sqsQueueUrl' | 'sqsEndpoint' | 'sqsRegion' | 'sqsCredentials'>;

interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: EventSettings['sqsCredentials'];
}

/** Sends events to SQS as EventBridge does: the document is the message's body. The SDK is loaded once there is a queue. */
export class QueueSender {
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
