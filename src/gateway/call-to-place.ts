import { createHash, randomUUID } from 'node:crypto';
import { parseCallOptions, type CallOptions } from '../contract/call-options.js';
import { holdsDigitsOf, idText } from '../contract/call.js';
import { InvalidRequestError } from '../contract/errors.js';
import { formatIssues, parseWith } from '../contract/issues.js';
import { callIdAttribute, maxIdBytes } from '../contract/names.js';
import { zeroValueIssues, type StartOutboundVoiceContactRequest } from '../contract/request.js';
import { duration, durationMs } from '../contract/time.js';
import { connectError } from '../connect-protocol/errors.js';
import { decodeJson, isJsonObject } from '../connect-protocol/json-body.js';
import type { WireRequest } from './wire-request.js';

/** A call as a caller wants it placed. */
export interface CallToPlace {
  readonly callId: string;
  /** Not checked yet; without `ClientToken`, which is the ID. */
  readonly request: StartOutboundVoiceContactRequest;
  readonly options: GatewayCallOptions;
  readonly patienceMs: number;
}

/** Without times: when it is dialled is the patience's to say. */
export type GatewayCallOptions = Omit<CallOptions, 'notBefore' | 'expiresAt' | 'expiresAfter'>;

export const optionsHeader = 'x-ringonce-options';
export const patienceHeader = 'x-ringonce-patience';

export const patienceLimits = { minMs: 2_000, maxMs: 3_600_000, limits: '2 seconds to 1 hour' };

/** What calls get whose caller says nothing. */
export interface CallDefaults {
  readonly options: GatewayCallOptions;
  readonly patienceMs: number;
}

/** Reads the request of StartOutboundVoiceContact and our own headers. @throws ConnectServiceError, InvalidRequestError */
export function callToPlace(wire: WireRequest, defaults: CallDefaults): CallToPlace {
  const json = decodeJson(wire.body);
  if (!isJsonObject(json)) throw connectError('SerializationException', 'The body is not a JSON object.');
  const { ClientToken, ...request } = json;
  const ofZeroValues = zeroValueIssues(request);
  if (ofZeroValues.length > 0) throw new InvalidRequestError(ofZeroValues);
  requireNoOwnDial(request['Attributes']);
  return {
    callId: callIdOf(ClientToken, wire.headers['amz-sdk-invocation-id'], request['DestinationPhoneNumber']),
    request: request as StartOutboundVoiceContactRequest,
    options: { ...defaults.options, ...optionsOf(wire.headers[optionsHeader]) },
    patienceMs: patienceOf(wire.headers[patienceHeader]) ?? defaults.patienceMs,
  };
}

/** A worker that dials through the gateway would wait for itself. */
function requireNoOwnDial(attributes: unknown): void {
  if (!isJsonObject(attributes) || attributes[callIdAttribute] == null) return;
  throw connectError(
    'InvalidRequestException',
    `The attribute ${callIdAttribute} is ringonce's own. Is this the dial of a worker? Its AWS_ENDPOINT_URL_CONNECT must name Amazon Connect, not the gateway.`,
  );
}

const longestToken = 500;

/**
 * The call's ID: the client token, where there is one. Every AWS SDK makes one; where there is none all the same, the ID that the SDK
 * gives an invocation is as good, since it is the same over the attempts of one call.
 *
 * A token that can be no ID (too long, an invisible character, the digits of the called number) is stood in for by its hash.
 */
export function callIdOf(token: unknown, invocationId: unknown, destination: unknown): string {
  if (token === undefined || token === null || token === '') {
    const isId = typeof invocationId === 'string' && /^[\w-]{16,128}$/.test(invocationId);
    return isId ? invocationId : randomUUID();
  }
  if (typeof token !== 'string')
    throw connectError('SerializationException', "Value at 'ClientToken' can not be converted to String");
  if (Array.from(token).length > longestToken)
    throw connectError(
      'InvalidParameterException',
      `Value at 'ClientToken' failed to satisfy constraint: Member must have length less than or equal to ${longestToken}`,
    );
  const spellsNumber = typeof destination === 'string' && holdsDigitsOf(destination, token);
  if (parseWith(idText(maxIdBytes.call), token).ok && !spellsNumber) return token;
  return `token-${createHash('sha256').update(token).digest('hex')}`;
}

function optionsOf(header: unknown): GatewayCallOptions {
  if (header === undefined) return {};
  const options = jsonOf(header);
  const problem = problemOfOptions(options);
  if (problem !== undefined) throw connectError('InvalidParameterException', `${optionsHeader}: ${problem}`);
  return options as GatewayCallOptions;
}

function jsonOf(header: unknown): unknown {
  try {
    return JSON.parse(String(header));
  } catch {
    throw connectError('InvalidParameterException', `${optionsHeader} is not JSON.`);
  }
}

/** What is wrong with the options of a gateway's calls, in words; undefined when nothing is. */
export function problemOfOptions(options: unknown): string | undefined {
  const times = ['notBefore', 'expiresAt', 'expiresAfter'].filter((time) => isJsonObject(options) && time in options);
  if (times.length > 0)
    return `${times.join(', ')}: leave it out; a call is dialled within the caller's patience or not at all`;
  const parsed = parseCallOptions(options);
  return parsed.ok ? undefined : formatIssues(parsed.issues);
}

function patienceOf(header: unknown): number | undefined {
  if (header === undefined) return undefined;
  const parsed = parseWith(duration(patienceLimits), header);
  if (parsed.ok) return durationMs(parsed.value);
  throw connectError('InvalidParameterException', `${patienceHeader} ${parsed.issues[0]?.message ?? 'is not valid'}`);
}
