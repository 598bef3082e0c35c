import { setTimeout as wait } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { ownTrouble } from '../connect/remedies.js';
import type { Logger } from '../logging.js';
import type { EventsMetrics } from '../metrics/events-metrics.js';
import type { ContactEventTaker, EventFate } from './contact-event-taker.js';
import { errorFields } from './errors.js';
import { longPollSeconds, type EventQueue } from './events-queue.js';

export interface QueueIntakeSettings {
  readonly sqs: SQSClient;
  readonly queue: EventQueue;
  readonly taker: Pick<ContactEventTaker, 'take'>;
  readonly metrics: Pick<EventsMetrics, 'queueAsked' | 'requests'>;
  readonly logger: Logger;
}

export interface QueueIntake {
  /** False when the queue has not answered for so long that events do not arrive. */
  isReceiving(): boolean;
  /** Receives no more; resolves when all that were received are done with. */
  close(): Promise<void>;
}

/** As many as SQS hands out at once. */
const batchSize = 10;

/** More would only wait for their turn to be asked about, and hold the messages back from other processes. */
const maxUnderWay = 30;

const firstPauseMs = 1_000;
const maxPauseMs = 30_000;

/** A queue that has failed for so long is more than a moment of trouble. */
const failsForLongMs = 30_000;

/** Takes contact events from a queue until it is closed; receiving that fails is tried again, more and more slowly. */
export function startQueueIntake(dependencies: QueueIntakeSettings): QueueIntake {
  const stopping = new AbortController();
  const isStopping = (): boolean => stopping.signal.aborted;
  const underWay = new Set<Promise<void>>();
  const { metrics } = dependencies;
  let failsSinceMs: number | undefined;

  const receiveAll = async (): Promise<void> => {
    let pauseMs = firstPauseMs;
    while (!isStopping()) {
      try {
        for (const message of await receive(maxUnderWay - underWay.size, dependencies, stopping.signal)) {
          const taking = takeMessage(message, dependencies).finally(() => underWay.delete(taking));
          underWay.add(taking);
        }
        metrics.queueAsked('answered');
        failsSinceMs = undefined;
        pauseMs = firstPauseMs;
        if (underWay.size >= maxUnderWay) await Promise.race(underWay);
      } catch (error) {
        if (isStopping()) return;
        const remedy = error instanceof Error ? ownTrouble(error.name, error.message) : undefined;
        metrics.queueAsked('failed');
        if (remedy !== undefined) metrics.requests.credentialsFailed();
        failsSinceMs ??= performance.now();
        dependencies.logger[remedy === undefined ? 'warn' : 'error'](
          { ...errorFields(error), pauseMs },
          `SQS gave no messages: asking again after a pause.${remedy === undefined ? '' : ` ${remedy}`}`,
        );
        await wait(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
        pauseMs = Math.min(pauseMs * 2, maxPauseMs);
      }
    }
  };
  const receiving = receiveAll();

  return {
    isReceiving: () => failsSinceMs === undefined || performance.now() - failsSinceMs < failsForLongMs,
    async close() {
      stopping.abort();
      await receiving;
      await Promise.all(underWay);
    },
  };
}

async function receive(
  most: number,
  { sqs, queue }: QueueIntakeSettings,
  abortSignal: AbortSignal,
): Promise<readonly Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: queue.queueUrl,
    MaxNumberOfMessages: Math.min(batchSize, most),
    WaitTimeSeconds: longPollSeconds,
    MessageSystemAttributeNames: ['ApproximateReceiveCount'],
  });
  const { Messages } = await sqs.send(command, { abortSignal });
  return Messages ?? [];
}

/** The wait until a message comes again: 5 s, doubling with each receipt, so that a redrive policy leaves it time. */
const redelivery = { firstSeconds: 5, mostSeconds: 300 } as const;

/**
 * Takes one message, and deletes it once it took effect or never can. A message that cannot be read stays, for the queue's
 * redrive policy to set it aside. Never rejects: a message that is not deleted comes again, and does no harm.
 */
async function takeMessage(message: Message, dependencies: QueueIntakeSettings): Promise<void> {
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
  { sqs, queue }: QueueIntakeSettings,
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
  { sqs, queue: { queueUrl, visibilityTimeoutSeconds }, logger }: QueueIntakeSettings,
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
