import { StartOutboundVoiceContactCommand, type StartOutboundVoiceContactCommandInput } from '@aws-sdk/client-connect';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningGateway } from '../../src/gateway/start-gateway.js';
import { closedAround, openAround } from '../support/calling-hours.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';
import { clientOf, gatewayOf } from './gateway-world.js';
import { hashOf, sendSigned } from './signed-request.js';

let world: World;
let gateway: RunningGateway;
beforeAll(async () => {
  world = await startWorld({ dialsPerSecond: 40 });
  await world.startWorker();
  gateway = await gatewayOf(world);
});
afterAll(async () => {
  await gateway.close();
  await world[Symbol.asyncDispose]();
});

const place = (change: Partial<StartOutboundVoiceContactCommandInput>, { client = clientOf(gateway) } = {}) =>
  client.send(new StartOutboundVoiceContactCommand({ ...aRequest(), ...change }));

/** Without an SDK between: bodies, headers and answers as they stand on the wire. */
async function put(body: object | string, headers: Readonly<Record<string, string>> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await sendSigned(gateway.url, { body: text, headers });
  const said = (await json(answer)) as { readonly ContactId?: string; readonly Message?: string };
  return { status: answer.statusCode, error: answer.headers['x-amzn-errortype'], headers: answer.headers, ...said };
}

describe('StartOutboundVoiceContact', () => {
  it('is a durable call, and answers with its ContactId', async () => {
    const { ContactId } = await place({ ClientToken: 'placed-1', Attributes: { lang: 'en' } });

    const [ring, ...others] = world.connect.ledger({ clientToken: 'placed-1' });
    expect(others).toEqual([]);
    expect(ContactId).toBe(ring?.ContactId);
    expect(await world.ringonce.call('placed-1').result()).toMatchObject({ outcome: 'PLACED', ContactId });
  });

  it('gives the same token the same ContactId, 20 at once and later, and rings once', async () => {
    const atOnce = await Promise.all(Array.from({ length: 20 }, () => place({ ClientToken: 'again-1' })));
    const later = await place({ ClientToken: 'again-1' });

    const [ring, ...others] = world.connect.ledger({ clientToken: 'again-1' });
    expect(others).toEqual([]);
    expect([...atOnce, later].map(({ ContactId }) => ContactId)).toEqual(Array(21).fill(ring?.ContactId));
  });

  it('refuses another request under a token, as a conflict that no SDK repeats', async () => {
    await place({ ClientToken: 'conflict-1' });

    const other = place({ ClientToken: 'conflict-1', DestinationPhoneNumber: '+12065550111' });

    await expect(other).rejects.toMatchObject({
      name: 'IdempotencyException',
      message: expect.stringContaining('another DestinationPhoneNumber') as string,
      $metadata: { httpStatusCode: 409, attempts: 1 },
    });
    expect(world.connect.ledger({ clientToken: 'conflict-1' })).toHaveLength(1);
  });

  it('200 at once under the rate all ring, once each, and none is turned away', async () => {
    const tokens = Array.from({ length: 200 }, (_, index) => `crowd-${index}`);

    const answers = await Promise.all(tokens.map((ClientToken) => place({ ClientToken })));

    const rings = world.connect.ledger().filter(({ ClientToken }) => ClientToken.startsWith('crowd-'));
    expect(rings).toHaveLength(200);
    expect(new Set(answers.map(({ ContactId }) => ContactId))).toEqual(new Set(rings.map((ring) => ring.ContactId)));
    expect(answers.map(({ $metadata }) => $metadata.attempts)).toEqual(Array(200).fill(1));
    expect(world.connect.requests({ status: 429 })).toEqual([]);
  });
});

describe('what Amazon Connect refuses', () => {
  it.each([
    { change: { DestinationPhoneNumber: '+447700900123' }, name: 'DestinationNotAllowedException', status: 403 },
    { change: { InstanceId: 'instance-403' }, name: 'OutboundContactNotPermittedException', status: 403 },
    { change: { ContactFlowId: 'flow-404' }, name: 'ResourceNotFoundException', status: 404 },
  ])('is refused with its own name and status: $name', async ({ change, name, status }) => {
    const refusal = place({ ClientToken: `refused-${name}`, ...change });

    await expect(refusal).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status, attempts: 1 } });
  });

  it('is asked again under the same token, as Amazon Connect would be', async () => {
    const change = { ClientToken: 'refused-again', DestinationPhoneNumber: '+447700900124' };
    await expect(place(change)).rejects.toMatchObject({ name: 'DestinationNotAllowedException' });
    const { deniedPrefixes } = world.connect.settings;
    world.connect.configure({ deniedPrefixes: [] });

    const { ContactId } = await place(change);

    world.connect.configure({ deniedPrefixes });
    expect(world.connect.ledger({ clientToken: 'refused-again' })).toMatchObject([{ ContactId }]);
  });

  it('is an error of no AWS name known here all the same', async () => {
    const error = 'ContactFlowNotPublishedException';
    const match = { ClientToken: 'refused-unknown' };
    world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'error-before', error, status: 418, match });

    await expect(place(match)).rejects.toMatchObject({ name: error, $metadata: { httpStatusCode: 418 } });
  });
});

describe('a request that is not valid', () => {
  it.each([
    { what: { DestinationPhoneNumber: '5550100' }, error: 'InvalidParameterException' },
    { what: { Attributes: { a: 'a megabyte'.repeat(100_000) } }, error: 'InvalidParameterException' },
    { what: { ClientToken: 'x'.repeat(501) }, error: 'InvalidParameterException' },
    // Other languages' structs write these to Temporal; on Connect's own wire they are mistakes.
    { what: { QueueId: '' }, error: 'InvalidParameterException' },
    { what: { RingTimeoutInSeconds: 0 }, error: 'InvalidParameterException' },
    { what: { SourcePhoneNumber: undefined }, error: 'InvalidRequestException' },
    { what: { ContactFlowId: undefined }, error: 'InvalidRequestException' },
    { what: { ContactFlowId: ['f'] }, error: 'SerializationException' },
    { what: { ClientToken: 7 }, error: 'SerializationException' },
  ])('is refused at once as $error that names the member', async ({ what, error }) => {
    const before = world.connect.requests().length;

    const answer = await put({ ...aRequest(), ...what });

    const member = expect.stringContaining(Object.keys(what).join()) as string;
    expect(answer).toMatchObject({ status: 400, error, Message: member });
    expect(answer.Message).not.toContain('5550100');
    expect(world.connect.requests()).toHaveLength(before);
  });

  it.each([
    ['no JSON', '{"Destination'],
    ['no object', '[]'],
  ])('is refused: %s', async (_, body) => {
    expect(await put(body)).toMatchObject({ status: 400, error: 'SerializationException' });
  });
});

describe('the call’s ID', () => {
  it.each([
    { token: undefined, why: 'where there is no token' },
    { token: '', why: 'where the token is empty' },
    { token: null, why: 'where the token is null' },
  ])('is the invocation’s of the SDK $why, so that its attempts are one call', async ({ token }) => {
    const headers = { 'amz-sdk-invocation-id': `0f8fad5b-d9cb-469f-a165-70867728950e-${String(token)}` };

    const answers = [await put({ ...aRequest(), ClientToken: token }, headers)];
    answers.push(await put({ ...aRequest(), ClientToken: token }, headers));

    const [ring, ...others] = world.connect.ledger({ clientToken: headers['amz-sdk-invocation-id'] });
    expect(others).toEqual([]);
    expect(answers.map(({ ContactId }) => ContactId)).toEqual([ring?.ContactId, ring?.ContactId]);
  });

  it('is another one for each request without token and invocation', async () => {
    const answers = [await put(aRequest()), await put(aRequest())];

    expect(new Set(answers.map(({ ContactId }) => ContactId)).size).toBe(2);
  });

  it.each([
    { token: 'campaign-7-+12065550100', why: 'tells the called number' },
    { token: 'é'.repeat(200), why: 'has more bytes than an ID' },
    { token: 'order\u200b7', why: 'holds an invisible character' },
  ])('stands for a token that $why, the same each time', async ({ token }) => {
    const answers = [
      await put({ ...aRequest(), ClientToken: token }),
      await put({ ...aRequest(), ClientToken: token }),
    ];

    const callId = `token-${hashOf(token)}`;
    const [ring, ...others] = world.connect.ledger({ clientToken: callId });
    expect(others).toEqual([]);
    expect(answers.map(({ ContactId }) => ContactId)).toEqual([ring?.ContactId, ring?.ContactId]);
    expect(answers[0]?.headers['x-ringonce-call-id']).toBe(callId);
  });
});

describe('our own headers', () => {
  it('give a call its options', async () => {
    const headers = { 'x-ringonce-options': JSON.stringify({ tracking: 'outcome', priority: 1 }) };

    const { headers: answered } = await put({ ...aRequest(), ClientToken: 'options-1' }, headers);

    expect(answered['x-ringonce-call-id']).toBe('options-1');
    expect(await world.ringonce.call('options-1').result()).toMatchObject({ outcome: 'ANSWERED' });
  });

  it.each([
    ['x-ringonce-options', '{', 'is not JSON'],
    ['x-ringonce-options', '{"priority":9}', 'priority'],
    ['x-ringonce-options', '{"notBefore":"2026-12-01T09:00:00Z"}', 'notBefore: leave it out'],
    ['x-ringonce-options', '[]', 'must be an object'],
    ['x-ringonce-patience', 'soon', 'must be milliseconds or text'],
    ['x-ringonce-patience', '2h', 'must be 2 seconds to 1 hour'],
  ])('that make no sense are refused: %s %s', async (name, value, Message) => {
    expect(await put({ ...aRequest(), ClientToken: 'never' }, { [name]: value })).toMatchObject({
      status: 400,
      error: 'InvalidParameterException',
      Message: expect.stringMatching(new RegExp(`^${name}.*${Message}`)) as string,
    });
  });

  it('with hours that are closed refuse the call at once, and it can be placed when they are open', async () => {
    const closed = { callingHours: closedAround(Date.now()) };
    const open = { callingHours: openAround(Date.now()) };
    const body = { ...aRequest(), ClientToken: 'hours-1' };

    const early = await put(body, { 'x-ringonce-options': JSON.stringify(closed) });
    const inTime = await put(body, { 'x-ringonce-options': JSON.stringify(open) });

    expect(early).toMatchObject({ status: 403, error: 'OutboundContactNotPermittedException' });
    expect(inTime.status).toBe(200);
    expect(world.connect.ledger({ clientToken: 'hours-1' })).toHaveLength(1);
  });
});

it('refuses the dial of a worker, which would wait for itself', async () => {
  const answer = await put({ ...aRequest(), Attributes: { 'ringonce-call-id': 'own-1' }, ClientToken: 'own-1' });

  expect(answer).toMatchObject({
    status: 400,
    error: 'InvalidRequestException',
    Message: expect.stringContaining('AWS_ENDPOINT_URL_CONNECT') as string,
  });
});

it('answers 500 of a call that may have rung, and never dials it again', async () => {
  const match = { ClientToken: 'doubt-1' };
  world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'error-after', match });
  const options = { 'x-ringonce-options': JSON.stringify({ resendWindow: 0, tracking: 'none', lines: 'unlimited' }) };

  const answers = [await put({ ...aRequest(), ...match }, options), await put({ ...aRequest(), ...match }, options)];

  expect(answers).toMatchObject([
    { status: 500, error: 'InternalServiceException' },
    { status: 500, error: 'InternalServiceException' },
  ]);
  expect(world.connect.ledger({ clientToken: 'doubt-1' })).toHaveLength(1);
});
