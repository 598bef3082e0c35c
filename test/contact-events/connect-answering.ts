import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A Connect that has just one contact, for what the local one does not make. */
export async function connectAnswering(
  Contact: object,
): Promise<{ readonly url: string; readonly asked: readonly string[] } & AsyncDisposable> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.url?.split('/').at(-1) ?? '');
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ Contact }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Contacts that it was asked about, in the order of the requests. */
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
