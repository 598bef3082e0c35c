import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { eventFilter } from '../contact-events/event-log.js';
import { ringFilter } from '../contacts/ledger.js';
import { scenarioInWords, scenarios } from '../contacts/scenarios.js';
import { decodeControlJson, parseControl } from '../control/parse-control.js';
import { requestFilter } from '../control/received-requests.js';
import type { Body } from '../../connect-protocol/json-body.js';
import type { Simulation } from '../simulation.js';

/** A long poll: whoever waits learns of a ring at once, and asks again or gives up when the time is over. */
const waiting = {
  /** Answer only once there are this many, or after `waitMs`. */
  atLeast: z.coerce.number().int().min(0).default(0),
  waitMs: z.coerce.number().int().min(0).max(60_000).default(10_000),
};
const ledgerQuery = z.strictObject({ ...waiting, ...ringFilter.shape });
const requestsQuery = z.strictObject({ ...waiting, ...requestFilter.shape });
const eventsQuery = z.strictObject({ ...waiting, ...eventFilter.shape });

const advanceDocument = z.strictObject({ ms: z.number() });
const transferDocument = z.strictObject({ ContactId: z.string() });

type Request = FastifyRequest<{ Body: Body }>;

/** The simulator's own routes, for tests and for people; they need no signature. */
export function addControlRoutes(app: FastifyInstance, simulation: Simulation): void {
  const { contacts, events, faults, ledger, requests } = simulation;

  app.get('/_simulator/ledger', ({ query }) => {
    const { atLeast, waitMs, ...filter } = parseControl(ledgerQuery, query, 'query');
    return ledger.untilAtLeast(atLeast, filter, AbortSignal.timeout(waitMs));
  });
  app.get('/_simulator/answered', ({ query }) => simulation.answered(parseControl(ringFilter, query, 'query')));
  app.get('/_simulator/requests', ({ query }) => {
    const { atLeast, waitMs, ...filter } = parseControl(requestsQuery, query, 'query');
    return requests.untilAtLeast(atLeast, filter, AbortSignal.timeout(waitMs));
  });
  app.get('/_simulator/scenarios', () =>
    scenarios.map((scenario) => ({ ...scenario, inWords: scenarioInWords(scenario) })),
  );

  app.get('/_simulator/events', ({ query }) => {
    const { atLeast, waitMs, ...filter } = parseControl(eventsQuery, query, 'query');
    simulation.tellWhatIsDue();
    return events.log.untilAtLeast(atLeast, filter, AbortSignal.timeout(waitMs));
  });
  app.post('/_simulator/events', ({ body }: Request) => events.emit(decodeControlJson(body)));

  app.get('/_simulator/faults', () => faults.armed());
  app.post('/_simulator/faults', ({ body }: Request) => {
    faults.inject(decodeControlJson(body));
    return faults.armed();
  });
  app.delete('/_simulator/faults', (_request, reply) => {
    faults.clear();
    return noContent(reply);
  });

  app.get('/_simulator/settings', () => simulation.settings);
  app.post('/_simulator/settings', ({ body }: Request) => {
    simulation.configure(decodeControlJson(body));
    return simulation.settings;
  });

  app.post('/_simulator/advance', ({ body }: Request, reply) => {
    simulation.advance(parseControl(advanceDocument, decodeControlJson(body), 'advance').ms);
    return noContent(reply);
  });
  app.post('/_simulator/transfers', ({ body }: Request) => {
    const { ContactId } = parseControl(transferDocument, decodeControlJson(body), 'transfer');
    return { ContactId: contacts.transfer(ContactId).contactId };
  });
  app.post('/_simulator/reset', (_request, reply) => {
    simulation.reset();
    return noContent(reply);
  });
}

function noContent(reply: FastifyReply): FastifyReply {
  return reply.code(204).send();
}
