// The adapter to Amazon Connect: its client, DescribeContact, what its errors mean and what a person does about them, throttling, and
// when a dial may be sent (again). It knows the contract and the AWS SDK; Temporal's SDK only for failures.

import { ConnectClient } from '@aws-sdk/client-connect';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { requestMarginMs } from '../contract/dial.js';
import { RingonceError } from '../contract/errors.js';

/** A host that takes no connection is noticed soon: then nothing was sent. */
const connectionTimeoutMs = 3_000;

/** Most activities that one worker process runs at a time on the dial queue, on those of all instances together, and on the contacts queue. */
export const maxDialsInFlight = 100;
export const maxQueriesInFlight = 100;

/** Slots bound what is out at once. With a bound here too a request could wait for a socket while its timeout runs. */
const maxSockets = Infinity;

/**
 * The AWS client that every dial goes through. Region, credentials and endpoint come from AWS's own settings (environment,
 * profile, instance role; `AWS_ENDPOINT_URL_CONNECT` points it at the local Connect).
 *
 * It never retries by itself: Temporal alone decides what is sent again, and when.
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/configuring-the-jssdk.html
 */
export function createConnectClient(settings: ConstructorParameters<typeof ConnectClient>[0] = {}): ConnectClient {
  const client = new ConnectClient({
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: connectionTimeoutMs,
      // The upper bound; each dial sets its own from its dial limit.
      requestTimeout: 60_000 + requestMarginMs,
      // Without this the handler only logs a warning when the time is over, and goes on waiting.
      throwOnRequestTimeout: true,
      httpAgent: { maxSockets },
      httpsAgent: { maxSockets },
    }),
    ...settings,
  });
  // Whatever fails while credentials are fetched (instance metadata, SSO, STS, a process), under whatever name: nothing was sent.
  client.middlewareStack.add(
    (next) => async (args) => {
      await Promise.resolve(client.config.credentials()).catch((error: unknown) => {
        throw new NoCredentialsError(error);
      });
      return next(args);
    },
    { step: 'initialize', name: 'credentialsFirst' },
  );
  return client;
}

/** The AWS SDK could not get credentials: nothing was sent. Its name is the SDK's own for most of these failures. */
class NoCredentialsError extends Error {
  override readonly name = 'CredentialsProviderError';

  constructor(cause: unknown) {
    super(cause instanceof Error ? `${cause.name}: ${cause.message}` : 'no AWS credentials', { cause });
  }
}

/** The AWS region or credentials are missing, so nothing could ever be asked of Amazon Connect. */
export class AwsSettingsError extends RingonceError {
  override readonly name = 'AwsSettingsError';
  readonly code = 'AWS_SETTINGS';
}

/**
 * Asks AWS's own settings for region and credentials before the first call needs them.
 * @throws AwsSettingsError
 */
export async function requireAwsSettings(connect: ConnectClient): Promise<void> {
  await found('region', connect.config.region, 'set AWS_REGION, or the region of your profile');
  await found(
    'credentials',
    connect.config.credentials,
    'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or give the machine a role',
  );
}

async function found(what: string, provide: () => Promise<unknown>, remedy: string): Promise<void> {
  try {
    await provide();
  } catch (error) {
    throw new AwsSettingsError(`AWS ${what} not found: ${remedy}.`, { cause: error });
  }
}
