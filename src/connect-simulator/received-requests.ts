import type { FaultKind } from './faults.js';
import type { OperationName } from './operations/operation-names.js';
import { requireKnown } from './parse-control.js';
import { WatchedList } from './watched-list.js';

/** An API request as it came in, and what became of it. It holds no phone number. */
export interface ReceivedRequest {
  readonly requestId: string;
  readonly operation: OperationName;
  readonly clientToken: string | null;
  /** The contact that the request is about; null if it names none. */
  readonly contactId: string | null;
  /** Of the bytes on the wire, hexadecimal: equal hashes are identical requests. */
  readonly bodySha256: string;
  /** The attempt that the client's SDK says it is (`amz-sdk-request`), from 1; null if it says nothing. */
  readonly sdkAttempt: number | null;
  /** ISO 8601, wall clock. */
  readonly receivedAt: string;
  /** HTTP status of the answer; null while there is none, and for ever if the connection was reset. */
  status: number | null;
  /** AWS's name of the error that was answered. */
  error: string | null;
  /** The fault that struck it. */
  fault: FaultKind | null;
}

export interface RequestFilter {
  readonly operation?: OperationName | undefined;
  readonly clientToken?: string | undefined;
  readonly status?: number | undefined;
  readonly fault?: FaultKind | undefined;
}

/** Every API request in the order of arrival, refused and struck ones included. */
export class ReceivedRequests extends WatchedList<ReceivedRequest> {}

/** @throws InvalidControlRequestError for an unknown member */
export function requestMatches(filter: RequestFilter): (request: ReceivedRequest) => boolean {
  requireKnown(filter, ['operation', 'clientToken', 'status', 'fault'], 'filter');
  return (request) =>
    (filter.operation === undefined || request.operation === filter.operation) &&
    (filter.clientToken === undefined || request.clientToken === filter.clientToken) &&
    (filter.status === undefined || request.status === filter.status) &&
    (filter.fault === undefined || request.fault === filter.fault);
}
