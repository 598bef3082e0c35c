// `ringonce board`: one read-only page for operators. Everything on it is counted and listed by Temporal; nothing on it changes anything.
import { fastify, type FastifyInstance, type FastifyReply } from 'fastify';
import { clockOf } from '../client/local-clock.js';
import { connectRingonce } from '../client/ringonce-client.js';
import type { ConnectionSettings } from '../temporal/connection-settings.js';
import { grpcStatusOf } from '../temporal/grpc-status.js';
import { listen } from '../http/listen.js';
import { requireReadableNamespace } from '../temporal/namespace.js';
import { accessTo, type AccessCheck } from './access.js';
import { BoardError } from './errors.js';
import { Live, type Shown } from './live.js';
import { page, script, style } from './page.js';
import { attentionSection } from './sections/attention.js';
import { callsSection } from './sections/calls.js';
import { linesSection } from './sections/lines.js';
import { openingsSection } from './sections/openings.js';
import { ratesSection } from './sections/rates.js';
import { schedulesSection } from './sections/schedules.js';
import { workersSection } from './sections/workers.js';
import { uiLinks } from './ui-links.js';

export interface BoardSettings {
  readonly connection: ConnectionSettings;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Of those who may look. Undefined: everyone who reaches the port, which must be a loopback address then. */
  readonly token?: string | undefined;
  /** Where the Temporal UI is, for links. Undefined: there are none. */
  readonly uiUrl?: string | undefined;
  /** Times in UTC instead of this process's zone. Default false. */
  readonly utc?: boolean;
  /** From the end of a refresh to the next, while someone looks. Milliseconds; default 5 s. */
  readonly refreshMs?: number;
  /** Default: nobody is told what could not be read, but for who looks. */
  readonly logger?: { warn(fields: object, message: string): void };
}

export interface RunningBoard extends AsyncDisposable {
  readonly url: string;
  close(): Promise<void>;
}

const defaultRefreshMs = 5_000;

/** Of a whole refresh: a page comes also while Temporal does not answer. */
const timeoutMs = 10_000;

const sections = [
  callsSection,
  attentionSection,
  linesSection,
  ratesSection,
  openingsSection,
  schedulesSection,
  workersSection,
];

/**
 * Starts the board.
 * @throws BoardError, TemporalUnreachableError, NamespaceNotReadyError, EncryptionKeysError
 */
export async function startBoard(settings: BoardSettings): Promise<RunningBoard> {
  const { connection, host, port, token, uiUrl, utc = false, refreshMs = defaultRefreshMs, logger } = settings;
  const { namespace } = connection;
  const mayLook = accessTo(host, token);
  const ringonce = await connectRingonce(connection);
  try {
    const { client } = ringonce;
    await requireReadableNamespace(client.connection, namespace);
    const live = new Live({
      ...{ client, address: connection.address, sections, refreshMs, timeoutMs },
      links: uiLinks(uiUrl, namespace),
      clock: clockOf({ utc }),
      today: () => startOfDay(utc),
      onTrouble: (error) => logger?.warn({ error: nameOf(error) }, 'a part of the board could not be read'),
    });
    const app = createServer({
      live,
      mayLook,
      pageOf: (shown) => page(shown, { sections, namespace, hasLinks: uiUrl !== undefined }),
    });
    const url = await listen(app, { host, port }, BoardError);
    const close = async (): Promise<void> => {
      await app.close();
      await ringonce.close();
    };
    return { url, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await ringonce.close();
    throw error;
  }
}

/** Its name and gRPC's words; what it wraps may quote anything. */
const nameOf = (error: unknown): string =>
  `${error instanceof Error ? error.name : typeof error} ${grpcStatusOf(error)?.details ?? ''}`.trim();

function startOfDay(utc: boolean): Date {
  const day = new Date();
  if (utc) day.setUTCHours(0, 0, 0, 0);
  else day.setHours(0, 0, 0, 0);
  return day;
}

interface Parts {
  readonly live: Live;
  readonly mayLook: AccessCheck;
  readonly pageOf: (shown: Shown) => string;
}

/** The page takes nothing from elsewhere, and is shown in no other page. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

function createServer({ live, mayLook, pageOf }: Parts): FastifyInstance {
  const app = fastify({ forceCloseConnections: true, requestTimeout: 10_000 });
  app.get('/healthz', () => ({ status: 'ok' }));
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(headers);
    if (request.url === '/healthz') return undefined;
    const refused = mayLook(request.headers);
    if (refused === undefined) return undefined;
    if (refused.status === 401) void reply.header('www-authenticate', 'Basic realm="ringonce board"');
    return reply.code(refused.status).type('text/plain; charset=utf-8').send(`${refused.says}\n`);
  });
  app.get('/', async (_, reply) => reply.type('text/html; charset=utf-8').send(pageOf(await live.current())));
  app.get('/board.css', (_, reply) => reply.type('text/css; charset=utf-8').send(style));
  app.get('/board.js', (_, reply) => reply.type('text/javascript; charset=utf-8').send(script));
  app.get('/live', (_, reply) => sendChanges(live, reply));
  return app;
}

/** Server-sent events: each holds the sections that are not as they were in the one before. */
function sendChanges(live: Live, reply: FastifyReply): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8' });
  raw.write('retry: 3000\n\n');
  let before: Shown['sections'] = {};
  const end = live.watch(({ at, sections: now }) => {
    const changed = Object.entries(now).filter(([id, html]) => before[id] !== html);
    before = now;
    raw.write(`data: ${JSON.stringify({ at, sections: Object.fromEntries(changed) })}\n\n`);
  });
  raw.once('close', end);
}
