import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { choosePort, freePort } from '../../src/dev/free-port.js';

async function listener(host: string) {
  const server = createServer((socket) => socket.destroy()).listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

describe('choosePort', () => {
  it('gives the preferred port when it is free', async () => {
    const preferred = await freePort();

    expect(await choosePort(preferred)).toBe(preferred);
  });

  it.each(['127.0.0.1', '0.0.0.0'])('gives another one when somebody listens on %s', async (host) => {
    await using taken = await listener(host);

    const port = await choosePort(taken.port);

    expect(port).not.toBe(taken.port);
    expect(port).toBeGreaterThan(0);
  });
});
