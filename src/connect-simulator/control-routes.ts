import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { eventMatches } from './event-delivery.js';
import { eventTypes } from './event-documents.js';
import { InvalidControlRequestError } from './errors.js';
import { faultKinds } from './faults.js';
import { ringMatches } from './ledger.js';
import { operationNames } from './operations/operation-names.js';
import { parseControl } from './parse-control.js';
import { requestMatches } from './received-requests.js';
import { decodeJson, type Body } from './rest-json.js';
import { scenarios, storyInWords } from './scenarios.js';
import type { Simulation } from './simulation.js';
import type { WatchedList } from './watched-list.js';

const wait = {
  /** Answer only once there are this many, or after `waitMs`. */
  atLeast: z.coerce.number().int().min(0).default(0),
  waitMs: z.coerce.number().int().min(0).max(60_000).default(10_000),
};

const ledgerQuery = z.strictObject({
  ...wait,
  clientToken: z.string().optional(),
  destinationPhoneNumber: z.string().optional(),
});

const requestsQuery = z.strictObject({
  ...wait,
  operation: z.enum(operationNames).optional(),
  clientToken: z.string().optional(),
  status: z.coerce.number().int().optional(),
  fault: z.enum(faultKinds).optional(),
});

const eventsQuery = z.strictObject({
  ...wait,
  contactId: z.string().optional(),
  type: z.enum(eventTypes).optional(),
  state: z.enum(['lost', 'on its way', 'delivered', 'undelivered']).optional(),
});

const advance = z.strictObject({ ms: z.number().min(0) });

/** The simulator's own routes, for tests and for people; they need no signature. */
export function addControlRoutes(app: FastifyInstance, simulation: Simulation): void {
  const { events, faults, ledger, requests } = simulation;

  app.get('/_simulator/ledger', ({ query }) => {
    const { atLeast, waitMs, ...filter } = parseControl(ledgerQuery, query, 'query');
    return listed(ledger, ringMatches(filter), { atLeast, waitMs });
  });
  app.get('/_simulator/requests', ({ query }) => {
    const { atLeast, waitMs, ...filter } = parseControl(requestsQuery, query, 'query');
    return listed(requests, requestMatches(filter), { atLeast, waitMs });
  });
  app.get('/_simulator/scenarios', () =>
    scenarios.map((scenario) => ({ ...scenario, inWords: storyInWords(scenario.story) })),
  );

  app.get('/_simulator/answered', () => simulation.contacts.answered());
  app.get('/_simulator/events', ({ query }) => {
    const { atLeast, waitMs, ...filter } = parseControl(eventsQuery, query, 'query');
    return listed(events, eventMatches(filter), { atLeast, waitMs });
  });
  app.post<{ Body: Body }>('/_simulator/events', async ({ body }, reply) => {
    events.send({ document: parseControl(z.looseObject({}), decodeControlJson(body), 'event') });
    return reply.code(204).send();
  });
  app.post<{ Body: Body }>('/_simulator/advance', async ({ body }, reply) => {
    simulation.advance(parseControl(advance, decodeControlJson(body), 'advance').ms);
    return reply.code(204).send();
  });

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

  app.post('/_simulator/reset', async (_request, reply) => {
    simulation.reset();
    return reply.code(204).send();
  });
}

/** A long poll: whoever waits learns of a ring at once, and asks again or gives up when the time is over. */
async function listed<Item>(
  list: WatchedList<Item>,
  matches: (item: Item) => boolean,
  { atLeast, waitMs }: { atLeast: number; waitMs: number },
): Promise<Item[]> {
  const timeOver = new AbortController();
  const timer = setTimeout(() => timeOver.abort(), waitMs);
  try {
    return await list.untilAtLeast(atLeast, matches, timeOver.signal);
  } finally {
    clearTimeout(timer);
  }
}

function decodeControlJson(body: Body): unknown {
  try {
    return decodeJson(body);
  } catch (cause) {
    throw new InvalidControlRequestError('The body is not JSON in UTF-8.', { cause });
  }
}
