import { StartOutboundVoiceContactCommand, type ConnectClient } from '@aws-sdk/client-connect';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import type { Context } from '@temporalio/activity';

/** What a person has to do about a dial that was refused: AWS's sentences say what is wrong, seldom what to do. */
const refusals: Readonly<Record<string, string>> = {
  AccessDeniedException: "Allow the worker's AWS role connect:StartOutboundVoiceContact on this instance.",
  DestinationNotAllowedException:
    'Correct the number, or have its country or prefix allowed for the instance (a service quota request to AWS).',
  OutboundContactNotPermittedException: "Enable outbound calling in the instance's settings.",
  ResourceNotFoundException:
    "Check InstanceId, ContactFlowId and QueueId, and that the worker's AWS_REGION is the instance's.",
};

/** The same in words, for any AWS error name. */
export function remedyOf(type: string): string {
  const remedy = Object.hasOwn(refusals, type) ? refusals[type] : undefined;
  return remedy ?? 'Correct the request or the Amazon Connect instance.';
}

const expired = 'The AWS credentials have expired: renew the role, SSO login or session.';
const unknownKey = 'AWS does not know the access key: check the credentials, and that they are of the right account.';
const signature =
  'AWS does not accept the signature: check the secret key and the Region, and the clock of this machine.';
const clock = 'The clock of this machine is wrong, says AWS: set it by NTP.';
const none = 'There are no AWS credentials: check the role, profile or environment variables.';

/**
 * What is wrong on our side, by AWS's error name without `Exception`, or by the SDK's own. The request was turned away before it meant
 * anything, whatever call it was.
 * @see https://docs.aws.amazon.com/connect/latest/APIReference/CommonErrors.html
 */
const ownTroubles: Readonly<Record<string, string>> = {
  ExpiredToken: expired,
  TokenRefreshRequired: expired,
  UnrecognizedClient: unknownKey,
  InvalidClientTokenId: unknownKey,
  InvalidAccessKeyId: unknownKey,
  AuthFailure: unknownKey,
  OptInRequired: 'The AWS account is not signed up for this service in this Region: enable it.',
  InvalidSignature: signature,
  SignatureDoesNotMatch: signature,
  IncompleteSignature: signature,
  RequestExpired: clock,
  RequestTimeTooSkewed: clock,
  RequestInTheFuture: clock,
  MissingAuthenticationToken: none,
  CredentialsProviderError: none,
  TokenProviderError: none,
  ProviderError: none,
};

/**
 * What a person has to fix on our side of an AWS request: credentials, signature or clock. Undefined for every other error, also for
 * `AccessDeniedException`: that one may be about the instance that a request asked for.
 *
 * @param name of the SDK's error
 * @param message its words: `NotAuthorized` is ours only when a session has ended
 */
export function ownTrouble(name: string, message: string): string | undefined {
  const short = name.replace(/Exception$/, '');
  if (short === 'NotAuthorized') return /expired|session|token/i.test(message) ? expired : undefined;
  return Object.hasOwn(ownTroubles, short) ? ownTroubles[short] : undefined;
}

/** All calls of a worker meet a trouble together: so often it is logged. */
const logEveryMs = 30_000;
const nextLogAtMs = { own: -Infinity, unreachable: -Infinity };

function isToBeLogged(trouble: keyof typeof nextLogAtMs): boolean {
  const nowMs = performance.now();
  if (nowMs < nextLogAtMs[trouble]) return false;
  nextLogAtMs[trouble] = nowMs + logEveryMs;
  return true;
}

/** Loud, for nothing is dialled before a person has fixed it. */
export function reportOwnTrouble(
  context: Context,
  { type, remedy }: { readonly type: string; readonly remedy: string },
): void {
  if (!isToBeLogged('own')) return;
  context.log.error(`Amazon Connect cannot be used: ${remedy} Calls wait, and are tried again.`, { error: type });
}

/**
 * Nothing could be sent, so Amazon Connect says nothing either. Never rejects.
 *
 * @param type the network error's code or name
 */
export async function reportUnreachable(context: Context, connect: ConnectClient, type: string): Promise<void> {
  if (!isToBeLogged('unreachable')) return;
  const host = await hostOf(connect).catch(() => undefined);
  context.log.warn(
    `Amazon Connect cannot be reached${host === undefined ? '' : ` at ${host}`} (${type}): check AWS_REGION, AWS_ENDPOINT_URL_CONNECT, DNS, and the way to it (proxy, firewall). Calls wait, and are tried again.`,
    { error: type, host },
  );
}

async function hostOf({ config }: ConnectClient): Promise<string> {
  // Any operation's endpoint: all have the same.
  return (await getEndpointFromInstructions({}, StartOutboundVoiceContactCommand, config)).url.host;
}
