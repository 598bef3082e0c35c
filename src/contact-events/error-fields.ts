import { ActivityCompletionError } from '@temporalio/client';

/** What a log line may say of an error. Not its text: the AWS SDK quotes answers that it cannot read, phone numbers and all. */
export function errorFields(error: unknown): Readonly<Record<string, string | number>> {
  const { name, code, $metadata } = Object(error) as {
    readonly name?: unknown;
    readonly code?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  return {
    error: typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown',
    ...(status === undefined ? {} : { status }),
    // The Temporal server's own words, which know IDs only.
    ...(error instanceof ActivityCompletionError ? { reason: error.message } : {}),
  };
}
