import { connect, createServer } from 'node:net';
import { once } from 'node:events';

const host = '127.0.0.1';

/** The preferred port if nobody has it, else one that the system gives out. */
export async function choosePort(preferred: number): Promise<number> {
  return (await isFree(preferred)) ? preferred : freePort();
}

/** A port of 127.0.0.1 that nobody had a moment ago. Somebody may take it before it is used: be ready to ask again. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('A TCP server without a port.');
  return address.port;
}

async function isFree(port: number): Promise<boolean> {
  // Where a listener on all addresses does not keep us from listening on one of them (macOS), only its answer tells.
  return !(await somebodyAnswers(port)) && (await canListen(port));
}

async function somebodyAnswers(port: number): Promise<boolean> {
  const socket = connect(port, host);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, host), 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
