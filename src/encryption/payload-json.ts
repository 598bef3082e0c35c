import type { Payload } from '@temporalio/common';
import { isPlainObject } from '../contract/shapes.js';

export interface SentPayload {
  readonly payload: Payload;
  /** As it was sent. */
  readonly json: object;
}

/** Payloads of a codec request, in protobuf's JSON: bytes are base64. Undefined when the body is something else. */
export function payloadsFromJson(body: unknown): SentPayload[] | undefined {
  if (!isPlainObject(body)) return undefined;
  const { payloads = [] } = body;
  if (!Array.isArray(payloads)) return undefined;
  const read = payloads.map(payloadFromJson);
  return read.every((payload) => payload !== undefined) ? read : undefined;
}

export const payloadToJson = ({ metadata, data }: Payload): object => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, bytes]) => [name, base64(bytes)])),
  ...(data == null || data.length === 0 ? {} : { data: base64(data) }),
});

function payloadFromJson(json: unknown): SentPayload | undefined {
  if (!isPlainObject(json)) return undefined;
  const { metadata = {}, data = '' } = json;
  if (!isPlainObject(metadata) || typeof data !== 'string') return undefined;
  const entries = Object.entries(metadata);
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) return undefined;
  const payload = {
    metadata: Object.fromEntries(entries.map(([name, text]) => [name, Buffer.from(text, 'base64')])),
    data: Buffer.from(data, 'base64'),
  };
  return { payload, json };
}

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
