import { createHash } from 'node:crypto';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { answerRequest, type Answer } from './answer-request.js';
import { ConnectServiceError, serviceErrorOf } from './errors.js';
import { operations } from './operations/index.js';
import type { Operation } from './operations/operation.js';
import type { ReceivedRequest } from './received-requests.js';
import { decodeJson, type Body } from './rest-json.js';
import { isJsonObject } from './shapes.js';
import type { Simulation } from './simulation.js';

type Request = FastifyRequest<{ Body: Body; Params: Record<string, string> }>;

/** Connect's own routes. Each request is entered into the list before anything else happens to it. */
export function addConnectRoutes(app: FastifyInstance, simulation: Simulation): void {
  for (const operation of operations) {
    app.route({
      method: operation.method,
      url: operation.path,
      handler: (request: Request, reply) => serve({ operation, request, reply }, simulation),
    });
  }
}

interface Exchange {
  readonly operation: Operation;
  readonly request: Request;
  readonly reply: FastifyReply;
}

async function serve({ operation, request, reply }: Exchange, simulation: Simulation): Promise<FastifyReply> {
  const input = (): unknown => (operation.method === 'GET' ? request.params : decodeJson(request.body));
  const members = membersOf(input);
  const received = receivedRequest({ operation, request, members, now: simulation.now });
  simulation.requests.add(received);
  const conclude = (status: number | null, error: string | null = null): void => {
    Object.assign(received, { status, error });
    simulation.requests.changed();
    simulation.onRequest(received);
  };

  const { authorization } = request.headers;
  const apiRequest = { received, authorization, members, input };
  const answer = await answerRequest(operation, apiRequest, simulation).catch(serviceErrorOf);
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

function membersOf(input: () => unknown): Readonly<Record<string, unknown>> {
  try {
    const json = input();
    return isJsonObject(json) ? json : {};
  } catch {
    return {}; // refused later, in its turn: what cannot be read has no members to match
  }
}

function receivedRequest({
  operation,
  request,
  members,
  now,
}: Pick<Exchange, 'operation' | 'request'> & {
  members: Readonly<Record<string, unknown>>;
  now: () => number;
}): ReceivedRequest {
  const sdkAttempt = /\battempt=(\d+)/.exec(String(request.headers['amz-sdk-request']))?.[1];
  return {
    requestId: request.id,
    operation: operation.name,
    clientToken: textOf(members['ClientToken']),
    contactId: textOf(members['ContactId'] ?? members['InitialContactId']),
    bodySha256: createHash('sha256')
      .update(request.body ?? '')
      .digest('hex'),
    sdkAttempt: sdkAttempt === undefined ? null : Number(sdkAttempt),
    receivedAt: new Date(now()).toISOString(),
    status: null,
    error: null,
    fault: null,
  };
}

const textOf = (member: unknown): string | null => (typeof member === 'string' ? member : null);
