// The wire manners of Amazon Connect's endpoint: what the local Connect and the gateway have in common, and nothing of what a request
// means. https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html

import { randomUUID } from 'node:crypto';
import { fastify, type FastifyInstance, type FastifyReply, type FastifyServerOptions } from 'fastify';
import { serviceErrorOf, type ConnectServiceError } from './errors.js';

export interface ConnectServerSettings {
  readonly bodyLimit: number;
  /** Which connections `close` does not wait for. */
  readonly forceCloseConnections: NonNullable<FastifyServerOptions['forceCloseConnections']>;
  /** What a caught error is answered as; a reply where it is answered in another way. */
  readonly errorOf?: (error: unknown, reply: FastifyReply) => ConnectServiceError | FastifyReply;
}

/** A server without routes that takes bodies as bytes and answers errors as restJson1 does. */
export function createConnectServer({
  bodyLimit,
  forceCloseConnections,
  errorOf = serviceErrorOf,
}: ConnectServerSettings): FastifyInstance {
  const sendError = (error: unknown, reply: FastifyReply): FastifyReply => {
    const answer = errorOf(error, reply);
    if (!(answer instanceof Error)) return answer;
    const { awsName, status, message } = answer;
    return reply.code(status).header('x-amzn-ErrorType', awsName).send({ Message: message });
  };
  const app = fastify({
    bodyLimit,
    genReqId: () => randomUUID(),
    exposeHeadRoutes: false,
    // A path that cannot be decoded has no route, and so no hooks.
    frameworkErrors: (error, request, reply) => void sendError(error, reply.header('x-amzn-RequestId', request.id)),
    forceCloseConnections,
    routerOptions: { maxParamLength: 16 * 1024 }, // longer ones are refused by our own rules, not by the router's
  });

  // Bytes whatever the content type: their hash is wanted, and JSON has to keep keys such as `__proto__`.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-amzn-RequestId', request.id);
  });
  // restJson1 names no charset.
  app.addHook('onSend', async (_request, reply, payload) => {
    if (typeof payload === 'string') reply.header('content-type', 'application/json');
    return payload;
  });
  app.setErrorHandler((error, _request, reply) => sendError(error, reply));
  return app;
}
