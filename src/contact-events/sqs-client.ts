import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** The longest that SQS lets a receiver wait. */
export const longPollSeconds = 20;

/**
 * The AWS client of the queue. Region and credentials come from AWS's own settings; `AWS_ENDPOINT_URL_SQS` points it elsewhere.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
 */
export function createSqsClient(settings: ConstructorParameters<typeof SQSClient>[0] = {}): SQSClient {
  return new SQSClient({
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 3_000,
      requestTimeout: longPollSeconds * 1000 + 5_000,
      // Without this the handler only logs a warning when the time is over, and goes on waiting.
      throwOnRequestTimeout: true,
    }),
    ...settings,
  });
}
