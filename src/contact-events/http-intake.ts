import { setTimeout as wait } from 'node:timers/promises';
import { fastify, type FastifyInstance } from 'fastify';
import type { Logger } from '../logging.js';
import type { ContactEventTaker, EventFate } from './contact-event-taker.js';
import { EventsAddressError } from './errors.js';
import { listen } from '../http/listen.js';
import { isSecret, secretHeader } from './secrets.js';

export interface HttpIntakeSettings {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly secrets: readonly string[];
  readonly taker: Pick<ContactEventTaker, 'take'>;
  readonly logger: Logger;
  /** Counts a request that never came to be taken: it has not the secret, or its body cannot be read. */
  readonly onRefused?: (why: 'unauthorized' | 'malformed') => void;
}

export interface HttpIntake {
  readonly url: string;
  /** Takes no new events; resolves when all that have come in are done with. */
  close(): Promise<void>;
}

/** EventBridge sends up to 256 KB an event; the rest is room for batches of whoever sends them. */
const bodyLimitBytes = 1024 * 1024;

/**
 * EventBridge waits 5 s for an answer. What takes longer goes on, and is answered "again": then it is found done.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
 */
const patienceMs = 4_000;
const retryAfterSeconds = 5;

/** A connection that falls idle while we are closing is let live for so long; fastify's own 72 s would hold the end up. */
const keepAliveMs = 2_000;

/**
 * Listens for contact events by HTTP POST, one event or an array of them.
 * @throws EventsAddressError
 */
export async function startHttpIntake(settings: HttpIntakeSettings): Promise<HttpIntake> {
  const { host, port } = settings;
  const underWay = new Set<Promise<unknown>>();
  const app = createServer(settings, underWay);
  const url = await listen(app, { host, port }, EventsAddressError);
  return {
    url,
    async close() {
      // Node waits for ever for a connection on which no request has come yet, and for one that has stopped halfway.
      const force = setTimeout(() => app.server.closeAllConnections(), patienceMs + keepAliveMs);
      await app.close().finally(() => clearTimeout(force));
      await Promise.all(underWay);
    },
  };
}

function createServer(
  { secrets, taker, logger, onRefused }: HttpIntakeSettings,
  underWay: Set<Promise<unknown>>,
): FastifyInstance {
  // Its own log lines would hold addresses and, of a body that cannot be read, a part of it.
  const app = fastify({
    bodyLimit: bodyLimitBytes,
    requestTimeout: 10_000,
    forceCloseConnections: 'idle',
    keepAliveTimeout: keepAliveMs,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  app.get('/healthz', () => ({ status: 'ok' }));
  app.post(
    '/contact-events',
    {
      // Before the body is read: a stranger's is not even looked at.
      onRequest: async (request, reply) => {
        if (isSecret(request.headers[secretHeader], secrets)) return;
        onRefused?.('unauthorized');
        logger.warn({ status: 401 }, `refused: ${secretHeader} is missing or wrong`);
        return reply.code(401).send({ error: `${secretHeader} is missing or wrong` });
      },
    },
    async (request, reply) => {
      const events = eventsOf(request.body);
      if (events === undefined) {
        onRefused?.('malformed');
        logger.warn({ status: 400 }, 'refused: the body is no JSON object or array');
        return reply.code(400).send({ error: 'the body is no JSON object or array' });
      }
      const fates = await Promise.all(
        events.map((event) => {
          const taking = taker.take(event);
          underWay.add(taking);
          void taking.finally(() => underWay.delete(taking));
          return Promise.race([taking, impatience()]);
        }),
      );
      const { status, body } = answerTo(fates);
      if (status === 400) logger.warn({ status, ...body }, 'refused: not all are contact events');
      if (status === 503) void reply.header('retry-after', retryAfterSeconds);
      return reply.code(status).send(body);
    },
  );
  app.setErrorHandler((error, _request, reply) => {
    const status = (error as { readonly statusCode?: number }).statusCode ?? 500;
    const what = status === 413 ? `the body is larger than ${bodyLimitBytes} bytes` : 'the request cannot be read';
    onRefused?.('malformed');
    logger.warn({ status }, `refused: ${what}`);
    return reply.code(status).send({ error: what });
  });
  return app;
}

async function impatience(): Promise<EventFate> {
  await wait(patienceMs, undefined, { ref: false });
  return { is: 'again' };
}

function eventsOf(body: unknown): readonly unknown[] | undefined {
  try {
    const json: unknown = JSON.parse(String(body));
    if (Array.isArray(json)) return json as unknown[];
    return json !== null && typeof json === 'object' ? [json] : undefined;
  } catch {
    // The parser's error quotes the body.
    return undefined;
  }
}

/** One that must come again decides, and takes the whole batch along: an event twice is no harm, one never is. */
function answerTo(fates: readonly EventFate[]): { readonly status: number; readonly body: object } {
  const count = (is: EventFate['is']) => fates.filter((fate) => fate.is === is).length;
  const counts = { taken: count('taken'), ignored: count('ignored') };
  if (count('again') > 0) return { status: 503, body: { ...counts, again: count('again') } };
  const problems = fates.flatMap((fate, index) => (fate.is === 'malformed' ? [{ index, problem: fate.problem }] : []));
  return problems.length > 0 ? { status: 400, body: { ...counts, problems } } : { status: 200, body: counts };
}
