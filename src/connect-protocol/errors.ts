/**
 * The errors a client of Connect can meet, with their HTTP status. The first seven are modelled for StartOutboundVoiceContact.
 * @see https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundVoiceContact.html#API_StartOutboundVoiceContact_Errors
 * @see https://docs.aws.amazon.com/connect/latest/APIReference/CommonErrors.html
 */
const statusOfError = {
  InvalidRequestException: 400,
  InvalidParameterException: 400,
  ResourceNotFoundException: 404,
  LimitExceededException: 429,
  InternalServiceException: 500,
  DestinationNotAllowedException: 403,
  OutboundContactNotPermittedException: 403,
  // Modelled for StopContact: the contact is known and has ended.
  ContactNotFoundException: 410,
  // What the request rate gives: the first for operations that do not model ThrottlingException.
  TooManyRequestsException: 429,
  ThrottlingException: 429,
  // Common to all operations.
  AccessDeniedException: 403,
  ExpiredTokenException: 403,
  InvalidClientTokenId: 403,
  NotAuthorized: 400,
  OptInRequired: 403,
  RequestExpired: 400,
  SignatureDoesNotMatch: 403,
  UnrecognizedClientException: 403,
  IdempotencyException: 409,
  IncompleteSignatureException: 403,
  InvalidSignatureException: 403,
  MissingAuthenticationTokenException: 403,
  RequestEntityTooLargeException: 413,
  SerializationException: 400,
  ServiceUnavailableException: 503,
  UnknownOperationException: 404,
  UnsupportedMediaTypeException: 415,
} as const;

export type ConnectErrorName = keyof typeof statusOfError;

/** An error answer of the service. `awsName` is any string: a fault, or Amazon Connect itself, may name an error that is not in the table. */
export class ConnectServiceError extends Error {
  override readonly name = 'ConnectServiceError';

  constructor(
    readonly awsName: string,
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The error of this name with AWS's own status. */
export function connectError(awsName: ConnectErrorName, message: string): ConnectServiceError {
  return new ConnectServiceError(awsName, statusOfError[awsName], message);
}

/** What a caught error is answered as. */
export function serviceErrorOf(error: unknown): ConnectServiceError {
  if (error instanceof ConnectServiceError) return error;
  // What the HTTP framework refuses before a route is reached.
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (status === 413) return connectError('RequestEntityTooLargeException', 'The body is too large.');
  if (status === 415) return connectError('UnsupportedMediaTypeException', 'The Content-Type is not a media type.');
  if (status === 400) return connectError('SerializationException', 'The request cannot be read.');
  return connectError('InternalServiceException', `The server itself failed: ${String(error)}`);
}

/** AWS's status for an error name, if it is one of the table's. */
export function statusOf(awsName: string): number | undefined {
  return Object.entries(statusOfError).find(([name]) => name === awsName)?.[1];
}
