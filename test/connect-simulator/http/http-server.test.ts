import { describe, expect, it } from 'vitest';
import { startSimulator } from '../../../src/connect-simulator/index.js';
import { answerOf, aRequest, putRaw, signed } from '../support.js';

const body = JSON.stringify(aRequest());
const { authorization } = signed;

describe('the signature', () => {
  it.each([
    { what: 'no header', headers: {}, error: 'MissingAuthenticationTokenException' },
    { what: 'another scheme', headers: { authorization: 'Bearer x' }, error: 'IncompleteSignatureException' },
    {
      what: 'another algorithm',
      headers: { authorization: authorization.replace('AWS4', 'AWS3') },
      error: 'IncompleteSignatureException',
    },
    {
      what: 'no signature',
      headers: { authorization: authorization.replace(/, Signature.*/, '') },
      error: 'IncompleteSignatureException',
    },
    {
      what: 'no signed headers',
      headers: { authorization: authorization.replace(/SignedHeaders=[^,]*, /, '') },
      error: 'IncompleteSignatureException',
    },
    {
      what: 'a scope without Region',
      headers: { authorization: authorization.replace('eu-west-2/', '') },
      error: 'IncompleteSignatureException',
    },
    {
      what: 'another service',
      headers: { authorization: authorization.replace('/connect/', '/s3/') },
      error: 'InvalidSignatureException',
    },
  ])('is refused: $what', async ({ headers, error }) => {
    await using connect = await startSimulator();
    expect(await putRaw(connect, body, headers)).toMatchObject({ status: 403, errorType: error });
    expect(connect.ledger()).toEqual([]);
    expect(connect.requests()).toMatchObject([{ status: 403, error }]);
  });
});

describe('every answer', () => {
  it.each([
    { path: '/contact/outbound-voice', method: 'PUT', status: 200 },
    { path: '/contacts/instance-1/contact-1', method: 'GET', status: 404 },
    { path: '/nothing', method: 'GET', status: 404 },
    { path: '/_simulator/ledger', method: 'GET', status: 200 },
    { path: '/_simulator/ledger?waitMs=x', method: 'GET', status: 400 },
  ])('to $method $path has a request ID and is plain JSON', async ({ path, method, status }) => {
    await using connect = await startSimulator();
    const init = method === 'PUT' ? { method, headers: signed, body } : { method, headers: signed };
    const first = await answerOf(await fetch(connect.url + path, init));
    const second = await answerOf(await fetch(connect.url + path, init));
    expect(first.status).toBe(status);
    expect(first.headers.get('content-type')).toBe('application/json');
    expect(first.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(second.headers.get('x-amzn-requestid')).not.toBe(first.headers.get('x-amzn-requestid'));
  });
});

describe('the wire', () => {
  it.each([
    { method: 'GET', path: '/contact/outbound-voice' },
    { method: 'PUT', path: '/contact/outbound-voice/' },
    { method: 'PUT', path: '/Contact/outbound-voice' },
    { method: 'HEAD', path: '/contacts/instance-1/contact-1' },
    { method: 'POST', path: '/contacts/instance-1/contact-1' },
    { method: 'POST', path: '/' },
  ])('has no operation at $method $path', async ({ method, path }) => {
    await using connect = await startSimulator();
    const answer = await fetch(connect.url + path, { method, headers: signed });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('x-amzn-errortype')).toBe('UnknownOperationException');
    await answer.text();
    expect(connect.requests()).toEqual([]);
  });

  it.each(['application/json', 'application/x-amz-json-1.1', 'text/plain'])(
    'takes a body of type %s for JSON',
    async (contentType) => {
      await using connect = await startSimulator();
      const answer = await putRaw(connect, body, { ...signed, 'content-type': contentType });
      expect(answer.status).toBe(200);
    },
  );

  it('refuses a content type that is none, and a path that cannot be decoded', async () => {
    await using connect = await startSimulator();
    expect(await putRaw(connect, body, { ...signed, 'content-type': 'nonsense' })).toMatchObject({
      status: 415,
      errorType: 'UnsupportedMediaTypeException',
    });
    expect(await answerOf(await fetch(`${connect.url}/contacts/%zz/contact-1`, { headers: signed }))).toMatchObject({
      status: 400,
      errorType: 'SerializationException',
    });
    expect(connect.ledger()).toEqual([]);
  });

  it('takes a body of 1 MiB and no more', async () => {
    await using connect = await startSimulator();
    const padded = (bytes: number): string => body.padEnd(bytes, ' ');
    expect(await putRaw(connect, padded(1024 * 1024))).toMatchObject({ status: 200 });
    expect(await putRaw(connect, padded(1024 * 1024 + 1))).toMatchObject({
      status: 413,
      errorType: 'RequestEntityTooLargeException',
    });
    expect(connect.ledger()).toHaveLength(1);
  });
});
