import { ApplicationFailureCategory, type ApplicationFailure } from '@temporalio/common';
import { failureTypes, type DialFailureDetails } from '../contract/failures.js';
import { maskText } from '../contract/masking.js';
import type { FrozenRequest } from '../contract/request.js';
import type { ConnectAnswer } from './classify-error.js';
import { failure, type FailureOptions } from './failure.js';
import { remedyOf } from './remedies.js';

/** What every failure of a dial is made of. */
export interface DialFailure {
  readonly request: FrozenRequest;
  /** Missing when nothing was sent by this attempt. */
  readonly answer?: ConnectAnswer;
  readonly maybePlacedSinceMs: number | undefined;
}

/** Amazon Connect refused the request: nothing rings, and it never will. Type: AWS's error name. */
export function dialRefused(failure: DialFailure & { readonly answer: ConnectAnswer }): ApplicationFailure {
  return create(failure, {
    type: failure.answer.type,
    nonRetryable: true,
    message: `Amazon Connect refused the call: ${said(failure)} ${remedyOf(failure.answer.type)}`,
  });
}

/** Not yet, or nobody knows: the same request goes out again after `delayMs`. */
export function dialAgain(
  failure: DialFailure & { readonly answer: ConnectAnswer },
  delayMs: number,
): ApplicationFailure {
  const { answer } = failure;
  const what =
    answer.kind === 'unknown'
      ? 'No clear answer, the call may be placed; the same request follows under the same token'
      : 'Amazon Connect cannot take the call now; nothing rang';
  return create(failure, {
    type: answer.type,
    nextRetryDelay: delayMs,
    // Waiting is not failing: it shall neither alarm nor fill the logs.
    ...(answer.kind === 'not-now' ? { category: ApplicationFailureCategory.BENIGN } : {}),
    message: `${what}: ${said(failure)}${answer.remedy === undefined ? '' : ` ${answer.remedy}`}`,
  });
}

/** Not sent: others come first, or no line of the instance is free. */
export function dialHeldBack(
  failure: DialFailure,
  { delayMs, why }: { readonly delayMs: number; readonly why: string },
): ApplicationFailure {
  return create(failure, {
    type: 'HeldBack',
    nextRetryDelay: delayMs,
    category: ApplicationFailureCategory.BENIGN,
    message: `${why}; nothing was sent by this attempt`,
  });
}

/** `dialBefore` is over and nothing was sent: the call may be dialled in another window, or has expired. */
export function dialWindowClosed(failure: DialFailure, dialBefore: string): ApplicationFailure {
  const last = failure.answer === undefined ? '' : ` Last answer: ${said(failure)}`;
  return create(failure, {
    type: failureTypes.dialWindowClosed,
    nonRetryable: true,
    category: ApplicationFailureCategory.BENIGN,
    message: `Its dialling time ended at ${dialBefore} before Amazon Connect accepted it; nothing rang.${last}`,
  });
}

/** The call may have been placed and must not be sent again: its contact has to be found another way. */
export function dialOutcomeUnknown(failure: DialFailure, why: string): ApplicationFailure {
  const last = failure.answer === undefined ? '' : ` Last answer: ${said(failure)}`;
  return create(failure, {
    type: failureTypes.dialOutcomeUnknown,
    nonRetryable: true,
    message: `The call may have been placed; it is not sent again because ${why}.${last}`,
  });
}

/** Nothing was sent: whether an earlier call under this ID may have rung could not be learned. */
export function earlierRunsUnknown(cause: unknown): ApplicationFailure {
  return failure({
    type: 'EarlierRunsUnknown',
    message: 'Temporal could not say whether an earlier call under this ID may have rung; nothing was sent',
    nextRetryDelay: '2s',
    details: [{ answer: 'not-now' } satisfies DialFailureDetails],
    ...(cause instanceof Error ? { cause } : {}),
  });
}

function create({ request, answer, maybePlacedSinceMs }: DialFailure, options: FailureOptions): ApplicationFailure {
  const details: DialFailureDetails = {
    answer: answer?.kind ?? (maybePlacedSinceMs === undefined ? 'not-now' : 'unknown'),
    ...(maybePlacedSinceMs === undefined ? {} : { maybePlacedSince: new Date(maybePlacedSinceMs).toISOString() }),
    ...(answer?.httpStatusCode === undefined ? {} : { httpStatusCode: answer.httpStatusCode }),
    ...(answer?.requestId === undefined ? {} : { requestId: answer.requestId }),
  };
  return failure({
    ...options,
    details: [details],
    ...(answer?.cause instanceof Error ? { cause: maskedError(answer.cause, request) } : {}),
  });
}

function said({ request, answer }: DialFailure): string {
  if (answer === undefined) return '';
  const status = answer.httpStatusCode === undefined ? '' : ` (HTTP ${answer.httpStatusCode})`;
  return `${answer.type}${status}: ${masked(answer.message, request)}`;
}

/** The cause is kept, but its message may tell neither number nor name: failures are shown in the UI. */
function maskedError(error: Error, request: FrozenRequest): Error {
  const copy = new Error(masked(error.message, request));
  copy.name = error.name;
  copy.stack = '';
  return copy;
}

/** `JSON.parse` quotes a piece of what it cannot read, which may be half a name: such a quotation goes as a whole. */
const quotedByJsonParse = /"[^]*"(?= is not valid JSON)/;

function masked(text: string, request: FrozenRequest): string {
  return maskText(text.replace(quotedByJsonParse, '•••'), personalValues(request));
}

/** What a service might quote back at us. */
function personalValues(request: FrozenRequest): string[] {
  const { DestinationPhoneNumber, SourcePhoneNumber, Name, Description, Attributes, References } = request;
  const phoneNumbers = [DestinationPhoneNumber, SourcePhoneNumber].flatMap((number) =>
    number === undefined ? [] : [number, number.slice(1)],
  );
  const attributes = Object.values(Attributes).filter((value) => value !== request.ClientToken);
  const references = Object.values(References ?? {}).flatMap(({ Value, StatusReason }) => [Value, StatusReason]);
  return [...phoneNumbers, Name, Description, ...attributes, ...references].flatMap((value) =>
    value === undefined || value.length <= 2 ? [] : [value, JSON.stringify(value).slice(1, -1)],
  );
}
