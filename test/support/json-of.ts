import type { temporal } from '@temporalio/proto';

/** The first of an event's payloads, which must not be encrypted. */
export const jsonOf = (input: temporal.api.common.v1.IPayloads | null | undefined): unknown =>
  JSON.parse(Buffer.from(input?.payloads?.[0]?.data ?? []).toString('utf8')) as unknown;
