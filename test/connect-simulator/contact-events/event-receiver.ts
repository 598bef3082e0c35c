import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { WatchedList } from '../../../src/connect-simulator/control/watched-list.js';

export interface ReceivedEvent {
  readonly headers: IncomingHttpHeaders;
  readonly path: string | undefined;
  readonly document: { readonly id: string; readonly detail: Readonly<Record<string, unknown>> };
}

/** What answers the nth POST, from 0: an HTTP status, or a TCP reset; at once or later. */
type Answering = (index: number) => number | 'reset' | Promise<number>;

/** An HTTP endpoint that takes events, as an API destination would be. */
export async function startReceiver(answer: Answering = () => 200) {
  const received = new WatchedList<ReceivedEvent>({});
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const answering = answer(received.all().length);
      const document = JSON.parse(body) as ReceivedEvent['document'];
      received.add({ headers: request.headers, path: request.url, document });
      const status = await answering;
      if (status === 'reset') request.socket.resetAndDestroy();
      else response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    received: () => received.all(),
    /** The first `count` events, or as many as there are. */
    until: (count: number) => received.untilAtLeast(count),
    [Symbol.asyncDispose]: async (): Promise<void> => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export const typesOf = (events: readonly ReceivedEvent[]) => events.map(({ document }) => document.detail['eventType']);
