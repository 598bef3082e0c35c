import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { listen } from '../http/listen.js';
import { isLoopback } from '../http/loopback.js';
import { requireBearer, tokenVariable, type BearerCheck } from './codec-access.js';
import { CodecServerError, DecryptionError } from './errors.js';
import { payloadsFromJson, payloadToJson } from './payload-json.js';

export interface CodecServerSettings {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Where the Temporal UI is: `https://temporal.example.com`. Browsers of other origins are refused. Read anew at each request. */
  readonly uiOrigins: readonly string[];
  readonly codec: PayloadCodec;
  /** Who may decode. Undefined: everyone who reaches the port, which must be a loopback address then. */
  readonly access?: BearerCheck | undefined;
  /** Listen beyond loopback without authentication all the same: something else keeps strangers from the port. Default false. */
  readonly isGuarded?: boolean;
  /** Never sees a payload. */
  readonly logger: { warn(fields: object, message: string): void };
}

export interface CodecServer {
  readonly url: string;
  close(): Promise<void>;
}

/** A history page of Temporal is at most 4 MB, base64 makes a third more of it. */
const bodyLimitBytes = 8 * 1024 * 1024;

/**
 * Listens for Temporal's remote codec contract: `POST …/decode` and `…/encode` with `{ "payloads": […] }` in protobuf's JSON, answered in the same form, count and
 * order. A namespace may stand before it in the path.
 *
 * @throws CodecServerError when it would be open to others without authentication, or the port is taken
 * @see https://docs.temporal.io/production-deployment/data-encryption
 */
export async function startCodecServer(settings: CodecServerSettings): Promise<CodecServer> {
  const { host, port, access, isGuarded = false } = settings;
  if (access === undefined && !isLoopback(host) && !isGuarded)
    throw new CodecServerError(
      `Without authentication the codec server listens on this machine only, not on ${host}: set ${tokenVariable} or --oidc-issuer, or leave --host out.`,
    );
  const app = createServer(settings);
  const url = await listen(app, { host, port }, CodecServerError);
  return { url, close: () => app.close() };
}

function createServer({ uiOrigins, codec, access, logger }: CodecServerSettings): FastifyInstance {
  // Its own log lines would hold parts of bodies.
  const app = fastify({ bodyLimit: bodyLimitBytes, requestTimeout: 10_000, forceCloseConnections: true });
  const refused = (reply: FastifyReply, status: number, message: string) => {
    logger.warn({ status }, `refused: ${message}`);
    return reply.code(status).send({ message });
  };

  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    if (origin === undefined) return undefined;
    if (!uiOrigins.includes(origin)) return refused(reply, 403, `the origin is not ${uiOrigins.join(' or ')}`);
    void reply.headers(corsHeaders(origin));
    // The preflight asks before the browser sends a token.
    return request.method === 'OPTIONS' ? reply.code(204).send() : undefined;
  });

  // Before the body is read.
  const authenticate = async (request: FastifyRequest, reply: FastifyReply) => {
    const problem = access === undefined ? undefined : await requireBearer(access, request.headers.authorization);
    return problem === undefined ? undefined : refused(reply.header('www-authenticate', 'Bearer'), 401, problem);
  };
  const translate =
    (work: (payloads: Payload[]) => Promise<Payload[]>) => async (request: FastifyRequest, reply: FastifyReply) => {
      const sent = payloadsFromJson(request.body);
      if (sent === undefined) return refused(reply, 400, 'the body is not {"payloads": […]} in protobuf JSON');
      try {
        const answered = await work(sent.map(({ payload }) => payload));
        // What the codec has left alone goes back as it came, with members that we do not know.
        return {
          payloads: answered.map((payload, index) =>
            payload === sent[index]?.payload ? sent[index].json : payloadToJson(payload),
          ),
        };
      } catch (error) {
        // Its message names the key and nothing of the payload.
        if (error instanceof DecryptionError) return refused(reply, 400, error.message);
        throw error;
      }
    };
  for (const prefix of ['', '/:namespace']) {
    app.post(
      `${prefix}/decode`,
      { onRequest: authenticate },
      translate((payloads) => codec.decode(payloads)),
    );
    app.post(
      `${prefix}/encode`,
      { onRequest: authenticate },
      translate((payloads) => codec.encode(payloads)),
    );
  }
  app.get('/healthz', () => ({ status: 'ok' }));
  app.setErrorHandler((error, _request, reply) => {
    const status = (error as { readonly statusCode?: number }).statusCode ?? 500;
    const what = status === 413 ? `the body is larger than ${bodyLimitBytes} bytes` : 'the request cannot be read';
    return refused(reply, status, status < 500 ? what : 'internal error');
  });
  return app;
}

const corsHeaders = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-allow-methods': 'POST, GET, OPTIONS',
  'access-control-allow-headers': 'X-Namespace, Content-Type, Authorization, Authorization-Extras',
  'access-control-allow-credentials': 'true',
  'access-control-max-age': '600',
  vary: 'Origin',
});
