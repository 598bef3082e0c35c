import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface Echoed {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface EchoUpstream extends AsyncDisposable {
  readonly url: string;
  /** What has come in, in order. */
  readonly received: Echoed[];
  /** What comes next is answered by it. Default: 200 and the request's own body. */
  answer: (request: Echoed, response: ServerResponse) => void;
}

/** Stands where Amazon Connect is, and says what it is told to. */
export async function startEchoUpstream(): Promise<EchoUpstream> {
  const received: Echoed[] = [];
  const server = createServer((message, response) => {
    void buffer(message).then((body) => {
      const { method = '', url = '', headers } = message;
      received.push({ method, url, headers, body });
      upstream.answer({ method, url, headers, body }, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const upstream: EchoUpstream = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: ({ body }, response) => response.end(body),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return upstream;
}
