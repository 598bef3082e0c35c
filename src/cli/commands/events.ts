import { Command } from 'commander';
import { given, httpUrl, numberAboveZero, portNumber } from '../arguments.js';
import { UsageError } from '../errors.js';
import { serveMetrics, withMetricsOptions, type MetricsOptions } from '../metrics-options.js';
import { withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { connectionSettingsOf } from '../temporal-settings.js';
import { untilSignal } from '../terminal.js';

const defaultPort = 4020;
const defaultHost = '127.0.0.1';

export function eventsCommand(): Command {
  const command = withTemporalOptions(
    new Command('events').description(
      "Receive Amazon Connect's contact events for calls, by HTTP, from an SQS queue or both, until a signal ends it",
    ),
  )
    .option(
      '--port <number>',
      `port for POST /contact-events; 0: any free one (default: ${defaultPort}, unless --queue-url is given)`,
      portNumber,
    )
    .option('--host <address>', `address to listen on; ${defaultHost}, the default, is this machine alone`)
    .option('--queue-url <url>', 'SQS queue that an EventBridge rule sends to', httpUrl)
    .option('--queries-per-second <number>', 'most DescribeContact requests a second (default: 3)', numberAboveZero());
  return withMetricsOptions(command).addHelpText('after', help).action(runEvents);
}

const help = `
RINGONCE_EVENTS_SECRET holds the secret that EventBridge sends in the header x-ringonce-secret: at least 16 characters. While you
exchange it, give both, with a comma between them. It is needed for HTTP, not for SQS. GET /healthz answers 200.

A signal lets requests in flight finish. Events that had no effect yet are delivered again later.
Logs go to stderr, as JSON unless it is a terminal. RINGONCE_LOG_LEVEL sets their level.

Exit codes: 0 ended after a signal, 1 could not start, 2 wrong usage`;

interface Options extends TemporalOptions, MetricsOptions {
  readonly port?: number;
  readonly host?: string;
  readonly queueUrl?: string;
  readonly queriesPerSecond?: number;
}

async function runEvents(options: Options): Promise<void> {
  const { queueUrl, host = defaultHost, queriesPerSecond } = options;
  const port = options.port ?? (queueUrl === undefined ? defaultPort : undefined);
  if (port === undefined && options.host !== undefined) throw new UsageError('--host has no effect without --port.');
  const connection = connectionSettingsOf(options);
  // Not at the top: commands that only start or show calls load no AWS SDK.
  const { createConnectClient, createSqsClient, EventsMetrics, parseSecrets, startContactEvents } =
    await import('../../contact-events/index.js');
  const { createLogger } = await import('../../logging.js');
  const logger = createLogger();
  const metrics = new EventsMetrics();
  let isReady = () => Promise.resolve(false);
  await using metricsServer = await serveMetrics(options, {
    registry: metrics.registry,
    isReady: () => isReady(),
    logger,
  });
  await using events = await startContactEvents({
    connection,
    connect: createConnectClient(),
    logger,
    ...(port === undefined
      ? {}
      : { http: { host, port, secrets: parseSecrets(process.env['RINGONCE_EVENTS_SECRET']) } }),
    ...(queueUrl === undefined ? {} : { queue: { sqs: createSqsClient(), queueUrl } }),
    ...given({ queriesPerSecond }),
    metrics,
  });
  isReady = () => events.isReady();
  const signalled = untilSignal();
  const { address, namespace } = connection;
  logger.info({ address, namespace, url: events.url, queueUrl, metrics: metricsServer?.url }, 'ready');

  const signal = await signalled;
  logger.info({ signal }, 'shutting down: events that had no effect yet are delivered again later');
  await events.shutdown();
  logger.info('ended');
}
