import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { ConnectClient } from '@aws-sdk/client-connect';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { Client } from '@temporalio/client';
import type { ConnectionSettings } from '../temporal/connection-settings.js';
import { anything, requireMembers, type Members } from '../contract/errors.js';
import { connectRingonce } from '../client/ringonce-client.js';
import { contactEventsIdentity } from '../temporal/contact-ends.js';
import { requireReadyNamespace } from '../temporal/namespace.js';
import { requireAwsSettings } from '../connect/client.js';
import type { Logger } from '../logging.js';
import { EventsMetrics } from '../metrics/events-metrics.js';
import { isReachable } from '../temporal/reachable.js';
import { ContactEventTaker } from './contact-event-taker.js';
import { createContactQueries, defaultQueriesPerSecond } from './contact-queries.js';
import { startHttpIntake, type HttpIntake } from './http-intake.js';
import { inspectQueue } from './events-queue.js';
import { startQueueIntake, type QueueIntake } from './queue-intake.js';

/** Where contact events come from, and whom they are told. */
export interface ContactEventsSettings {
  readonly connection: ConnectionSettings;
  /** Amazon Connect: see `createConnectClient`. */
  readonly connect: ConnectClient;
  readonly logger: Logger;
  /** Events by HTTP POST; see {@link parseSecrets}. */
  readonly http?: { readonly host: string; readonly port: number; readonly secrets: readonly string[] };
  /** Events from an SQS queue; see {@link createSqsClient}. */
  readonly queue?: { readonly sqs: SQSClient; readonly queueUrl: string };
  /** Most DescribeContact requests a second of this process. Default 3. */
  readonly queriesPerSecond?: number;
  /** What is counted for Prometheus. Make it for this intake alone, and serve `metrics.registry.metrics()`. */
  readonly metrics?: EventsMetrics;
}

const eventsSettings: Members = {
  connection: anything,
  connect: anything,
  logger: anything,
  http: anything,
  queue: anything,
  queriesPerSecond: anything,
  metrics: anything,
} satisfies Record<keyof ContactEventsSettings, unknown>;

const notTaken = 'No events are taken.';

/** Contact events being taken in. */
export interface RunningContactEvents extends AsyncDisposable {
  /** Where events are posted to, when they are. */
  readonly url: string | undefined;
  /** Whether events are taken, and Temporal answers: what a readiness probe asks. */
  isReady(): Promise<boolean>;
  /** Takes no new events, lets requests that were sent finish, and hands the rest back to be delivered again. */
  shutdown(): Promise<void>;
}

/**
 * Starts to take contact events.
 *
 * @throws AwsSettingsError, TemporalUnreachableError, NamespaceNotReadyError, EventsQueueError, EventsAddressError, InvalidRequestError
 *   (unknown settings), ConnectionSettingsError before any is taken
 */
export async function startContactEvents(settings: ContactEventsSettings): Promise<RunningContactEvents> {
  requireMembers(settings, eventsSettings, notTaken);
  if (settings.http) requireMembers(settings.http, { host: anything, port: anything, secrets: anything }, notTaken);
  if (settings.queue) requireMembers(settings.queue, { sqs: anything, queueUrl: anything }, notTaken);
  const { connect, connection, logger, metrics = new EventsMetrics() } = settings;
  await requireAwsSettings(connect);
  await requireReadyNamespace(connection);
  const ringonce = await connectRingonce(connection);
  const ending = new AbortController();
  metrics.requests.watch(connect);
  const eventTaker = new ContactEventTaker({
    client: underOwnName(ringonce.client),
    query: createContactQueries({
      connect,
      queriesPerSecond: settings.queriesPerSecond ?? defaultQueriesPerSecond,
      abort: ending.signal,
    }),
    wait: (ms) => wait(ms, undefined, { signal: ending.signal }),
    logger,
  });
  const taker: Pick<ContactEventTaker, 'take'> = {
    async take(json) {
      const fate = await eventTaker.take(json);
      metrics.eventCame(fate.is);
      return fate;
    },
  };
  const intakes: (HttpIntake | QueueIntake)[] = [];
  let ended: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    ending.abort();
    await Promise.all(intakes.map((intake) => intake.close()));
    await ringonce.close();
  };
  const shutdown = () => (ended ??= end());
  try {
    const queue = settings.queue && (await inspectQueue(settings.queue.sqs, settings.queue.queueUrl));
    if (queue?.hasRedrivePolicy === false)
      logger.warn(
        'the queue has no redrive policy: a message that is no event comes again until its retention is over',
      );
    const http =
      settings.http &&
      (await startHttpIntake({ ...settings.http, taker, logger, onRefused: (why) => metrics.eventCame(why) }));
    if (http) intakes.push(http);
    const messages =
      settings.queue && queue && startQueueIntake({ sqs: settings.queue.sqs, queue, taker, metrics, logger });
    if (messages) intakes.push(messages);
    const isReady = async () =>
      !ending.signal.aborted && messages?.isReceiving() !== false && (await isReachable(ringonce.client));
    return { url: http?.url, isReady, shutdown, [Symbol.asyncDispose]: shutdown };
  } catch (error) {
    await shutdown();
    throw error;
  }
}

/** The history of a call keeps who completed an activity: so it tells whether an event or a query has brought the end. */
const underOwnName = ({ connection, options }: Client): Client =>
  new Client({ ...options, connection, identity: `${contactEventsIdentity} ${process.pid}@${hostname()}` });
