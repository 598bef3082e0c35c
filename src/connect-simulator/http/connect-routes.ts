import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { standsBefore, type Fault } from '../control/faults.js';
import { receivedRequest, type ReceivedRequest } from '../control/received-requests.js';
import { ConnectServiceError, connectError, serviceErrorOf, statusOf } from '../errors.js';
import { getContactAttributes, updateContactAttributes } from '../operations/contact-attributes.js';
import { describeContact } from '../operations/describe-contact.js';
import type { Operation } from '../operations/operation.js';
import { startOutboundVoiceContact } from '../operations/start-outbound-voice-contact.js';
import { stopContact } from '../operations/stop-contact.js';
import { decodeJson, isJsonObject, type Body } from '../rest-json.js';
import type { Simulation } from '../simulation.js';

/** What the simulator answers. */
const operations: readonly Operation[] = [
  startOutboundVoiceContact,
  stopContact,
  describeContact,
  getContactAttributes,
  updateContactAttributes,
];

type Request = FastifyRequest<{ Body: Body; Params: Record<string, string> }>;

/** Connect's own routes. Each request is entered into the list before anything else happens to it. */
export function addConnectRoutes(app: FastifyInstance, simulation: Simulation): void {
  for (const operation of operations) {
    app.route({
      method: operation.method,
      url: operation.path,
      handler: async (request: Request, reply) => {
        const input = (): unknown => (operation.method === 'GET' ? request.params : decodeJson(request.body));
        const members = membersOf(input);
        const received = receivedRequest(request, {
          operation: operation.name,
          members,
          atMs: simulation.now(),
          keepBody: simulation.settings.keepBodies,
        });
        simulation.requests.add(received);
        const conclude = (status: number | null, error: string | null = null): void => {
          Object.assign(received, { status, error });
          simulation.requests.changed();
          simulation.onRequest(received);
        };

        const { authorization } = request.headers;
        const exchange = { operation, received, members, input, authorization };
        const answer = await answerTo(exchange, simulation).catch(serviceErrorOf);
        if (answer instanceof ConnectServiceError) {
          conclude(answer.status, answer.awsName);
          throw answer;
        }
        if (typeof answer === 'string') {
          conclude(null);
          return endWithoutAnswer(answer, reply, simulation.interrupted);
        }
        conclude(200);
        return reply.send(answer.body);
      },
    });
  }
}

function membersOf(input: () => unknown): Exchange['members'] {
  try {
    const json = input();
    return isJsonObject(json) ? json : {};
  } catch {
    return {}; // refused later, in its turn: what cannot be read has no members to match
  }
}

/** Fastify lets go of the reply; the socket stays open, or ends in a TCP reset. */
function endWithoutAnswer(answer: Answer & string, reply: FastifyReply, interrupted: AbortSignal): FastifyReply {
  reply.hijack();
  const { socket } = reply.raw;
  const reset = (): void => void socket?.resetAndDestroy();
  if (answer === 'reset') {
    reset();
  } else {
    interrupted.addEventListener('abort', reset, { once: true });
    socket?.once('close', () => interrupted.removeEventListener('abort', reset));
  }
  return reply;
}

interface Exchange {
  readonly operation: Operation;
  readonly received: ReceivedRequest;
  /** Members by which a fault is matched: of the body as far as it is JSON, or of the path. */
  readonly members: Readonly<Record<string, unknown>>;
  /** The operation's input. @throws ConnectServiceError SerializationException */
  readonly input: () => unknown;
  readonly authorization: string | undefined;
}

/** A body to send, or an end without an answer. */
type Answer = { readonly body: object } | 'reset' | 'hang';

/**
 * Every request's way: signature, faults before Connect, rate, the operation, faults behind it. From finding the fault to the
 * operation's end nothing pauses, except for `slow-before`.
 * @throws ConnectServiceError what Connect answers instead
 */
async function answerTo(
  { operation, received, input, members, authorization }: Exchange,
  { contacts, faults, rates, requests, settings, interrupted }: Simulation,
): Promise<Answer> {
  const region = signedRegion(authorization);
  const fault = faults.next(operation.name, members);
  const strike = async (found: Fault): Promise<Answer | undefined> => {
    faults.spend(found);
    received.fault = found.kind;
    requests.changed();
    return effectOf(found, operation, interrupted);
  };

  if (fault && standsBefore(fault)) {
    const ending = await strike(fault);
    if (ending) return ending;
  }
  if (!rates.take(operation.name, settings.rates[operation.name])) throw throttled(operation);
  const body = operation.run(input(), { contacts, region });
  return (fault && !standsBefore(fault) && (await strike(fault))) || { body };
}

/** What a fault makes of a request; undefined lets it go on. */
async function effectOf(fault: Fault, operation: Operation, signal: AbortSignal): Promise<Answer | undefined> {
  switch (fault.kind) {
    case 'error-before':
    case 'error-after':
      throw new ConnectServiceError(fault.error, fault.status ?? statusOf(fault.error) ?? 500, fault.message);
    case 'throttle':
      throw throttled(operation);
    case 'reset-before':
    case 'reset-after':
      return 'reset';
    case 'hang-before':
    case 'hang-after':
      return 'hang';
    case 'empty-after':
      return { body: {} };
    case 'slow-before':
    case 'slow':
      // An interrupted delay must not place a call in a service that has been reset since.
      return delay(fault.delayMs, undefined, { signal }).catch(() => 'reset' as const);
  }
}

function throttled({ throttledAs }: Operation): ConnectServiceError {
  return connectError(throttledAs, 'Rate exceeded');
}

const credentialScope =
  /Credential=[^/,\s]+\/\d{8}\/(?<region>[a-z0-9-]+)\/(?<service>[^/,\s]+)\/aws4_request\s*(?:,|$)/;

/**
 * The Region of an `Authorization` header of Signature Version 4. Any key is accepted and the signature itself is not checked: the
 * simulator has no secrets to check it with.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * @throws ConnectServiceError MissingAuthenticationTokenException, IncompleteSignatureException or InvalidSignatureException
 */
function signedRegion(authorization: string | undefined): string {
  if (!authorization) {
    throw connectError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const { region, service } = credentialScope.exec(authorization)?.groups ?? {};
  const isComplete = /\bSignedHeaders=[^,\s]+/.test(authorization) && /\bSignature=[0-9a-f]{64}\b/.test(authorization);
  if (!authorization.startsWith('AWS4-HMAC-SHA256 ') || !isComplete || !region) {
    throw connectError(
      'IncompleteSignatureException',
      "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters of AWS4-HMAC-SHA256.",
    );
  }
  if (service !== 'connect') {
    throw connectError('InvalidSignatureException', "Credential should be scoped to correct service: 'connect'.");
  }
  return region;
}
