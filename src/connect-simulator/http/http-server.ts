// HTTP: Connect's operations and the control API as routes of one server. Only this folder knows Fastify's replies.

import type { FastifyInstance } from 'fastify';
import { connectError, serviceErrorOf } from '../../connect-protocol/errors.js';
import { createConnectServer } from '../../connect-protocol/http-server.js';
import { InvalidControlRequestError } from '../errors.js';
import type { Simulation } from '../simulation.js';
import { addConnectRoutes } from './connect-routes.js';
import { addControlRoutes } from './control-routes.js';

/** Connect and the control API on one port. */
export function createHttpServer(simulation: Simulation): FastifyInstance {
  const app = createConnectServer({
    bodyLimit: 1024 * 1024,
    forceCloseConnections: true, // hanging requests would keep `close` waiting
    errorOf: (error, reply) =>
      error instanceof InvalidControlRequestError
        ? reply.code(400).send({ Message: error.message })
        : serviceErrorOf(error),
  });
  app.setNotFoundHandler(() => {
    throw connectError('UnknownOperationException', 'No operation has this method and path.');
  });
  addConnectRoutes(app, simulation);
  addControlRoutes(app, simulation);
  return app;
}
