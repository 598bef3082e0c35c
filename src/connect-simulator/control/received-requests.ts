import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { operationNames, type OperationName } from '../rate-limits.js';
import type { Body } from '../rest-json.js';
import { faultKinds, type FaultKind } from './faults.js';
import type { ValuesOf } from './parse-control.js';

/** An API request as it came in, and what became of it. It holds no phone number, unless bodies are kept. */
export interface ReceivedRequest {
  readonly requestId: string;
  readonly operation: OperationName;
  readonly clientToken: string | null;
  /** The contact that the request is about; null if it names none. */
  readonly contactId: string | null;
  /** Of the bytes on the wire, hexadecimal: equal hashes are identical requests. */
  readonly bodySha256: string;
  /** The body as it was sent, if the setting `keepBodies` was on. */
  readonly body?: string;
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

interface Arrival {
  readonly operation: OperationName;
  readonly members: Readonly<Record<string, unknown>>;
  readonly atMs: number;
  readonly keepBody: boolean;
}

/** A request that has come in and is not answered yet. */
export function receivedRequest(
  { id, headers, body }: FastifyRequest<{ Body: Body }>,
  { operation, members, atMs, keepBody }: Arrival,
): ReceivedRequest {
  const sdkAttempt = /\battempt=(\d+)/.exec(String(headers['amz-sdk-request']))?.[1];
  const textOf = (member: unknown): string | null => (typeof member === 'string' ? member : null);
  return {
    requestId: id,
    operation,
    clientToken: textOf(members['ClientToken']),
    contactId: textOf(members['ContactId'] ?? members['InitialContactId']),
    bodySha256: createHash('sha256')
      .update(body ?? '')
      .digest('hex'),
    ...(keepBody && { body: body?.toString() ?? '' }),
    sdkAttempt: sdkAttempt === undefined ? null : Number(sdkAttempt),
    receivedAt: new Date(atMs).toISOString(),
    status: null,
    error: null,
    fault: null,
  };
}

export const requestFilter = z.strictObject({
  operation: z.enum(operationNames).optional(),
  clientToken: z.string().optional(),
  status: z.coerce.number().int().optional(),
  fault: z.enum(faultKinds).optional(),
});

export type RequestFilter = Readonly<z.infer<typeof requestFilter>>;

export const requestValues: ValuesOf<ReceivedRequest, RequestFilter> = {
  operation: ({ operation }) => operation,
  clientToken: ({ clientToken }) => clientToken,
  status: ({ status }) => status,
  fault: ({ fault }) => fault,
};
