import * as connectSdk from '@aws-sdk/client-connect';
import { once } from 'node:events';
import { buffer, json } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createCallerCheck } from '../../src/gateway/verify-caller.js';
import type { RunningGateway } from '../../src/gateway/start-gateway.js';
import { localConnectClient, startWorld, type World } from '../support/world.js';
import { aRequest } from '../support/requests.js';
import { startEchoUpstream, type EchoUpstream } from './echo-upstream.js';
import { callersKey, clientOf, gatewayOf } from './gateway-world.js';
import { sendSigned, sha256 } from './signed-request.js';

let world: World;
let upstream: EchoUpstream;
let gateway: RunningGateway;
beforeAll(async () => {
  world = await startWorld();
  upstream = await startEchoUpstream();
  gateway = await gatewayOf(world, { connect: localConnectClient(upstream) });
});
const echo: EchoUpstream['answer'] = ({ body }, response) => response.end(body);
afterEach(() => {
  upstream.answer = echo;
});
afterAll(async () => {
  await gateway.close();
  await upstream[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
}

/** Every operation of Amazon Connect but the one that the gateway answers, by the AWS SDK's own model. */
const operations: readonly Operation[] = Object.values(connectSdk as unknown as Record<string, unknown>).flatMap(
  (schema) => {
    if (!Array.isArray(schema) || schema[0] !== 9) return [];
    const [, , name, { http }] = schema as [number, string, string, { http: readonly [string, string, number] }];
    return name === 'StartOutboundVoiceContact' ? [] : [{ name, method: http[0], path: http[1] }];
  },
);

/** The gateway's own credentials: those of `localConnectClient`. */
const checkGateway = createCallerCheck({ keys: new Map([['local', 'local']]), region: 'us-west-2', sha256 });

describe('every other operation', () => {
  it('is known by the model: there are hundreds', () => {
    expect(operations.length).toBeGreaterThan(390);
  });

  it('is passed on with its method, path, query, headers and body, signed anew; status, headers and body come back', async () => {
    const statuses = [200, 201, 202, 400, 403, 404, 409, 410, 429, 500, 503];
    upstream.answer = ({ body }, response) => {
      const { length } = upstream.received;
      response.writeHead(statuses[length % statuses.length] ?? 200, {
        'content-type': 'application/json',
        'x-amzn-requestid': `request-${length}`,
        'x-amzn-errortype': `Error${length}Exception`,
        'x-custom': 'kept',
        connection: 'keep-alive, x-of-this-hop',
        'x-of-this-hop': 'not kept',
      });
      response.end(body.length === 0 ? `{"Message":"answer ${length}"}` : body);
    };

    for (const [index, { name, method, path }] of operations.entries()) {
      const url = `${path.replaceAll(/\{\w+\+?\}/g, `a%20b%2F${index}`)}?maxResults=10&nextToken=a%2Bb%3D%3D`;
      const body = method === 'GET' ? '' : JSON.stringify({ Name: name, Text: 'é "quoted"' });
      const headers = { 'x-amzn-trace-id': 'Root=1', 'amz-sdk-invocation-id': `invocation-${index}` };

      const answer = await sendSigned(gateway.url, { method, url, headers, body });

      const arrived = upstream.received.at(-1);
      const count = upstream.received.length;
      expect({ name, ...arrived, body: arrived?.body.toString() }).toMatchObject({ name, method, url, body });
      expect(arrived?.headers).toMatchObject({
        ...headers,
        'content-type': 'application/json',
        host: new URL(upstream.url).host,
        via: '1.1 ringonce-gateway',
      });
      await checkGateway(arrived as Parameters<typeof checkGateway>[0]);
      expect(answer.statusCode).toBe(statuses[count % statuses.length]);
      expect(answer.headers).toMatchObject({
        'x-amzn-requestid': `request-${count}`,
        'x-amzn-errortype': `Error${count}Exception`,
        'x-custom': 'kept',
      });
      expect(answer.headers).not.toHaveProperty('x-of-this-hop');
      expect((await buffer(answer)).toString()).toBe(body === '' ? `{"Message":"answer ${count}"}` : body);
    }
  });

  it('takes neither the credentials of the caller along nor our own headers', async () => {
    const headers = {
      'x-amz-security-token': 'a-token-of-the-caller',
      'x-ringonce-options': '{}',
      'x-ringonce-patience': '10s',
      'x-custom': 'kept',
    };

    const answer = await sendSigned(gateway.url, { method: 'GET', url: '/contacts/i/c', headers });

    expect(answer.statusCode).toBe(200);
    const arrived = upstream.received.at(-1)?.headers ?? {};
    expect(arrived).toMatchObject({ 'x-custom': 'kept' });
    expect(Object.keys(arrived).filter((name) => /^x-ringonce-|security-token/.test(name))).toEqual([]);
    expect(JSON.stringify(arrived)).not.toContain(callersKey.accessKeyId);
  });

  it('keeps a megabyte of body, each way', async () => {
    const body = Buffer.alloc(1024 * 1024, 'a€b');

    const answer = await sendSigned(gateway.url, { method: 'POST', url: '/search-contacts', body });

    expect(upstream.received.at(-1)?.body.equals(body)).toBe(true);
    expect((await buffer(answer)).equals(body)).toBe(true);
  });

  it('refuses a body beyond its limit', async () => {
    const body = Buffer.alloc(8 * 1024 * 1024 + 1, ' ');

    const answer = await sendSigned(gateway.url, { method: 'POST', url: '/search-contacts', body });

    expect([answer.statusCode, answer.headers['x-amzn-errortype']]).toEqual([413, 'RequestEntityTooLargeException']);
  });

  it('hands an answer on as it comes in', async () => {
    let end = (): void => undefined;
    upstream.answer = (_, response) => {
      response.write('{"first":');
      end = () => response.end('1}');
    };

    const answer = await sendSigned(gateway.url, { method: 'GET', url: '/contacts/i/c' });
    const [first] = (await once(answer, 'data')) as [Buffer];
    // Only now: had the gateway waited for the end, nothing would have come.
    end();

    expect(first.toString()).toBe('{"first":');
    expect((await buffer(answer)).toString()).toBe('1}');
  });

  it('answers 503 when Amazon Connect cannot be reached, and cuts an answer off that Amazon Connect cuts off', async () => {
    upstream.answer = (_, response) => void response.socket?.resetAndDestroy();
    const none = await sendSigned(gateway.url, { method: 'GET', url: '/contacts/i/c' });
    upstream.answer = (_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.socket?.resetAndDestroy());
    };
    const half = await sendSigned(gateway.url, { method: 'GET', url: '/contacts/i/c' });

    expect([none.statusCode, none.headers['x-amzn-errortype']]).toEqual([503, 'ServiceUnavailableException']);
    await expect(buffer(half)).rejects.toThrow();
  });

  it('is refused when it has come through a gateway already', async () => {
    const inFront = await gatewayOf(world, { connect: clientOf(gateway) });

    const answer = await sendSigned(inFront.url, { method: 'GET', url: '/contacts/i/c' });

    expect(answer.statusCode).toBe(400);
    expect(await json(answer)).toMatchObject({
      Message: expect.stringContaining('AWS_ENDPOINT_URL_CONNECT') as string,
    });
    await inFront.close();
  });

  it('works with the AWS SDK as it does without the gateway, errors too', async () => {
    const { DescribeContactCommand, GetContactAttributesCommand, StopContactCommand } = connectSdk;
    await using local = await gatewayOf(world);
    const client = clientOf(local);
    const { InstanceId } = aRequest();
    const ContactId = await world.place(aRequest({ Attributes: { lang: 'en' } }));

    const described = await client.send(new DescribeContactCommand({ InstanceId, ContactId }));
    const attributes = await client.send(new GetContactAttributesCommand({ InstanceId, InitialContactId: ContactId }));
    await client.send(new StopContactCommand({ InstanceId, ContactId }));

    expect(described.Contact?.Id).toBe(ContactId);
    expect(attributes.Attributes).toEqual({ lang: 'en' });
    await expect(client.send(new DescribeContactCommand({ InstanceId, ContactId: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404, attempts: 1 },
    });
  });
});

it('tells in its log whose key was refused, and not what else a header holds', async () => {
  const lines: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line) => lines.push(line) });
  await using refusing = await gatewayOf(world, { connect: localConnectClient(upstream), logger });
  const refused = async (credentials: typeof callersKey) => {
    await expect(
      clientOf(refusing, { credentials }).send(new connectSdk.ListUsersCommand({ InstanceId: 'i' })),
    ).rejects.toThrow();
    return JSON.parse(lines.pop() ?? '') as Record<string, unknown>;
  };

  expect(await refused({ ...callersKey, secretAccessKey: 'another' })).toMatchObject({
    error: 'InvalidSignatureException',
    accessKeyId: callersKey.accessKeyId,
  });
  expect(await refused({ ...callersKey, accessKeyId: '+12065550100' })).not.toHaveProperty('accessKeyId');
});
