import { isGrpcServiceError, type isRetryableError } from '@temporalio/client';

/** By way of the SDK: gRPC's own package is no dependency of ours. */
type GrpcStatus = Parameters<typeof isRetryableError>[0];

/** The codes that something depends on. @see https://grpc.io/docs/guides/status-codes/ */
export const grpcCodes = {
  /** Also when the server has cut a request off at its deadline, before this process has noticed. */
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  failedPrecondition: 9,
  unimplemented: 12,
  unavailable: 14,
} as const;

/** What gRPC says of an error; some of the SDK's calls wrap it, some do not. */
export function grpcStatusOf(error: unknown): GrpcStatus | undefined {
  if (isGrpcServiceError(error)) return error;
  return error instanceof Error && isGrpcServiceError(error.cause) ? error.cause : undefined;
}

export const isGrpcStatus = (error: unknown, status: keyof typeof grpcCodes): boolean =>
  (grpcStatusOf(error)?.code as number | undefined) === grpcCodes[status];

/** The server has given the request up, as one that is busy does at its deadline. Where the caller has aborted it, gRPC says so. */
export const isCutOff = ({ code, details }: GrpcStatus): boolean =>
  (code as number) === grpcCodes.cancelled && details !== 'Cancelled on client';

/** `No connection established. Last error: Error: connect ECONNREFUSED … Resolution note: ` says no more than its middle. */
export const withoutFrame = (details: string): string =>
  details
    .replace(/^No connection established\. Last error: (?:Error: )?/, '')
    .replace(/\.? *Resolution note:.*$/s, '')
    .trim();
