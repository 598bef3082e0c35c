import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DescribeContactCommand } from '@aws-sdk/client-connect';
import type { RunningGateway } from '../../src/gateway/start-gateway.js';
import { localConnectClient, startWorld, type World } from '../support/world.js';
import { startEchoUpstream, type EchoUpstream } from './echo-upstream.js';
import { callersKey, clientOf, gatewayOf } from './gateway-world.js';
import { amzDate, hashOf, sendSigned, type ToSend } from './signed-request.js';

let world: World;
let upstream: EchoUpstream;
let gateway: RunningGateway;
beforeAll(async () => {
  world = await startWorld();
  upstream = await startEchoUpstream();
  gateway = await gatewayOf(world, { connect: localConnectClient(upstream) });
});
afterAll(async () => {
  await gateway.close();
  await upstream[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** Passed on when it is accepted, so that no call is placed. */
const aQuery = { method: 'POST', url: '/search-contacts?b=2&a=1%201', body: '{"InstanceId":"i"}' };
const minutes = (count: number) => new Date(Date.now() + count * 60_000);

describe('a caller', () => {
  it.each<[string, ToSend]>([
    ['with a key of the gateway', {}],
    ['whose clock is 14 minutes late', { signedAt: minutes(-14) }],
    ['whose clock is 14 minutes early', { signedAt: minutes(14) }],
    ['that signs the hash of the body too', { headers: { 'x-amz-content-sha256': hashOf(aQuery.body) } }],
    ['whose path holds escaped characters', { method: 'GET', url: '/contacts/a%20b/c%2Fd%25', body: '' }],
    ['whose headers are changed that it has not signed', { alter: ({ headers }) => (headers['x-new'] = '1') }],
  ])('%s is let in', async (_, what) => {
    const before = upstream.received.length;

    const answer = await sendSigned(gateway.url, { ...aQuery, ...what });

    expect(answer.statusCode).toBe(200);
    expect(upstream.received).toHaveLength(before + 1);
  });

  it.each<[string, ToSend, string]>([
    [
      'with another secret',
      { key: { ...callersKey, secretAccessKey: 'another-secret-for-tests' } },
      'InvalidSignatureException',
    ],
    [
      'that is unknown',
      { key: { accessKeyId: 'AKIDUNKNOWN', secretAccessKey: 'a-secret-for-tests-only' } },
      'UnrecognizedClientException',
    ],
    [
      'whose body was altered',
      { alter: (request) => (request.body = '{"InstanceId":"j"}') },
      'InvalidSignatureException',
    ],
    [
      'whose body was altered, and the hash with it',
      {
        headers: { 'x-amz-content-sha256': hashOf(aQuery.body) },
        alter(request) {
          request.body = '{"InstanceId":"j"}';
          request.headers['x-amz-content-sha256'] = hashOf(request.body as string);
        },
      },
      'InvalidSignatureException',
    ],
    [
      'whose body was altered under the hash that was signed',
      {
        headers: { 'x-amz-content-sha256': hashOf(aQuery.body) },
        alter: (request) => (request.body = '{"InstanceId":"j"}'),
      },
      'InvalidSignatureException',
    ],
    [
      'that signs no body at all',
      { headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } },
      'InvalidSignatureException',
    ],
    [
      'whose signed header was altered',
      { alter: ({ headers }) => (headers['content-type'] = 'text/plain') },
      'InvalidSignatureException',
    ],
    ['whose request is 16 minutes old', { signedAt: minutes(-16) }, 'InvalidSignatureException'],
    ['whose request is of the future', { signedAt: minutes(16) }, 'InvalidSignatureException'],
    [
      'that has signed long ago and written another date',
      { signedAt: minutes(-60), alter: ({ headers }) => (headers['x-amz-date'] = amzDate(new Date())) },
      'InvalidSignatureException',
    ],
    ['of another Region', { region: 'eu-central-1' }, 'InvalidSignatureException'],
    ['that does not sign the host', { unsigned: ['host'] }, 'InvalidSignatureException'],
    ['without a date', { alter: ({ headers }) => delete headers['x-amz-date'] }, 'IncompleteSignatureException'],
    [
      'without a signature',
      { alter: ({ headers }) => delete headers['authorization'] },
      'MissingAuthenticationTokenException',
    ],
    [
      'with half a signature',
      { alter: ({ headers }) => (headers['authorization'] = 'AWS4-HMAC-SHA256 Credential=x') },
      'IncompleteSignatureException',
    ],
  ])('%s is refused as AWS refuses it, and nothing is passed on', async (_, what, name) => {
    const before = upstream.received.length;

    const answer = await sendSigned(gateway.url, { ...aQuery, ...what });

    expect([answer.statusCode, answer.headers['x-amzn-errortype']]).toEqual([403, name]);
    expect(await json(answer)).toEqual({ Message: expect.any(String) as string });
    expect(answer.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
    expect(upstream.received).toHaveLength(before);
  });

  it('may not alter the query on the way', async () => {
    const signed = { ...aQuery, url: '/search-contacts?a=1' };

    const answer = await sendSigned(gateway.url, { ...signed, onWire: '/search-contacts?a=2' });

    expect(answer.headers['x-amzn-errortype']).toBe('InvalidSignatureException');
  });

  it('of the AWS SDK whose clock is wrong is told so, and corrects itself', async () => {
    const client = clientOf(gateway, { systemClockOffset: -60 * 60_000 });
    upstream.answer = (_, response) => response.end('{"Contact":{"Id":"c"}}');

    const { Contact } = await client.send(new DescribeContactCommand({ InstanceId: 'i', ContactId: 'c' }));

    expect(Contact?.Id).toBe('c');
  });
});

describe('a gateway without keys', () => {
  let open: RunningGateway;
  beforeAll(async () => {
    open = await gatewayOf(world, { connect: localConnectClient(upstream), keys: undefined });
  });
  afterAll(() => open.close());

  it('takes any key', async () => {
    const key = { accessKeyId: 'anyone', secretAccessKey: 'anything' };

    expect((await sendSigned(open.url, { ...aQuery, key })).statusCode).toBe(200);
  });

  it('refuses another Region: its instances are not there', async () => {
    const before = upstream.received.length;

    const answer = await sendSigned(open.url, { ...aQuery, region: 'eu-central-1' });

    expect([answer.statusCode, answer.headers['x-amzn-errortype']]).toEqual([403, 'InvalidSignatureException']);
    expect(upstream.received).toHaveLength(before);
  });

  it('takes nothing from pages in browsers', async () => {
    const answer = await sendSigned(open.url, { ...aQuery, headers: { origin: 'https://example.com' } });

    expect([answer.statusCode, answer.headers['x-amzn-errortype']]).toEqual([403, 'AccessDeniedException']);
  });

  it('listens on this machine alone', async () => {
    await expect(gatewayOf(world, { keys: undefined, host: '0.0.0.0' })).rejects.toMatchObject({
      code: 'GATEWAY',
      message: expect.stringContaining('RINGONCE_GATEWAY_KEYS') as string,
    });
  });
});

it('says that it is there to whoever asks', async () => {
  const answer = await fetch(new URL('/healthz', gateway.url));

  expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
});
