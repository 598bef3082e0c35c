import { connect } from 'node:net';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { fastify } from 'fastify';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { anyOf, oidcTokens, sharedToken, type BearerCheck } from '../../src/encryption/codec-access.js';
import { isLoopback } from '../../src/http/loopback.js';
import { startCodecServer, type CodecServer } from '../../src/encryption/codec-server.js';
import { EncryptionCodec } from '../../src/encryption/codec.js';
import { CodecServerError } from '../../src/encryption/errors.js';
import { parseKeyRing } from '../../src/encryption/key-ring.js';

const uiOrigin = 'http://localhost:8233';
const token = 'a-token-of-enough-characters';
const keys = `k1:${Buffer.alloc(32, 1).toString('base64')}`;
const codec = new EncryptionCodec(parseKeyRing(keys));
const logged: string[] = [];
const logger = { warn: (fields: object, message: string) => void logged.push(JSON.stringify(fields) + message) };
const open: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
  logged.length = 0;
});

async function start(access?: BearerCheck): Promise<CodecServer> {
  const server = await startCodecServer({ host: '127.0.0.1', port: 0, uiOrigins: [uiOrigin], codec, access, logger });
  open.push(server);
  return server;
}

const toJson = ({ metadata, data }: Payload) => ({
  metadata: Object.fromEntries(
    Object.entries(metadata ?? {}).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]),
  ),
  ...(data == null ? {} : { data: Buffer.from(data).toString('base64') }),
});
const valueOf = (json: unknown): unknown => {
  const { data } = json as { readonly data?: string };
  return JSON.parse(Buffer.from(data ?? '', 'base64').toString());
};
const encrypted = (values: readonly unknown[]): Promise<Payload[]> =>
  codec.encode(values.map((value) => defaultPayloadConverter.toPayload(value)));

const post = (url: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const payloadsIn = async (response: Response): Promise<unknown[]> =>
  ((await response.json()) as { readonly payloads: unknown[] }).payloads;

describe('decoding', () => {
  it.each(['/decode?preserveStorageRefs=true', '/my-namespace/decode'])(
    'answers %s in order, plain and foreign payloads untouched',
    async (path) => {
      const { url } = await start();
      const [first, second] = await encrypted(['one', { two: 2 }]);
      const plain = toJson(defaultPayloadConverter.toPayload('plain'));
      const foreign = {
        metadata: { encoding: Buffer.from('binary/other').toString('base64') },
        data: 'AAEC',
        externalPayloads: [{ sizeBytes: '9' }],
      };
      const sent = [toJson(first ?? {}), plain, foreign, toJson(second ?? {})];
      const response = await post(`${url}${path}`, { payloads: sent }, { 'x-namespace': 'default' });
      expect(response.status).toBe(200);
      const [one, same, other, two, ...more] = await payloadsIn(response);
      expect([valueOf(one), same, other, valueOf(two), more]).toEqual(['one', plain, foreign, { two: 2 }, []]);
    },
  );

  it('encrypts what the Temporal CLI sends', async () => {
    const { url } = await start();
    const [encoded] = await payloadsIn(
      await post(`${url}/encode`, { payloads: [toJson(defaultPayloadConverter.toPayload('secret'))] }),
    );
    expect(JSON.stringify(encoded)).not.toContain(Buffer.from('secret').toString('base64'));
    const [decoded] = await payloadsIn(await post(`${url}/decode`, { payloads: [encoded] }));
    expect(valueOf(decoded)).toBe('secret');
  });

  it('takes 10,000 payloads at once', async () => {
    const { url } = await start();
    const payloads = (await encrypted(Array.from({ length: 10_000 }, (_, index) => index))).map(toJson);
    const decoded = await payloadsIn(await post(`${url}/decode`, { payloads }));
    expect(decoded.map(valueOf)).toEqual(Array.from({ length: 10_000 }, (_, index) => index));
  });

  it('names the key that it lacks, and logs no payload', async () => {
    const other = new EncryptionCodec(parseKeyRing(`k9:${Buffer.alloc(32, 9).toString('base64')}`));
    const payloads = (await other.encode([defaultPayloadConverter.toPayload('+12065550100')])).map(toJson);
    const { url } = await start();
    const response = await post(`${url}/decode`, { payloads });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ message: expect.stringContaining('key k9') as string });
    expect(logged.join()).not.toContain(payloads[0]?.data);
  });

  it.each([
    '{',
    'null',
    '[]',
    '"text"',
    '{"payloads": {}}',
    '{"payloads": [1]}',
    '{"payloads": [{"metadata": {"encoding": 1}}]}',
    '{"payloads": [{"data": {}}]}',
    `${'['.repeat(200_000)}${']'.repeat(200_000)}`,
  ])('refuses the body %.20s', async (body) => {
    const { url } = await start();
    expect((await post(`${url}/decode`, body)).status).toBe(400);
    expect((await post(`${url}/decode`, { payloads: [] })).status).toBe(200);
  });

  it('refuses a body that is too large, and goes on', async () => {
    const { url } = await start();
    const response = await post(`${url}/decode`, { payloads: [{ data: 'A'.repeat(9 * 1024 * 1024) }] });
    expect(response.status).toBe(413);
    expect((await post(`${url}/decode`, { payloads: [] })).status).toBe(200);
  });
});

describe('browsers', () => {
  it('lets the UI ask with the headers that it sends', async () => {
    const { url } = await start(sharedToken(token));
    const response = await fetch(`${url}/decode`, {
      method: 'OPTIONS',
      headers: {
        origin: uiOrigin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-namespace',
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe(uiOrigin);
    expect(response.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('x-namespace');
  });

  it.each(['http://localhost:8234', 'https://localhost:8233', 'null', 'http://localhost:8233.example.com'])(
    'refuses the origin %s',
    async (origin) => {
      const { url } = await start();
      const response = await post(`${url}/decode`, { payloads: [] }, { origin });
      expect(response.status).toBe(403);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it('names the UI as the only reader of its answers, also of those to the request itself', async () => {
    const { url } = await start();
    const { headers } = await post(`${url}/decode`, { payloads: [] }, { origin: uiOrigin });
    expect(headers.get('access-control-allow-origin')).toBe(uiOrigin);
    // A cache must not give it to another origin.
    expect(headers.get('vary')).toBe('Origin');
  });

  it('answers the health check without a token', async () => {
    const { url } = await start(sharedToken(token));
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});

describe('with a token', () => {
  it.each([undefined, 'Bearer', 'Bearer wrong', `Basic ${token}`, `Bearer ${token}x`, token])(
    'refuses the header %s',
    async (authorization) => {
      const { url } = await start(sharedToken(token));
      const response = await post(
        `${url}/decode`,
        { payloads: [] },
        authorization === undefined ? {} : { authorization },
      );
      expect(response.status).toBe(401);
      expect(logged.join()).not.toContain(token);
    },
  );

  it.each(['/encode', '/my-namespace/encode', '/my-namespace/decode'])('wants it at %s too', async (path) => {
    const { url } = await start(sharedToken(token));
    expect((await post(`${url}${path}`, { payloads: [] })).status).toBe(401);
    expect((await post(`${url}${path}`, { payloads: [] }, { authorization: `Bearer ${token}` })).status).toBe(200);
  });

  it('takes the right one, however Bearer is spelled', async () => {
    const { url } = await start(sharedToken(token));
    for (const scheme of ['Bearer', 'bearer'])
      expect((await post(`${url}/decode`, { payloads: [] }, { authorization: `${scheme} ${token}` })).status).toBe(200);
  });

  it('answers before a large body is read', async () => {
    const { url } = await start(sharedToken(token));
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const answer = new Promise<string>((resolve) => socket.once('data', (bytes) => resolve(bytes.toString())));
    socket.write(
      `POST /decode HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: 7000000\r\n\r\n{`,
    );
    expect(await answer).toContain('401');
    socket.destroy();
  });

  it('is refused when it is short', () => {
    expect(() => sharedToken('short')).toThrow(CodecServerError);
  });

  it('is required beyond this machine', async () => {
    const settings = { host: '0.0.0.0', port: 0, uiOrigins: [uiOrigin], codec, logger };
    await expect(startCodecServer(settings)).rejects.toThrow(/listens on this machine only/);
  });

  it.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.8.8.8', true],
    ['::1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['::ffff:10.0.0.1', false],
    ['192.168.1.2', false],
    ['127.example.com', false],
    ['localhost.example.com', false],
  ])('%s is this machine: %s', (host, isIt) => expect(isLoopback(host)).toBe(isIt));
});

describe('with OpenID Connect', () => {
  it('takes tokens of the issuer for the audience while they last, and no others', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const stranger = await generateKeyPair('RS256');
    const provider = fastify();
    const jwk = await exportJWK(publicKey);
    provider.get('/jwks', () => ({ keys: [{ ...jwk, kid: 'one', alg: 'RS256', use: 'sig' }] }));
    const jwksUrl = `${await provider.listen({ host: '127.0.0.1', port: 0 })}/jwks`;
    open.push(provider);
    const issuer = 'https://login.example.com/';
    const { url } = await start(anyOf([sharedToken(token), oidcTokens({ issuer, audience: 'codec', jwksUrl })]));

    const claims = { issuer, audience: 'codec', expires: '1h' as string | undefined, key: privateKey };
    const ask = async (changed: Partial<typeof claims>) => {
      const of = { ...claims, ...changed };
      const unending = new SignJWT({})
        .setProtectedHeader({ alg: 'RS256', kid: 'one' })
        .setIssuer(of.issuer)
        .setAudience(of.audience);
      const jwt = await (of.expires === undefined ? unending : unending.setExpirationTime(of.expires)).sign(of.key);
      return (await post(`${url}/decode`, { payloads: [] }, { authorization: `Bearer ${jwt}` })).status;
    };
    expect(await ask({})).toBe(200);
    expect(await ask({ issuer: 'https://evil.example.com/' })).toBe(401);
    expect(await ask({ audience: 'another' })).toBe(401);
    expect(await ask({ expires: '-1m' })).toBe(401);
    expect(await ask({ expires: undefined })).toBe(401);
    expect(await ask({ key: stranger.privateKey })).toBe(401);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.`;
    expect((await post(`${url}/decode`, { payloads: [] }, { authorization: `Bearer ${unsigned}` })).status).toBe(401);
    // Programs have the shared token beside it.
    expect((await post(`${url}/decode`, { payloads: [] }, { authorization: `Bearer ${token}` })).status).toBe(200);
  });
});
