import { setTimeout as wait } from 'node:timers/promises';
import { ReceiveMessageCommand, type Message } from '@aws-sdk/client-sqs';
import { ownTrouble } from '../connect/remedies.js';
import { errorFields } from './errors.js';
import { takeMessage, type MessageDependencies } from './queue-message.js';
import { longPollSeconds } from './events-queue.js';

export interface QueueIntake {
  /** Receives no more; resolves when all that were received are done with. */
  close(): Promise<void>;
}

/** As many as SQS hands out at once. */
const batchSize = 10;

/** More would only wait for their turn to be asked about, and hold the messages back from other processes. */
const maxUnderWay = 30;

const firstPauseMs = 1_000;
const maxPauseMs = 30_000;

/** Takes contact events from a queue until it is closed; receiving that fails is tried again, more and more slowly. */
export function startQueueIntake(dependencies: MessageDependencies): QueueIntake {
  const stopping = new AbortController();
  const isStopping = (): boolean => stopping.signal.aborted;
  const underWay = new Set<Promise<void>>();

  const receiveAll = async (): Promise<void> => {
    let pauseMs = firstPauseMs;
    while (!isStopping()) {
      try {
        for (const message of await receive(maxUnderWay - underWay.size, dependencies, stopping.signal)) {
          const taking = takeMessage(message, dependencies).finally(() => underWay.delete(taking));
          underWay.add(taking);
        }
        pauseMs = firstPauseMs;
        if (underWay.size >= maxUnderWay) await Promise.race(underWay);
      } catch (error) {
        if (isStopping()) return;
        const remedy = error instanceof Error ? ownTrouble(error.name, error.message) : undefined;
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
    async close() {
      stopping.abort();
      await receiving;
      await Promise.all(underWay);
    },
  };
}

async function receive(
  most: number,
  { sqs, queue }: MessageDependencies,
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
