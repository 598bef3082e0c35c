// What becomes of a call in the words of Amazon Connect: AWS's error names, by which the SDKs know what to send again.
import { ServiceError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { CallCancelledError, CallRefusedError, CallFailedError, NoWorkerError } from '../client/errors.js';
import { connectError, ConnectServiceError, serviceErrorOf, statusOf } from '../connect-protocol/errors.js';
import { InvalidRequestError } from '../contract/errors.js';
import type { DialFailureDetails } from '../contract/failures.js';
import { formatIssues, type Issue } from '../contract/issues.js';
import { serviceErrorOfIssues } from '../contract/service-error.js';
import { CallConflictError } from '../contract/started.js';
import { grpcStatusOf } from '../temporal/grpc-status.js';
import { NamespaceNotReadyError, TemporalUnreachableError } from '../temporal/errors.js';
import { MayHaveRungError, NotDialledError } from './place-call.js';

/** What an error of a call, or of a request, is answered as. None of them quotes the request. */
export function answerOf(error: unknown): ConnectServiceError {
  if (error instanceof InvalidRequestError) return invalid(error.issues);
  if (error instanceof CallRefusedError) return refused(error);
  // 409 is never sent again.
  if (error instanceof CallConflictError) return connectError('IdempotencyException', error.message);
  if (error instanceof NotDialledError)
    return connectError(
      'TooManyRequestsException',
      'The call was not dialled in time, and nothing rings. Send it again under the same ClientToken.',
    );
  if (error instanceof CallCancelledError)
    return connectError(
      'OutboundContactNotPermittedException',
      'The call was cancelled before the dial; nothing rang.',
    );
  if (error instanceof MayHaveRungError || error instanceof CallFailedError)
    return connectError(
      'InternalServiceException',
      'Whether the call has rung is not known; under this ClientToken it is not dialled again.',
    );
  if (error instanceof NoWorkerError)
    return connectError('ServiceUnavailableException', 'No worker of ringonce answers; nothing rings.');
  if (isTemporalAway(error))
    return connectError(
      'ServiceUnavailableException',
      'Temporal does not answer. Send it again under the same ClientToken.',
    );
  if (error instanceof ConnectServiceError || isOfHttpServer(error)) return serviceErrorOf(error);
  return connectError('InternalServiceException', 'The gateway failed; its log tells why.');
}

/** Names and statuses are as Amazon Connect has given them, wherever it has. */
function refused({ type, message, cause }: CallRefusedError): ConnectServiceError {
  const details =
    cause instanceof ApplicationFailure ? (cause.details?.[0] as DialFailureDetails | undefined) : undefined;
  return new ConnectServiceError(type, details?.httpStatusCode ?? statusOf(type) ?? 400, message);
}

function invalid(issues: readonly Issue[]): ConnectServiceError {
  // Options were checked before: what is wrong with them now is the hour.
  const ofTimes = issues.filter(({ member }) => member.startsWith('options.'));
  if (ofTimes.length === issues.length && issues.length > 0)
    return connectError(
      'OutboundContactNotPermittedException',
      `The call may not be dialled now: ${formatIssues(ofTimes.map(withoutPrefix))}`,
    );
  return connectError(serviceErrorOfIssues(issues), formatIssues(issues));
}

const withoutPrefix = ({ member, message }: Issue): Issue => ({ member: member.replace(/^options\./, ''), message });

const isTemporalAway = (error: unknown): boolean =>
  error instanceof ServiceError ||
  error instanceof TemporalUnreachableError ||
  error instanceof NamespaceNotReadyError ||
  grpcStatusOf(error) !== undefined;

const isOfHttpServer = (error: unknown): boolean => error instanceof Error && 'statusCode' in error;
