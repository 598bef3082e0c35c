import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { parseWith } from '../../contract/issues.js';
import { duration, durationMs } from '../../contract/time.js';
import { argumentObject, durationArgument, errorCode, portNumber } from '../arguments.js';
import { UsageError } from '../errors.js';
import { withTemporalOptions, type TemporalOptions } from '../temporal-options.js';
import { connectionSettingsOf } from '../temporal-settings.js';
import { untilSignal } from '../terminal.js';

export function gatewayCommand(): Command {
  return withTemporalOptions(
    new Command('gateway').description(
      "Serve Amazon Connect's endpoint, where StartOutboundVoiceContact is a durable call and everything else is passed on, until a signal ends it",
    ),
  )
    .option('--port <number>', 'port to listen on; 0: any free one', portNumber, 4040)
    .option('--host <address>', 'address to listen on; 127.0.0.1 is this machine alone', '127.0.0.1')
    .option('--keys-file <path>', "file with the callers' keys, instead of RINGONCE_GATEWAY_KEYS")
    .option(
      '--patience <duration>',
      'a call that is not dialled this long after its request ends undialled, and the caller may send it again: 2s to 1h. Keep it below what callers wait for an answer (boto3 and the AWS CLI 60 s, Java 30 s)',
      patience,
      '25s',
    )
    .option('--options <json>', 'options of all calls, such as {"priority": 2}, or file://; a caller may give others')
    .addHelpText('after', help)
    .action(runGateway);
}

const help = `
Programs reach it by AWS_ENDPOINT_URL_CONNECT=http://127.0.0.1:4040, and sign with a key of RINGONCE_GATEWAY_KEYS, written
ID:secret, several with commas between them. Without keys it listens on this machine alone, and verifies no signature.
What it passes on goes to the endpoint of its own AWS settings (AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL_CONNECT, …), signed with its
own credentials. Calls are dialled by workers. Put TLS in front of it. GET /healthz answers 200.

The first SIGTERM or SIGINT lets requests in flight have their answer. Logs go to stderr, as JSON unless it is a terminal, and hold
neither bodies nor phone numbers. RINGONCE_LOG_LEVEL sets their level.

Exit codes: 0 ended after a signal, 1 could not start, 2 wrong usage`;

interface Options extends TemporalOptions {
  readonly port: number;
  readonly host: string;
  readonly keysFile?: string;
  readonly patience: string | number;
  readonly options?: string;
}

async function runGateway({ port, host, keysFile, patience, options: written, ...temporal }: Options): Promise<void> {
  const connection = connectionSettingsOf(temporal);
  // Not at the top: commands that only start or show calls load no AWS SDK.
  const { problemOfOptions } = await import('../../gateway/call-to-place.js');
  const { gatewayKeysVariable, parseCallerKeys } = await import('../../gateway/caller-keys.js');
  const { startGateway } = await import('../../gateway/start-gateway.js');
  const { createConnectClient } = await import('../../connect/client.js');
  const { createLogger } = await import('../../logging.js');
  const options = written === undefined ? {} : argumentObject('options', written);
  const problem = problemOfOptions(options);
  if (problem !== undefined) throw new UsageError(`--options: ${problem}`);
  const inEnvironment = process.env[gatewayKeysVariable]?.trim() ?? '';
  if (keysFile !== undefined && inEnvironment !== '')
    throw new UsageError(`--keys-file and ${gatewayKeysVariable} are both given: choose one.`);
  const keys =
    keysFile === undefined
      ? parseCallerKeys(inEnvironment, gatewayKeysVariable)
      : parseCallerKeys(readKeys(keysFile), keysFile);
  if (keysFile !== undefined && keys === undefined) throw new UsageError(`--keys-file: the file ${keysFile} is empty`);
  const logger = createLogger();
  await using gateway = await startGateway({
    ...{ connection, host, port, keys, options, logger },
    connect: createConnectClient(),
    patienceMs: durationMs(patience),
  });
  const signalled = untilSignal();
  const { address, namespace } = connection;
  const { url, upstream } = gateway;
  logger.info({ address, namespace, url, upstream, keys: keys === undefined ? [] : [...keys.keys()] }, 'ready');
  logger.info(`for programs: AWS_ENDPOINT_URL_CONNECT=${url}`);

  const signal = await signalled;
  logger.info({ signal }, 'shutting down: requests in flight have their answer first');
  await gateway.close();
  logger.info('ended');
}

function patience(text: string): string | number {
  const value = durationArgument(text);
  const parsed = parseWith(duration({ minMs: 2_000, maxMs: 3_600_000, limits: '2 seconds to 1 hour' }), value);
  if (!parsed.ok) throw new InvalidArgumentError(`It ${parsed.issues[0]?.message ?? 'is no duration'}.`);
  return value;
}

function readKeys(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--keys-file: the file ${path} cannot be read (${errorCode(error)})`, { cause: error });
  }
}
