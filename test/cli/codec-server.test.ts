import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPayloadConverter } from '@temporalio/common';
import getPort from 'get-port';
import { afterAll, describe, expect, it } from 'vitest';
import { EncryptionCodec } from '../../src/encryption/codec.js';
import { parseKeyRing } from '../../src/encryption/key-ring.js';
import { payloadToJson } from '../../src/encryption/payload-json.js';
import { keyOf } from '../support/encryption-keys.js';
import { ringonce, startRingonce, type Environment } from './ringonce-process.js';

const keys = keyOf('k1', 1);
const environment: Environment = { RINGONCE_ENCRYPTION_KEYS: keys };
const origin = 'http://localhost:8233';
const ui = ['--ui-origin', origin];
const token = 'correct-horse-battery-staple';
const oidc = ['--oidc-issuer', 'https://login.example.com/', '--oidc-audience', 'codec'];

const directory = mkdtempSync(join(tmpdir(), 'ringonce-codec-'));
const fileOf = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};
afterAll(() => rmSync(directory, { recursive: true }));

const ask = async (port: number, headers: Readonly<Record<string, string>> = {}) => {
  const payloads = await new EncryptionCodec(parseKeyRing(keys)).encode([defaultPayloadConverter.toPayload('secret')]);
  const response = await fetch(`http://127.0.0.1:${port}/decode?preserveStorageRefs=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-namespace': 'default', origin, ...headers },
    body: JSON.stringify({ payloads: payloads.map(payloadToJson) }),
  });
  return { status: response.status, text: await response.text() };
};
const decoded = expect.stringContaining(Buffer.from('"secret"').toString('base64')) as string;

describe('ringonce codec-server', () => {
  it('decrypts for the UI, says how the UI is told of it, and ends with a signal', async () => {
    const port = await getPort();
    const others = ['--ui-origin', 'http://127.0.0.1:8233/'];
    await using server = startRingonce(['codec-server', '--port', String(port), ...ui, ...others], environment);
    await server.untilPrinted('"msg":"ready"');

    expect(await ask(port)).toEqual({ status: 200, text: decoded });
    expect(await ask(port, { origin: 'http://127.0.0.1:8233' })).toEqual({ status: 200, text: decoded });
    expect(await ask(port, { origin: 'https://elsewhere.example.com' })).toMatchObject({ status: 403 });
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    server.signal('SIGTERM');
    const { exitCode, stdout, stderr } = await server.ended;
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toContain(`TEMPORAL_CODEC_ENDPOINT=http://127.0.0.1:${port}`);
    expect(stderr).toMatch(/"status":403[\s\S]*"msg":"shutting down"[\s\S]*"msg":"ended"/);
    expect(stderr).toContain('"keys":["k1"]');
    expect(stderr).not.toContain(keys.split(':')[1]);
  });

  it.each(['RINGONCE_CODEC_TOKEN', '--token-file'])('wants the token of %s, and never logs it', async (where) => {
    const port = await getPort();
    const isFile = where === '--token-file';
    await using server = startRingonce(
      [
        'codec-server',
        `--port=${port}`,
        '--host=0.0.0.0',
        ...ui,
        ...(isFile ? [where, fileOf('token', `${token}\n`)] : []),
      ],
      { ...environment, ...(isFile ? {} : { [where]: token }) },
    );
    await server.untilPrinted('"authenticated":true');

    expect(await ask(port)).toMatchObject({ status: 401 });
    expect(await ask(port, { authorization: `Bearer ${token}x` })).toMatchObject({ status: 401 });
    expect(await ask(port, { authorization: `Bearer ${token}` })).toEqual({ status: 200, text: decoded });
    server.signal('SIGINT');
    const { exitCode, stderr } = await server.ended;
    expect(exitCode).toBe(0);
    expect(stderr).not.toContain(token);
  });

  it.each([
    {
      why: 'no keys',
      args: ui,
      change: { RINGONCE_ENCRYPTION_KEYS: '' },
      exitCode: 1,
      says: /RINGONCE_ENCRYPTION_KEYS is not set/,
    },
    {
      why: 'a bad key',
      args: ui,
      change: { RINGONCE_ENCRYPTION_KEYS: 'k1:c2hvcnQ=' },
      exitCode: 1,
      says: /the key k1 is not 32 bytes/,
    },
    {
      why: 'a file of keys that is missing',
      args: ui,
      change: { RINGONCE_ENCRYPTION_KEYS: '', RINGONCE_ENCRYPTION_KEYS_FILE: '/nowhere/keys' },
      exitCode: 1,
      says: /^error: The file \/nowhere\/keys of RINGONCE_ENCRYPTION_KEYS_FILE cannot be read \(ENOENT\)\.\nSee docs\/errors\.md#encryption_keys$/m,
    },
    {
      why: 'an empty file of keys',
      args: ui,
      change: { RINGONCE_ENCRYPTION_KEYS: '', RINGONCE_ENCRYPTION_KEYS_FILE: fileOf('no-keys', '\n') },
      exitCode: 1,
      says: /^error: The file \S+ of RINGONCE_ENCRYPTION_KEYS_FILE is empty\.$/m,
    },
    {
      why: 'open to others without authentication',
      args: [...ui, '--host', '0.0.0.0'],
      exitCode: 1,
      says: /^error: Without authentication the codec server listens on this machine only, not on 0\.0\.0\.0: set RINGONCE_CODEC_TOKEN/,
    },
    {
      why: 'a short token',
      args: ui,
      change: { RINGONCE_CODEC_TOKEN: 'hunter2' },
      exitCode: 1,
      says: /RINGONCE_CODEC_TOKEN holds a token that is shorter than 16/,
    },
    { why: 'no origin', args: [], exitCode: 2, says: /required option '--ui-origin <url>' not specified/ },
    {
      why: 'a page for an origin',
      args: ['--ui-origin', `${origin}/namespaces`],
      exitCode: 2,
      says: /It must be an origin, without a path: http:\/\/localhost:8233/,
    },
    { why: 'every origin', args: ['--ui-origin', '*'], exitCode: 2, says: /must be a URL/ },
    { why: 'half of OpenID Connect', args: [...ui, ...oidc], exitCode: 2, says: /belong together: give all three/ },
    {
      why: 'two tokens',
      args: [...ui, '--token-file', '/nowhere/token'],
      change: { RINGONCE_CODEC_TOKEN: token },
      exitCode: 2,
      says: /are both given: choose one/,
    },
    {
      why: 'a token file that is missing',
      args: [...ui, '--token-file', '/nowhere/token'],
      exitCode: 2,
      says: /the file \/nowhere\/token cannot be read \(ENOENT\)/,
    },
  ])('says why it cannot start: $why', async ({ args, change = {}, exitCode, says }) => {
    const ended = await ringonce(['codec-server', '--port', '0', ...args], {
      ...environment,
      ...change,
    });

    expect(ended.stderr).toMatch(says);
    expect(ended).toMatchObject({ exitCode, stdout: '' });
    expect(ended.stderr).not.toMatch(/^\s+at |hunter2|c2hvcnQ/m);
  });

  it('listens beyond this machine without authentication where that is said', async () => {
    const port = await getPort();
    const args = ['codec-server', `--port=${port}`, '--host=0.0.0.0', '--without-authentication', ...ui];
    await using server = startRingonce(args, { RINGONCE_ENCRYPTION_KEYS_FILE: fileOf('keys', `${keys}\n`) });
    await server.untilPrinted('"authenticated":false');
    expect(await ask(port)).toEqual({ status: 200, text: decoded });
  });
});
