import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { listed, waiting } from '../long-poll.js';
import { decodeControlJson, parseControl } from '../parse-control.js';
import type { Body } from '../rest-json.js';
import type { Simulation } from '../simulation.js';
import { eventMatches } from './event-log.js';

const eventsQuery = z.strictObject({
  ...waiting,
  contactId: z.string().optional(),
  eventType: z.string().optional(),
  status: z.enum(['waiting', 'retrying', 'delivered', 'failed', 'dropped']).optional(),
});

/** What the control API does with contact events. */
export function addEventRoutes(app: FastifyInstance, simulation: Simulation): void {
  const { events } = simulation;

  app.get('/_simulator/events', ({ query }) => {
    const { atLeast, waitMs, ...filter } = parseControl(eventsQuery, query, 'query');
    simulation.tellWhatIsDue();
    return listed(events.log, eventMatches(filter), { atLeast, waitMs });
  });
  app.post<{ Body: Body }>('/_simulator/events', ({ body }) => events.emit(decodeControlJson(body)));
}
