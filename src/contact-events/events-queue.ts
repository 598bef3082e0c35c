import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { EventsQueueError } from './errors.js';

/** The longest that SQS lets a receiver wait. */
export const longPollSeconds = 20;

/**
 * The AWS client of the queue. Region and credentials come from AWS's own settings; `AWS_ENDPOINT_URL_SQS` points it elsewhere.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
 */
export function createSqsClient(settings: ConstructorParameters<typeof SQSClient>[0] = {}): SQSClient {
  return new SQSClient({
    // Without one the SDK warns on stderr of a queue on another host than AWS's; an error says what goes wrong.
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 3_000,
      requestTimeout: longPollSeconds * 1000 + 5_000,
      // Without this the handler only logs a warning when the time is over, and goes on waiting.
      throwOnRequestTimeout: true,
    }),
    ...settings,
  });
}

const silent = (): void => undefined;

export interface EventQueue {
  readonly queueUrl: string;
  /** How long a message that was received stays hidden from others. */
  readonly visibilityTimeoutSeconds: number;
  /** Whether messages that nobody can take go to a dead-letter queue in the end. */
  readonly hasRedrivePolicy: boolean;
}

/**
 * Checks the queue before it is needed.
 * @throws EventsQueueError
 */
export async function inspectQueue(sqs: SQSClient, queueUrl: string): Promise<EventQueue> {
  const command = new GetQueueAttributesCommand({
    QueueUrl: queueUrl,
    AttributeNames: ['VisibilityTimeout', 'RedrivePolicy'],
  });
  const { Attributes = {} } = await sqs.send(command).catch((error: unknown) => {
    throw new EventsQueueError(
      `The queue ${queueUrl} cannot be read (${reasonOf(error)}). Check the URL, that AWS_REGION is the queue's, and that sqs:GetQueueAttributes, sqs:ReceiveMessage, sqs:DeleteMessage and sqs:ChangeMessageVisibility are allowed.`,
      { cause: error },
    );
  });
  const visibilityTimeoutSeconds = Number(Attributes['VisibilityTimeout'] ?? 0);
  if (visibilityTimeoutSeconds < 1)
    throw new EventsQueueError(
      `The queue ${queueUrl} has a visibility timeout of 0 s, so that every message would come over and over: set 60 s.`,
    );
  return { queueUrl, visibilityTimeoutSeconds, hasRedrivePolicy: Attributes['RedrivePolicy'] !== undefined };
}

/** AWS's name of the error; the network's errors have but a code, an answer that nobody can read but a status. */
export function reasonOf(error: unknown): string {
  const { name, code, $metadata } = Object(error) as ErrorShape;
  const status = $metadata?.httpStatusCode;
  if (name === 'Unknown' && status !== undefined) return `HTTP ${status}`;
  if (typeof code === 'string' && (name === 'Error' || name === 'AggregateError')) return code;
  return typeof name === 'string' ? name : 'unknown reason';
}

interface ErrorShape {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}
