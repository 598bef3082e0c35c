// HTTP: Connect's operations and the control API as routes of one server. Only this folder knows Fastify's replies.

import { randomUUID } from 'node:crypto';
import { fastify, type FastifyInstance, type FastifyReply } from 'fastify';
import { connectError, InvalidControlRequestError, serviceErrorOf } from '../errors.js';
import type { Simulation } from '../simulation.js';
import { addConnectRoutes } from './connect-routes.js';
import { addControlRoutes } from './control-routes.js';

/**
 * Connect and the control API on one port, in restJson1's manners.
 * @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export function createHttpServer(simulation: Simulation): FastifyInstance {
  const app = fastify({
    bodyLimit: 1024 * 1024,
    genReqId: () => randomUUID(),
    exposeHeadRoutes: false,
    // A path that cannot be decoded has no route, and so no hooks.
    frameworkErrors: (error, request, reply) => void sendError(error, reply.header('x-amzn-RequestId', request.id)),
    forceCloseConnections: true, // hanging requests would keep `close` waiting
    routerOptions: { maxParamLength: 16 * 1024 }, // longer ones are refused by our own rules, not by the router's
  });

  // Bytes whatever the content type: the request list wants their hash, and JSON has to keep keys such as `__proto__`.
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
  app.setNotFoundHandler((_request, reply) =>
    sendError(connectError('UnknownOperationException', 'No operation has this method and path.'), reply),
  );

  addConnectRoutes(app, simulation);
  addControlRoutes(app, simulation);
  return app;
}

function sendError(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof InvalidControlRequestError) return reply.code(400).send({ Message: error.message });
  const { awsName, status, message } = serviceErrorOf(error);
  return reply.code(status).header('x-amzn-ErrorType', awsName).send({ Message: message });
}
