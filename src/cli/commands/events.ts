import { Command, InvalidArgumentError } from 'commander';
import { UsageError } from '../errors.js';
import { httpUrl } from '../http-url.js';
import { portNumber } from '../port-number.js';
import { untilSignal } from '../signals.js';
import { connectionSettingsOf, withTemporalOptions, type TemporalOptions } from '../temporal-options.js';

const defaultPort = 4020;
const defaultHost = '127.0.0.1';

export function eventsCommand(): Command {
  return withTemporalOptions(
    new Command('events').description(
      "Take Amazon Connect's contact events to their calls, by HTTP, from an SQS queue or both, until a signal ends it",
    ),
  )
    .option(
      '--port <number>',
      `port for POST /contact-events; 0: any free one (default: ${defaultPort}, unless --queue-url is given)`,
      portNumber,
    )
    .option('--host <address>', `address to listen on; ${defaultHost}, the default, is this machine alone`)
    .option('--queue-url <url>', 'SQS queue that an EventBridge rule sends to', httpUrl)
    .option('--looks-per-second <number>', 'most DescribeContact requests a second (default: 3)', looksNumber)
    .addHelpText('after', help)
    .action(runEvents);
}

const help = `
RINGONCE_EVENTS_SECRET holds the secret that EventBridge sends in the header x-ringonce-secret: at least 16 characters, or two of
them with a comma between while it is exchanged. Needed for HTTP, not for SQS. GET /healthz answers 200.

A signal lets requests in flight finish; events that took no effect yet are left to be delivered again.
Logs go to stderr, JSON unless it is a terminal; RINGONCE_LOG_LEVEL.

Exit codes: 0 ended after a signal, 1 could not start, 2 wrong usage`;

type Options = TemporalOptions & {
  readonly port?: number;
  readonly host?: string;
  readonly queueUrl?: string;
  readonly looksPerSecond?: number;
};

async function runEvents(options: Options): Promise<void> {
  const { queueUrl, looksPerSecond, host = defaultHost } = options;
  const port = options.port ?? (queueUrl === undefined ? defaultPort : undefined);
  if (port === undefined && options.host !== undefined) throw new UsageError('--host says nothing without --port.');
  const connection = connectionSettingsOf(options);
  // Not at the top: commands that only start or show calls load no AWS SDK.
  const { createConnectClient, createSqsClient, parseSecrets, startContactEvents } =
    await import('../../contact-events/index.js');
  const { createLogger } = await import('../../logging.js');
  const logger = createLogger();
  await using events = await startContactEvents({
    connection,
    connect: createConnectClient(),
    logger,
    ...(port === undefined
      ? {}
      : { http: { host, port, secrets: parseSecrets(process.env['RINGONCE_EVENTS_SECRET']) } }),
    ...(queueUrl === undefined ? {} : { queue: { sqs: createSqsClient(), queueUrl } }),
    ...(looksPerSecond === undefined ? {} : { looksPerSecond }),
  });
  const signalled = untilSignal();
  const { address, namespace } = connection;
  logger.info({ address, namespace, url: events.url, queueUrl }, 'ready');

  const signal = await signalled;
  logger.info({ signal }, 'shutting down: what took no effect yet is left to be delivered again');
  await events.shutdown();
  logger.info('ended');
}

function looksNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0)
    throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}
