import { connectError } from './errors.js';

/** A body as bytes, decoded only when the request has passed what comes first: signature, faults, rate. */
export type Body = Buffer | undefined;

/**
 * The JSON of a body; an empty one is an empty structure. `JSON.parse` keeps `__proto__` as an ordinary member.
 * @throws ConnectServiceError SerializationException for what is not UTF-8 or not JSON
 */
export function decodeJson(body: Body): unknown {
  if (!body || body.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    // The parser's message quotes the body, which holds personal data.
    throw connectError('SerializationException', 'The body is not JSON in UTF-8.');
  }
}

export function isJsonObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
