import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createRequire } from 'node:module';
import { createServer, Socket, type AddressInfo } from 'node:net';

import { ConnectServiceException, StartOutboundVoiceContactCommand, type ConnectClient } from '@aws-sdk/client-connect';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  answerWithoutContactId,
  answerOf,
  answerTable,
  throttlingNames,
  type ConnectAnswer,
} from '../../src/connect/classify-error.js';
import type { FaultDocument, Simulator } from '../../src/connect-simulator/index.js';
import { freezeRequest } from '../../src/contract/request.js';
import { aConnectClient, aFrozenRequest, openConnect } from '../activities/dial.js';
import { aRequest } from '../support/requests.js';

const operation = 'StartOutboundVoiceContact';
const soon = { firstMs: 2_000, maxMs: 30_000 };
const slowly = { firstMs: 10_000, maxMs: 120_000 };
const seldom = { firstMs: 30_000, maxMs: 300_000 };

/** What the table decides; words, request ID and cause apart. */
const decision = ({ kind, type, httpStatusCode, backoff }: ConnectAnswer) => ({ kind, type, httpStatusCode, backoff });

/** One send, as the activity does it. */
async function dial(client: ConnectClient, requestTimeout = 5_000, request = aFrozenRequest()): Promise<ConnectAnswer> {
  try {
    const output = await client.send(new StartOutboundVoiceContactCommand(request), { requestTimeout });
    if (output.ContactId === undefined) return answerWithoutContactId(output.$metadata.requestId);
  } catch (error) {
    return answerOf(error);
  }
  throw new Error('Connect placed the call.');
}

let connect: Simulator;
beforeAll(async () => {
  connect = await openConnect();
});
afterAll(() => connect.close());

async function answerTo(fault: Omit<FaultDocument, 'operation'>, requestTimeout?: number): Promise<ConnectAnswer> {
  using client = aConnectClient(connect.url);
  // A request that came late, after its client had given up, took the next one's fault.
  const request = freezeRequest(aRequest(), randomUUID());
  connect.inject({ operation, match: { ClientToken: request.ClientToken }, ...fault });
  try {
    return await dial(client, requestTimeout, request);
  } finally {
    connect.clearFaults();
  }
}

describe('an error that Connect answers', () => {
  it.each([
    { error: 'InvalidRequestException', status: 400, kind: 'refused', backoff: soon },
    { error: 'InvalidParameterException', status: 400, kind: 'refused', backoff: soon },
    { error: 'ResourceNotFoundException', status: 404, kind: 'refused', backoff: soon },
    { error: 'DestinationNotAllowedException', status: 403, kind: 'refused', backoff: soon },
    { error: 'OutboundContactNotPermittedException', status: 403, kind: 'refused', backoff: soon },
    { error: 'AccessDeniedException', status: 403, kind: 'refused', backoff: soon },
    { error: 'UnrecognizedClientException', status: 403, kind: 'not-now', backoff: seldom },
    { error: 'ExpiredTokenException', status: 403, kind: 'not-now', backoff: seldom },
    { error: 'ExpiredTokenException', status: 503, kind: 'unknown', backoff: soon },
    { error: 'IdempotencyException', status: 409, kind: 'refused', backoff: soon },
    { error: 'NewsFromTheFuture', status: 418, kind: 'refused', backoff: soon },
    { error: 'LimitExceededException', status: 429, kind: 'not-now', backoff: slowly },
    { error: 'TooManyRequestsException', status: 429, kind: 'not-now', backoff: soon },
    { error: 'ThrottlingException', status: 400, kind: 'not-now', backoff: soon },
    { error: 'ThrottlingException', status: 429, kind: 'not-now', backoff: soon },
    { error: 'NewsFromTheFuture', status: 429, kind: 'not-now', backoff: soon },
    { error: 'RequestTimeoutException', status: 408, kind: 'unknown', backoff: soon },
    { error: 'InternalServiceException', status: 500, kind: 'unknown', backoff: soon },
    { error: 'InternalServiceException', status: 400, kind: 'unknown', backoff: soon },
    { error: 'NewsFromTheFuture', status: 500, kind: 'unknown', backoff: soon },
    { error: 'ServiceUnavailableException', status: 503, kind: 'unknown', backoff: soon },
    // Behind a gateway's 503 the request may have arrived, whatever its name says.
    { error: 'SlowDown', status: 503, kind: 'unknown', backoff: soon },
    { error: 'LimitExceededException', status: 503, kind: 'unknown', backoff: soon },
    { error: 'NewsFromTheFuture', status: 599, kind: 'unknown', backoff: soon },
  ])('$error with $status is $kind', async ({ error, status, kind, backoff }) => {
    const answer = await answerTo({ kind: 'error-before', error, status });

    expect(decision(answer)).toEqual({ kind, type: error, httpStatusCode: status, backoff });
    expect(answer).toMatchObject({
      requestId: connect.requests().at(-1)?.requestId,
      message: expect.any(String) as string,
    });
  });
});

describe('an answer that is lost', () => {
  it.each([
    { fault: 'reset-after', type: 'ECONNRESET', status: undefined },
    { fault: 'reset-before', type: 'ECONNRESET', status: undefined },
    { fault: 'hang-after', type: 'TimeoutError', status: undefined },
    { fault: 'empty-after', type: 'ContactIdMissing', status: 200 },
  ] as const)('$fault is unknown', async ({ fault, type, status }) => {
    const answer = await answerTo({ kind: fault }, fault === 'hang-after' ? 50 : undefined);

    expect(decision(answer)).toEqual({ kind: 'unknown', type, httpStatusCode: status, backoff: soon });
  });
});

/** A server that writes these bytes once a request's head is there, and hangs up. */
async function aRawServer(reply: string) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(reply.replaceAll('\n', '\r\n')));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

describe('an answer of something else than Connect, or half of one', () => {
  const html = '<html>Anna Example is out</html>';
  const page = (status: string) => `HTTP/1.1 ${status}\nContent-Length: ${html.length}\n\n${html}`;
  const half = (status: string) => `HTTP/1.1 ${status}\nContent-Length: 80\n\n{"ContactId":"1`;
  it.each([
    { what: '200 cut off', reply: half('200 OK'), kind: 'unknown', type: 'ECONNRESET', status: 200 },
    { what: '200 that is not JSON', reply: page('200 OK'), kind: 'unknown', type: 'SyntaxError', status: 200 },
    { what: '204', reply: 'HTTP/1.1 204 No Content\n\n', kind: 'unknown', type: 'ContactIdMissing', status: 200 },
    { what: '301 page', reply: page('301 Moved'), kind: 'unknown', type: 'Http301', status: 301 },
    {
      what: '302 without a body',
      reply: 'HTTP/1.1 302 Found\nContent-Length: 0\n\n',
      kind: 'unknown',
      type: 'Http302',
      status: 302,
    },
    { what: '403 page', reply: page('403 Forbidden'), kind: 'refused', type: 'Http403', status: 403 },
    { what: '408 page', reply: page('408 Timeout'), kind: 'unknown', type: 'Http408', status: 408 },
    { what: '429 page', reply: page('429 Too Many'), kind: 'not-now', type: 'Http429', status: 429 },
    { what: '502 page', reply: page('502 Bad Gateway'), kind: 'unknown', type: 'Http502', status: 502 },
    {
      what: '503 without a body',
      reply: 'HTTP/1.1 503 Gone\nContent-Length: 0\n\n',
      kind: 'unknown',
      type: 'Http503',
      status: 503,
    },
    { what: 'not HTTP', reply: 'SSH-2.0-OpenSSH\n', kind: 'unknown', type: 'HPE_INVALID_CONSTANT', status: undefined },
    { what: 'nothing: hung up', reply: '', kind: 'unknown', type: 'ECONNRESET', status: undefined },
  ])('$what is $kind', async ({ reply, kind, type, status }) => {
    await using server = await aRawServer(reply);
    using client = aConnectClient(server.url);

    expect(decision(await dial(client))).toEqual({ kind, type, httpStatusCode: status, backoff: soon });
  });
});

describe('nothing was sent', () => {
  const notNow = (type: string, backoff = soon) => ({ kind: 'not-now', type, httpStatusCode: undefined, backoff });

  it.each(['127.0.0.1', 'localhost'])('connection refused by %s is not now', async (host) => {
    const { url } = await aRawServer('').then(async (server) => {
      await server[Symbol.asyncDispose]();
      return server;
    });
    using client = aConnectClient(url.replace('127.0.0.1', host));

    expect(decision(await dial(client))).toEqual(notNow('ECONNREFUSED'));
  });

  it('a host name that does not resolve is not now', async () => {
    using client = aConnectClient('http://connect.invalid');

    const answer = await dial(client);

    expect(decision(answer)).toEqual(notNow(answer.type));
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(answer.type);
  });

  it('a connection that takes too long is not now', async () => {
    const httpAgent = new Agent();
    httpAgent.createConnection = () => Object.defineProperty(new Socket(), 'connecting', { value: true });
    using client = aConnectClient('http://127.0.0.1:9', {
      requestHandler: new NodeHttpHandler({ connectionTimeout: 30, requestTimeout: 5_000, httpAgent }),
    });

    expect(decision(await dial(client))).toEqual(notNow('TimeoutError'));
  });

  it('a TLS certificate that is not accepted is not now', async () => {
    const server = createHttpsServer({ key: selfSigned.key, cert: selfSigned.cert }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    using client = aConnectClient(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
    try {
      expect(decision(await dial(client))).toEqual(notNow('DEPTH_ZERO_SELF_SIGNED_CERT', slowly));
    } finally {
      server.close();
    }
  });

  it('several addresses that all refuse are not now, as Node reports them together', () => {
    const refused = (address: string) =>
      Object.assign(new Error(`connect ECONNREFUSED ${address}:9`), { code: 'ECONNREFUSED', syscall: 'connect' });
    const error = new AggregateError([refused('::1'), refused('127.0.0.1')]);

    expect(decision(answerOf(Object.assign(error, { code: 'ECONNREFUSED' })))).toEqual(notNow('ECONNREFUSED'));
  });

  it.each([
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  ])('%s is not now', (code) => {
    expect(decision(answerOf(Object.assign(new Error('certificate'), { code })))).toEqual(notNow(code, slowly));
  });

  it.each(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'ECONNRESET'])(
    '%s of connect is not now',
    (code) => {
      const error = Object.assign(new Error('connect'), { code, syscall: 'connect' });
      expect(decision(answerOf(error))).toEqual(notNow(code));
    },
  );

  it.each([
    'CredentialsProviderError',
    'TokenProviderError',
    // Of STS, which a provider asks.
    'AccessDenied',
    'InvalidIdentityToken',
  ])('credentials that cannot be fetched, %s, are not now', async (name) => {
    const missing = Object.assign(new Error('Could not load credentials from any providers'), { name });
    using client = aConnectClient(connect.url, { credentials: () => Promise.reject(missing) });
    const before = connect.requests().length;

    expect(decision(await dial(client))).toEqual(notNow('CredentialsProviderError', seldom));
    expect(connect.requests()).toHaveLength(before);
  });
});

describe('what might have been sent', () => {
  const code = (value: string, syscall?: string) => Object.assign(new Error(value), { code: value, syscall });
  it.each<{ what: string; error: unknown; type: string }>([
    { what: 'ECONNRESET of a read', error: code('ECONNRESET', 'read'), type: 'ECONNRESET' },
    { what: 'EPIPE of a write', error: code('EPIPE', 'write'), type: 'EPIPE' },
    {
      what: 'a broken TLS session',
      error: code('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'),
      type: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
    },
    {
      what: 'a TLS problem that is not the certificate',
      error: code('ERR_TLS_SESSION_ATTACK'),
      type: 'ERR_TLS_SESSION_ATTACK',
    },
    {
      what: 'several errors, not all of connecting',
      error: new AggregateError([code('ECONNREFUSED', 'connect'), code('ECONNRESET', 'read')], 'both'),
      type: 'AggregateError',
    },
    { what: 'no errors at all, together', error: new AggregateError([], 'none'), type: 'AggregateError' },
    {
      what: 'a request timeout',
      error: Object.assign(new Error('requestTimeout'), { name: 'TimeoutError' }),
      type: 'TimeoutError',
    },
    {
      what: 'an aborted request',
      error: Object.assign(new Error('aborted'), { name: 'AbortError' }),
      type: 'AbortError',
    },
    { what: 'an error without name or code', error: new Error('Region is missing'), type: 'Error' },
    { what: 'a text', error: 'no', type: 'Error' },
    { what: 'nothing', error: undefined, type: 'Error' },
    { what: 'null', error: null, type: 'Error' },
  ])('$what is unknown', ({ error, type }) => {
    expect(decision(answerOf(error))).toEqual({ kind: 'unknown', type, httpStatusCode: undefined, backoff: soon });
  });
});

describe('the table is exhaustive', () => {
  const require = createRequire(import.meta.url);

  /** The SDK's own page of the operation lists what it throws; the model at run time does not. */
  const modelled = (() => {
    const root = require.resolve('@aws-sdk/client-connect').replace(/dist-cjs.*$/, '');
    const page = readFileSync(`${root}dist-types/commands/StartOutboundVoiceContactCommand.d.ts`, 'utf8');
    return [...page.matchAll(/@throws \{@link (\w+)\} \((client|server) fault\)/g)].map(([, name = '', fault]) => ({
      name,
      fault,
    }));
  })();

  const expected: Readonly<Record<string, string>> = {
    DestinationNotAllowedException: 'refused',
    InternalServiceException: 'unknown',
    InvalidParameterException: 'refused',
    InvalidRequestException: 'refused',
    LimitExceededException: 'not-now',
    OutboundContactNotPermittedException: 'refused',
    ResourceNotFoundException: 'refused',
  };

  it('over the errors that the SDK models for the operation, and they are the ones we know', () => {
    expect(modelled.map(({ name }) => name).sort()).toEqual(Object.keys(expected).sort());
  });

  it.each(modelled)('$name, as the service answers it', async ({ name, fault }) => {
    const answer = await answerTo({ kind: 'error-before', error: name });

    expect(answer).toMatchObject({ kind: expected[name], type: name });
    expect((answer.cause as ConnectServiceException).$fault).toBe(fault);
  });

  it('over the throttling names of Smithy', () => {
    const smithy = createRequire(require.resolve('@smithy/node-http-handler'));
    const file = smithy
      .resolve('@smithy/core/package.json')
      .replace('package.json', 'dist-cjs/submodules/retry/index.js');
    const [, list = ''] = /THROTTLING_ERROR_CODES = (\[[^\]]*\])/.exec(readFileSync(file, 'utf8')) ?? [];
    const names = [...list.matchAll(/"(\w+)"/g)].map(([, name = '']) => name);

    expect(names.length).toBeGreaterThan(10);
    expect([...throttlingNames, 'LimitExceededException'].sort()).toEqual(expect.arrayContaining(names.sort()));
  });

  it.each([...throttlingNames])('%s is not now, whatever 4xx it comes with', (name) => {
    for (const status of [400, 403, 429, 499]) {
      const error = new ConnectServiceException({ name, $fault: 'client', $metadata: { httpStatusCode: status } });
      expect(answerOf(error)).toMatchObject({ kind: 'not-now', type: name });
    }
  });

  it.each([
    'ExpiredToken',
    'RequestExpired',
    'RequestTimeTooSkewed',
    'InvalidSignature',
    'SignatureDoesNotMatch',
    'IncompleteSignature',
    'UnrecognizedClient',
    'InvalidClientTokenId',
    'MissingAuthenticationToken',
    'AuthFailure',
    'OptInRequired',
  ])('%s and its twin are our own trouble: not now, and how to fix it', (short) => {
    for (const name of [short, `${short}Exception`]) {
      for (const httpStatusCode of [400, 401, 403]) {
        const answer = answerOf({ name, message: 'no', $metadata: { httpStatusCode } });
        expect(answer).toMatchObject({ kind: 'not-now', type: name, remedy: expect.any(String) as string });
      }
    }
  });

  it.each([
    { name: 'NotAuthorized', message: 'The session has expired', kind: 'not-now' },
    { name: 'NotAuthorizedException', message: 'Invalid token', kind: 'not-now' },
    { name: 'NotAuthorized', message: 'You do not have permission to perform this action.', kind: 'refused' },
    { name: 'AccessDeniedException', message: 'The security token is not allowed to do this', kind: 'refused' },
  ])('$name: $message is $kind', ({ name, message, kind }) => {
    const { kind: is } = answerOf({ name, message, $metadata: { httpStatusCode: 403 } });
    expect(is).toBe(kind);
  });

  it('over every status, for a name nobody knows', () => {
    const kinds = new Map<number, string>();
    for (let status = 300; status < 600; status += 1) {
      kinds.set(status, answerOf({ name: 'News', $metadata: { httpStatusCode: status } }).kind);
    }
    const statusesOf = (kind: string) => [...kinds].filter(([, is]) => is === kind).map(([status]) => status);
    expect(statusesOf('not-now')).toEqual([429]);
    expect(statusesOf('refused')).toEqual(
      [...Array(100).keys()].map((n) => 400 + n).filter((s) => s !== 408 && s !== 429),
    );
  });

  it('its last row takes everything, and no row before it does', () => {
    const nothing = { name: '', code: '', status: undefined, requestId: undefined, message: '', neverConnected: false };
    expect(answerTable.map(({ matches }) => matches(nothing))).toEqual([
      ...Array<boolean>(answerTable.length - 1).fill(false),
      true,
    ]);
  });
});

/** Made for these tests alone: CN=localhost, valid to 2126. */
const selfSigned = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgN9GhkF/VCBYnVZiB
q8MR6FNqMHqRU7+ZXEPWo85/vZOhRANCAAQ5GVea3NHG3vyAqOto7DrGksc1i0X1
QdsbZ94slO7a/cDNv0IkGGhybqoQCfQjDYzxBUljJiwoNtdDoTWYERdk
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBfjCCASWgAwIBAgIUSPGwJM0+0EVqHm5F5g1hzTGkoUkwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDAwMDYzMloYDzIxMjYxMDMx
MDAwNjMyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQ5GVea3NHG3vyAqOto7DrGksc1i0X1QdsbZ94slO7a/cDNv0IkGGhy
bqoQCfQjDYzxBUljJiwoNtdDoTWYERdko1MwUTAdBgNVHQ4EFgQU0SnNAI4onK28
bLP/Ss9k6k6P6uUwHwYDVR0jBBgwFoAU0SnNAI4onK28bLP/Ss9k6k6P6uUwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiEA/10h1u6aSIrZx17p2tCR
K9ctrdz3RF1ycluqt/8wHkkCH0Exy6WsdieYbk+aB/XqF0GvDFtTD/AMUkrtNzBi
6po=
-----END CERTIFICATE-----`,
};
