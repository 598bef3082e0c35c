import { randomBytes } from 'node:crypto';
import getPort from 'get-port';
import { startCodecServer } from '../encryption/codec-server.js';
import { requireCodec } from '../encryption/data-converter.js';
import { keyBytes, keysVariable } from '../encryption/key-ring.js';

export interface LocalEncryption extends AsyncDisposable {
  /** For programs of this machine: the key, made a moment ago. */
  readonly variables: Readonly<Record<typeof keysVariable, string>>;
  /** Where the Temporal UI has payloads decrypted. */
  readonly codecUrl: string;
  /** Lets the Temporal UI ask, under each name that a browser of this machine may know it by. */
  allow(uiUrl: string): void;
}

/** A key that lives as long as the server whose payloads it encrypts, set for this process too, and a codec server with it. */
export async function startLocalEncryption(): Promise<LocalEncryption> {
  const variables = { [keysVariable]: `local:${randomBytes(keyBytes).toString('base64')}` } as const;
  // Not the keys of a real namespace, which its user may have set.
  Object.assign(process.env, variables);
  const uiOrigins: string[] = [];
  const server = await startCodecServer({
    host: '127.0.0.1',
    port: await getPort({ port: 4030 }),
    uiOrigins,
    codec: requireCodec(variables),
    logger: { warn: () => undefined },
  });
  return {
    variables,
    codecUrl: server.url,
    allow: (uiUrl) => void uiOrigins.push(uiUrl, uiUrl.replace('127.0.0.1', 'localhost')),
    [Symbol.asyncDispose]: () => server.close(),
  };
}
