import { fastify } from 'fastify';
import { listen } from '../http/listen.js';
import { MetricsAddressError } from './errors.js';

export interface MetricsServerSettings {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Texts for Prometheus, of different metrics, that are served as one. */
  readonly texts: readonly (() => Promise<string>)[];
  /** Whether the process does its work now. */
  readonly isReady: () => Promise<boolean>;
  readonly logger: { warn(fields: object, message: string): void };
}

export interface MetricsServer extends AsyncDisposable {
  readonly url: string;
}

/** Prometheus' text format, which both prom-client and the Temporal SDK write. */
const contentType = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Serves Prometheus and the probes of whatever runs the process: `GET /metrics`; `GET /healthz`, which says that the process lives; `GET /readyz`,
 * 200 while it does its work, else 503.
 *
 * @throws MetricsAddressError
 */
export async function startMetricsServer(settings: MetricsServerSettings): Promise<MetricsServer> {
  const { host, port, texts, isReady, logger } = settings;
  const app = fastify({ forceCloseConnections: true, requestTimeout: 10_000 });
  app.get('/metrics', async (_request, reply) => {
    const parts = await Promise.all(texts.map((text) => text()));
    return reply.type(contentType).send(parts.map((part) => `${part.trimEnd()}\n`).join(''));
  });
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const ready = await isReady().catch(() => false);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready' });
  });
  app.setErrorHandler((error, _request, reply) => {
    logger.warn({ err: error }, 'the metrics could not be told');
    return reply.code(500).send({ error: 'the metrics could not be told; the log says why' });
  });
  const url = await listen(app, { host, port, options: '--metrics-port or --metrics-host' }, MetricsAddressError);
  return { url, [Symbol.asyncDispose]: () => app.close() };
}
