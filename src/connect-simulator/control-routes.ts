import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { addEventRoutes } from './contact-events/event-routes.js';
import { faultKinds } from './faults.js';
import { ringMatches } from './ledger.js';
import { operationNames } from './operations/operation-names.js';
import { decodeControlJson, parseControl } from './parse-control.js';
import { requestMatches } from './received-requests.js';
import type { Body } from './rest-json.js';
import { listed, waiting } from './long-poll.js';
import { scenarioInWords, scenarios } from './scenarios.js';
import type { Simulation } from './simulation.js';

const ringFilter = {
  clientToken: z.string().optional(),
  destinationPhoneNumber: z.string().optional(),
};
const ledgerQuery = z.strictObject({ ...waiting, ...ringFilter });
const answeredQuery = z.strictObject(ringFilter);

const requestsQuery = z.strictObject({
  ...waiting,
  operation: z.enum(operationNames).optional(),
  clientToken: z.string().optional(),
  status: z.coerce.number().int().optional(),
  fault: z.enum(faultKinds).optional(),
});

const advanceDocument = z.strictObject({ ms: z.number() });
const transferDocument = z.strictObject({ ContactId: z.string() });

/** The simulator's own routes, for tests and for people; they need no signature. */
export function addControlRoutes(app: FastifyInstance, simulation: Simulation): void {
  const { contacts, faults, ledger, requests } = simulation;
  addEventRoutes(app, simulation);

  app.get('/_simulator/ledger', ({ query }) => {
    const { atLeast, waitMs, ...filter } = parseControl(ledgerQuery, query, 'query');
    return listed(ledger, ringMatches(filter), { atLeast, waitMs });
  });
  app.get('/_simulator/answered', ({ query }) => simulation.answered(parseControl(answeredQuery, query, 'query')));
  app.get('/_simulator/requests', ({ query }) => {
    const { atLeast, waitMs, ...filter } = parseControl(requestsQuery, query, 'query');
    return listed(requests, requestMatches(filter), { atLeast, waitMs });
  });
  app.get('/_simulator/scenarios', () =>
    scenarios.map((scenario) => ({ ...scenario, inWords: scenarioInWords(scenario) })),
  );

  app.get('/_simulator/faults', () => faults.armed());
  app.post<{ Body: Body }>('/_simulator/faults', ({ body }) => {
    faults.inject(decodeControlJson(body));
    return faults.armed();
  });
  app.delete('/_simulator/faults', async (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });

  app.get('/_simulator/settings', () => simulation.settings);
  app.post<{ Body: Body }>('/_simulator/settings', ({ body }) => {
    simulation.configure(decodeControlJson(body));
    return simulation.settings;
  });

  app.post<{ Body: Body }>('/_simulator/advance', async ({ body }, reply) => {
    simulation.advance(parseControl(advanceDocument, decodeControlJson(body), 'advance').ms);
    return reply.code(204).send();
  });

  app.post<{ Body: Body }>('/_simulator/transfers', ({ body }) => {
    const { ContactId } = parseControl(transferDocument, decodeControlJson(body), 'transfer');
    return { ContactId: contacts.transfer(ContactId).contactId };
  });

  app.post('/_simulator/reset', async (_request, reply) => {
    simulation.reset();
    return reply.code(204).send();
  });
}
