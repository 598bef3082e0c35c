import type { SQSClient } from '@aws-sdk/client-sqs';

import type { EventSettings } from './event-settings.js';
import { sendResultOf, type SendResult } from './send-result.js';

type QueueSettings = Pick<EventSettings, 'sqsQueueUrl' | 'sqsEndpoint' | 'sqsRegion' | 'sqsCredentials'>;

/** Sends events to SQS as EventBridge does: the document is the message's body. The SDK is loaded once there is a queue. */
export class QueueSender {
  #open: { readonly client: SQSClient; readonly key: string } | undefined;

  async send(body: string, settings: QueueSettings, signal: AbortSignal): Promise<SendResult> {
    if (settings.sqsQueueUrl === null) return { error: 'The queue was taken away.', mayPass: false };
    const { SendMessageCommand } = await import('@aws-sdk/client-sqs');
    const command = new SendMessageCommand({ QueueUrl: settings.sqsQueueUrl, MessageBody: body });
    try {
      const client = await this.#clientFor(settings);
      await client.send(command, { abortSignal: signal });
      return 'delivered';
    } catch (error) {
      return sendResultOf(statusOf(error), error instanceof Error ? error.name : String(error));
    }
  }

  close(): void {
    this.#open?.client.destroy();
    this.#open = undefined;
  }

  async #clientFor({ sqsEndpoint, sqsRegion, sqsCredentials }: QueueSettings): Promise<SQSClient> {
    const { SQSClient } = await import('@aws-sdk/client-sqs');
    const key = JSON.stringify([sqsEndpoint, sqsRegion, sqsCredentials]);
    if (this.#open?.key === key) return this.#open.client;
    this.close();
    const client = new SQSClient({
      region: sqsRegion,
      maxAttempts: 1, // how often an event is sent is counted here
      ...(sqsEndpoint !== null && { endpoint: sqsEndpoint }),
      ...(sqsCredentials && { credentials: sqsCredentials }),
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
