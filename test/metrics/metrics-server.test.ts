import { describe, expect, it } from 'vitest';
import { startMetricsServer, type MetricsServerSettings } from '../../src/metrics/metrics-server.js';

const logger = { warn: () => undefined };

const startServer = (change: Partial<MetricsServerSettings> = {}) =>
  startMetricsServer({
    host: '127.0.0.1',
    port: 0,
    texts: [() => Promise.resolve('a 1\n'), () => Promise.resolve('b 2')],
    isReady: () => Promise.resolve(true),
    logger,
    ...change,
  });

describe('the metrics server', () => {
  it('serves all texts as one, in the format that Prometheus reads', async () => {
    await using server = await startServer();

    const answer = await fetch(`${server.url}/metrics`);

    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await answer.text()).toBe('a 1\nb 2\n');
  });

  it('answers 500 rather than a half, and says why in the log alone', async () => {
    const warnings: object[] = [];
    await using server = await startServer({
      texts: [() => Promise.resolve('a 1\n'), () => Promise.reject(new Error('secret'))],
      logger: { warn: (fields) => void warnings.push(fields) },
    });

    const answer = await fetch(`${server.url}/metrics`);

    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret');
    expect(warnings).toMatchObject([{ err: { message: 'secret' } }]);
  });

  it.each([
    { is: 'ready', isReady: () => Promise.resolve(true), status: 200 },
    { is: 'not ready', isReady: () => Promise.resolve(false), status: 503 },
    { is: 'not ready when it cannot tell', isReady: () => Promise.reject(new Error('no')), status: 503 },
  ])('answers /readyz with $status when it is $is; it lives all the same', async ({ isReady, status }) => {
    await using server = await startServer({ isReady });

    expect((await fetch(`${server.url}/readyz`)).status).toBe(status);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  it('says which option to change where the port is taken', async () => {
    await using server = await startServer();

    await expect(startServer({ port: Number(new URL(server.url).port) })).rejects.toMatchObject({
      code: 'METRICS_ADDRESS',
      message: expect.stringMatching(/another process listens there.*--metrics-port or --metrics-host/) as string,
    });
  });
});
