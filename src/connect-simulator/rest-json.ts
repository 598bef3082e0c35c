import { connectError } from './errors.js';

/** A body as bytes, decoded only when the request has passed what comes first: signature, faults, rate. */
export type Body = Buffer | undefined;

/**
 * The JSON of a body; an empty one is an empty structure. `JSON.parse` keeps `__proto__` as an ordinary member.
 * @throws ConnectServiceError SerializationException for what is not UTF-8 or not JSON
 * @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
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
