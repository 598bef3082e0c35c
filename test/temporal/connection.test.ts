import { once } from 'node:events';
import { createServer } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { expect, it } from 'vitest';
import { closingQuietly } from '../../src/temporal/connection.js';

/** Where nobody listens: each request is retried until it is given up. */
async function unusedAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? `127.0.0.1:${address.port}` : '';
}

it('a client that was closed while a request was being retried ended the process', { timeout: 20_000 }, async () => {
  const address = await unusedAddress();
  let attempts = 0;
  const connection = await closingQuietly((interceptors) =>
    Promise.resolve(
      Connection.lazy({
        address,
        interceptors: [
          ...interceptors,
          (options, nextCall) => {
            attempts++;
            return nextCall(options) as unknown as ReturnType<(typeof interceptors)[number]>;
          },
        ],
      }),
    ),
  );
  const uncaught: unknown[] = [];
  const listener = (error: unknown) => uncaught.push(error);
  process.prependListener('uncaughtException', listener);
  const answer = new Client({ connection }).workflow.getHandle('any').describe();
  await Promise.all([
    // Cancelled, or what the attempt that was under way has come to.
    expect(answer).rejects.toMatchObject({ cause: { code: expect.toBeOneOf([1, 14]) as number } }),
    expect
      .poll(() => attempts)
      .toBeGreaterThan(1)
      .then(() => connection.close()),
  ]);
  process.removeListener('uncaughtException', listener);
  expect(uncaught).toEqual([]);
});
