import { type DialAnswerKind, failureTypes } from '../contract/failures.js';
import { ownTrouble } from './remedies.js';

/** What an error of Amazon Connect says, of a dial, a query or a stop. The kinds are those of a dial. */
export interface ConnectAnswer {
  readonly kind: DialAnswerKind;
  /** More requests a second came in than the account may send: whoever else sends had better slow down too. */
  readonly isThrottle: boolean;
  /** No connection came about: nobody was asked. */
  readonly isUnreachable: boolean;
  /** AWS's error name, the network error's code, or one of ours: becomes the failure's type. */
  readonly type: string;
  /** AWS's or Node's own words, not masked yet. */
  readonly message: string;
  readonly httpStatusCode: number | undefined;
  readonly requestId: string | undefined;
  /** The wait before the next send, before jitter; it doubles with each attempt. */
  readonly backoff: Backoff;
  readonly cause: unknown;
  /** Set when it is our side that a person must fix: how. */
  readonly remedy?: string;
}

export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

interface Row {
  /** For the table in docs/internals/dialling.md and for whoever reads a failing test. */
  readonly what: string;
  readonly kind: DialAnswerKind;
  readonly isThrottle?: true;
  readonly isUnreachable?: true;
  readonly backoff: Backoff;
  readonly matches: (error: SeenError) => boolean;
}

const soon: Backoff = { firstMs: 2_000, maxMs: 30_000 };
const slowly: Backoff = { firstMs: 10_000, maxMs: 120_000 };
/** A person has to act first. */
const seldom: Backoff = { firstMs: 30_000, maxMs: 300_000 };

/** Names under which AWS services throttle: Smithy's list, and Connect's own two. */
export const throttlingNames: ReadonlySet<string> = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);

/** A TLS handshake that fails comes before the first byte of the request. */
const certificateProblem =
  /^(ERR_TLS_CERT_|CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY)_)/;

/**
 * The three kinds of answer. The first row that matches decides; the last matches everything, so that what nobody foresaw
 * counts as "may have been placed".
 * @see https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundVoiceContact.html#API_StartOutboundVoiceContact_Errors
 */
export const answerTable: readonly Row[] = [
  {
    what: 'HTTP 5xx, InternalServiceException: Connect failed, perhaps after it had placed the call',
    kind: 'unknown',
    backoff: soon,
    matches: ({ status, name }) => (status ?? 0) >= 500 || name === 'InternalServiceException',
  },
  {
    what: 'LimitExceededException: a quota of the instance or queue is used up',
    kind: 'not-now',
    backoff: slowly,
    matches: ({ name }) => name === 'LimitExceededException',
  },
  {
    what: 'HTTP 429 and every throttling name: more requests a second than the account may send',
    kind: 'not-now',
    isThrottle: true,
    backoff: soon,
    matches: ({ status, name }) => status === 429 || throttlingNames.has(name),
  },
  {
    what: 'HTTP 408: the request did not arrive whole, or a proxy says so',
    kind: 'unknown',
    backoff: soon,
    matches: ({ status }) => status === 408,
  },
  {
    what: 'credentials, signature or clock of ours (ExpiredToken, UnrecognizedClient, InvalidSignature, …); no AWS credentials at all',
    kind: 'not-now',
    backoff: seldom,
    matches: ({ name, message }) => ownTrouble(name, message) !== undefined,
  },
  {
    what: 'any other HTTP 4xx (InvalidRequest, InvalidParameter, ResourceNotFound, DestinationNotAllowed, OutboundContactNotPermitted, AccessDenied, …)',
    kind: 'refused',
    backoff: soon,
    matches: ({ status }) => status !== undefined && status >= 400 && status < 500,
  },
  {
    what: 'connection refused, host not found or not reachable, connection timeout: nothing was sent',
    kind: 'not-now',
    isUnreachable: true,
    backoff: soon,
    matches: ({ neverConnected }) => neverConnected,
  },
  {
    what: 'the TLS certificate is not accepted: nothing was sent',
    kind: 'not-now',
    isUnreachable: true,
    backoff: slowly,
    matches: ({ code }) => certificateProblem.test(code),
  },
  {
    what: 'everything else: timeout, connection reset, an answer that is cut off or has no ContactId, errors nobody foresaw',
    kind: 'unknown',
    backoff: soon,
    matches: () => true,
  },
];

/** What an error of the AWS SDK says; of a dial: about the phone. */
export function answerOf(error: unknown): ConnectAnswer {
  const seen = seenError(error);
  const row = answerTable.find(({ matches }) => matches(seen));
  const remedy = row?.kind === 'not-now' ? ownTrouble(seen.name, seen.message) : undefined;
  return {
    kind: row?.kind ?? 'unknown',
    isThrottle: row?.isThrottle ?? false,
    isUnreachable: row?.isUnreachable ?? false,
    type: typeOf(seen),
    message: seen.message,
    httpStatusCode: seen.status,
    requestId: seen.requestId,
    backoff: row?.backoff ?? soon,
    cause: error,
    ...(remedy === undefined ? {} : { remedy }),
  };
}

/** AWS's name, else Node's code, else the status; an answer that cannot be read has no name. */
function typeOf({ name, code, status }: SeenError): string {
  // The SDK names a reset connection TimeoutError too; the code says what it was.
  const isNoTimeout = name === 'TimeoutError' && code !== '' && code !== 'ETIMEDOUT';
  if (name === 'Error' || name === 'AggregateError' || name === 'Unknown' || isNoTimeout)
    return code || (status === undefined ? name : `Http${status}`);
  return name === 'SyntaxError' && status !== undefined && status >= 300 ? `Http${status}` : name;
}

/** Success without a ContactId: the SDK accepts it, we cannot. */
export function answerWithoutContactId(requestId: string | undefined): ConnectAnswer {
  return {
    kind: 'unknown',
    isThrottle: false,
    isUnreachable: false,
    type: failureTypes.contactIdMissing,
    message: 'Amazon Connect answered 200 without a ContactId',
    httpStatusCode: 200,
    requestId,
    backoff: soon,
    cause: undefined,
  };
}

/** DescribeContact: Amazon Connect does not know the contact, or not yet. */
export const isUnknownContact = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ResourceNotFoundException';

/** StopContact: the contact has ended. */
export const isEndedContact = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ContactNotFoundException';

interface SeenError {
  readonly name: string;
  readonly code: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly message: string;
  readonly neverConnected: boolean;
}

/** The few members that the SDK's and Node's errors tell themselves apart by. */
interface ErrorShape {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly message?: unknown;
  readonly errors?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

function seenError(error: unknown): SeenError {
  const shape: ErrorShape = error !== null && typeof error === 'object' ? error : { message: error };
  return {
    name: text(shape.name, 'Error'),
    code: text(shape.code, ''),
    status: shape.$metadata?.httpStatusCode,
    requestId: shape.$metadata?.requestId,
    message: text(shape.message, ''),
    neverConnected: neverConnected(shape),
  };
}

const text = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && value !== '' ? value : otherwise;

function neverConnected({ name, syscall, message, errors }: ErrorShape): boolean {
  if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
  // Node tries all addresses of a host and reports them together.
  if (Array.isArray(errors) && errors.length > 0) return errors.every((one) => neverConnected(one as ErrorShape));
  // The SDK's connection timeout has the name of its request timeout; were its words to change, it would count as unknown.
  return name === 'TimeoutError' && text(message, '').includes('did not establish a connection');
}
