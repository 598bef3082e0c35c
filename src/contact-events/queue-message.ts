import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Logger } from '../logging.js';
import type { ContactEventTaker, EventFate } from './contact-event-taker.js';
import { errorFields } from './errors.js';
import type { EventQueue } from './events-queue.js';

export interface MessageDependencies {
  readonly sqs: SQSClient;
  readonly queue: EventQueue;
  readonly taker: Pick<ContactEventTaker, 'take'>;
  readonly logger: Logger;
}

/** The wait until a message comes again: 5 s, doubling with each receipt, so that a redrive policy leaves it time. */
const redelivery = { firstSeconds: 5, mostSeconds: 300 } as const;

/**
 * Takes one message, and deletes it once it took effect or never can. A message that cannot be read stays, for the queue's
 * redrive policy to set it aside. Never rejects: a message that is not deleted comes again, and does no harm.
 */
export async function takeMessage(message: Message, dependencies: MessageDependencies): Promise<void> {
  const { taker, logger } = dependencies;
  const { MessageId } = message;
  const stopExtending = keepHidden(message, dependencies);
  try {
    const fate = await taker.take(jsonOf(message)).finally(stopExtending);
    if (fate.is === 'malformed')
      logger.warn({ MessageId, problem: fate.problem }, 'no contact event: left to the redrive policy of the queue');
    await settle(fate, message, dependencies);
  } catch (error) {
    logger.warn({ MessageId, ...errorFields(error) }, 'SQS took no answer: the message will come again');
  }
}

async function settle(
  fate: EventFate,
  { ReceiptHandle, Attributes }: Message,
  { sqs, queue }: MessageDependencies,
): Promise<void> {
  const receipt = { QueueUrl: queue.queueUrl, ReceiptHandle };
  switch (fate.is) {
    case 'taken':
    case 'ignored':
      await sqs.send(new DeleteMessageCommand(receipt));
      return;
    case 'again': {
      const received = Number(Attributes?.ApproximateReceiveCount ?? 1);
      const seconds = Math.min(redelivery.firstSeconds * 2 ** (received - 1), redelivery.mostSeconds);
      await sqs.send(new ChangeMessageVisibilityCommand({ ...receipt, VisibilityTimeout: seconds }));
      return;
    }
    case 'malformed':
      return;
  }
}

/** Prolongs the message's hiding for as long as the work on it lasts. */
function keepHidden(
  { MessageId, ReceiptHandle }: Message,
  { sqs, queue: { queueUrl, visibilityTimeoutSeconds }, logger }: MessageDependencies,
): () => void {
  const command = new ChangeMessageVisibilityCommand({
    QueueUrl: queueUrl,
    ReceiptHandle,
    VisibilityTimeout: visibilityTimeoutSeconds,
  });
  const timer = setInterval(
    () => {
      sqs.send(command).catch((error: unknown) => {
        logger.warn({ MessageId, ...errorFields(error) }, 'the message could not be kept hidden: it may come twice');
      });
    },
    (visibilityTimeoutSeconds * 1000) / 2,
  );
  return () => clearInterval(timer);
}

/** Anything but JSON is no event; the parser's error would quote it. */
function jsonOf({ Body }: Message): unknown {
  try {
    return JSON.parse(Body ?? '');
  } catch {
    return undefined;
  }
}
