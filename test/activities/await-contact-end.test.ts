import { StartOutboundVoiceContactCommand } from '@aws-sdk/client-connect';
import { CompleteAsyncError } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAwaitContactEnd } from '../../activities/await-contact-end.js';
import { Throttle } from '../../src/connect/throttle.js';
import { numberOf, startSimulator, type ScenarioName, type Simulator } from '../../src/connect-simulator/index.js';
import type { FollowedContact, FollowInput } from '../../src/contract/contact.js';
import { aConnectClient, aFrozenRequest, at, startedAtMs } from './dial.js';

let connect: Simulator;
let nowMs: number;
beforeEach(async () => {
  nowMs = startedAtMs;
  const plenty = { perSecond: 1_000_000, burst: 1_000_000 };
  const rates = { StartOutboundVoiceContact: plenty, DescribeContact: plenty };
  connect = await startSimulator({ now: () => nowMs, settings: { rates } });
});
afterEach(() => connect.close());

const request = aFrozenRequest();

async function place(scenario: ScenarioName): Promise<string> {
  using client = aConnectClient(connect.url);
  const command = new StartOutboundVoiceContactCommand({ ...request, DestinationPhoneNumber: numberOf(scenario) });
  return (await client.send(command)).ContactId ?? '';
}

/** One attempt `afterMs` after the dial. */
async function attempt(
  input: Partial<FollowInput>,
  { attempt = 2, afterMs = 0, heartbeatDetails = undefined as unknown, throttle = new Throttle() },
): Promise<FollowedContact | Error> {
  using client = aConnectClient(connect.url);
  nowMs = startedAtMs + afterMs;
  const environment = new MockActivityEnvironment({ attempt, heartbeatDetails });
  const activity = createAwaitContactEnd({ connect: client, now: () => nowMs, throttle });
  const running = environment.run(activity, { InstanceId: request.InstanceId, lookIntervalMs: 30_000, ...input });
  return await (running as Promise<FollowedContact>).catch((error: unknown) => error as Error);
}

const looks = () => connect.requests({ operation: 'DescribeContact' }).length;

describe('the first attempt', () => {
  it('waits to be completed by a contact event, and asks nobody', async () => {
    const ContactId = await place('answered');

    expect(await attempt({ ContactId }, { attempt: 1 })).toBeInstanceOf(CompleteAsyncError);
    expect(looks()).toBe(0);
  });
});

describe('looks that Amazon Connect throttles', () => {
  it('slow the other looks of the worker down: those that would wait for long come back later', async () => {
    const ContactId = await place('long-talk');
    const throttle = new Throttle();
    // Each cuts the rate further, down to one look in 10 s.
    for (let afterMs = 0; afterMs < 30; afterMs++) throttle.throttled(startedAtMs + afterMs, startedAtMs + afterMs);

    const failure = await attempt({ ContactId }, { afterMs: 30, throttle });

    expect(failure).toMatchObject({ type: 'HeldBack', nonRetryable: false, category: 'BENIGN' });
    expect((failure as ApplicationFailure).nextRetryDelay).toBeGreaterThan(5_000);
    expect(looks()).toBe(0);
  });

  it('are told to the throttle', async () => {
    const ContactId = await place('long-talk');
    const throttle = new Throttle();
    connect.inject({ operation: 'DescribeContact', kind: 'throttle' });

    const failure = await attempt({ ContactId }, { throttle });

    expect(failure).toMatchObject({ type: 'ThrottlingException' });
    expect(throttle.take(nowMs, 10_000)).toBeGreaterThan(0);
  });
});

describe('a later attempt', () => {
  it.each<{ scenario: ScenarioName; afterMs: number; says: string }>([
    { scenario: 'answered', afterMs: 3_000, says: 'Not answered yet; checked ' },
    { scenario: 'long-talk', afterMs: 65_000, says: 'On the line since 09:00:00 UTC; checked ' },
  ])('of a contact that goes on ($says) comes back later, harmlessly', async ({ scenario, afterMs, says }) => {
    const ContactId = await place(scenario);

    const failure = await attempt({ ContactId }, { afterMs });

    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({
      type: 'ContactGoesOn',
      nonRetryable: false,
      category: 'BENIGN',
      nextRetryDelay: 30_000,
    });
    expect((failure as Error).message).toContain(says);
    expect(looks()).toBe(1);
  });

  it.each([
    { attempt: 2, delayMs: 30_000 },
    { attempt: 3, delayMs: 45_000 },
    { attempt: 5, delayMs: 101_250 },
    { attempt: 50, delayMs: 300_000 },
  ])('number $attempt waits $delayMs ms for the next look', async ({ attempt: number, delayMs }) => {
    const ContactId = await place('long-talk');

    expect(await attempt({ ContactId }, { attempt: number, afterMs: 65_000 })).toMatchObject({
      nextRetryDelay: delayMs,
    });
  });

  it('tells the whole end', async () => {
    const ContactId = await place('customer-hangs-up');

    expect(await attempt({ ContactId }, { afterMs: 65_000 })).toEqual({
      ContactId,
      initiatedAt: at(0),
      connectedAt: at(6_000),
      disconnectedAt: at(18_000),
      disconnectReason: 'CUSTOMER_DISCONNECT',
    });
    expect(looks()).toBe(1);
  });

  it('takes a contact that is not known yet for one that goes on', async () => {
    connect.configure({ describeLagMs: 120_000 });
    const ContactId = await place('answered');

    const failure = await attempt({ ContactId }, { afterMs: 65_000 });

    expect(failure).toMatchObject({ type: 'ContactGoesOn', nextRetryDelay: 30_000 });
    expect((failure as Error).message).toContain('does not know the contact yet');
  });

  it('waits some seconds for a reason that comes after the end', async () => {
    connect.configure({ disconnectReasonLagMs: 10_000 });
    const ContactId = await place('busy');
    const running = attempt({ ContactId }, { afterMs: 5_000 });
    await connect.untilRequests(1, { operation: 'DescribeContact', status: 200 });
    nowMs = startedAtMs + 20_000;

    expect(await running).toMatchObject({ disconnectedAt: at(3_000), disconnectReason: 'TELECOM_BUSY' });
    expect(looks()).toBe(2);
  });

  it('goes without a reason that never comes', async () => {
    const ContactId = await place('ends-without-reason');

    const end = await attempt({ ContactId }, { afterMs: 65_000 });

    expect(end).toEqual({ ContactId, initiatedAt: at(0), disconnectedAt: at(5_000) });
    expect(looks()).toBe(5);
  }, 20_000);

  it.each<{ error: string; category: string | undefined }>([
    { error: 'ThrottlingException', category: 'BENIGN' },
    { error: 'InternalServiceException', category: 'BENIGN' },
    // A person has to mend this: it shall be seen.
    { error: 'AccessDeniedException', category: undefined },
  ])('comes back after $error', async ({ error, category }) => {
    const ContactId = await place('answered');
    connect.inject({ operation: 'DescribeContact', kind: 'error-before', error });

    const failure = (await attempt({ ContactId }, { afterMs: 65_000 })) as ApplicationFailure;

    expect(failure).toMatchObject({ type: error, nonRetryable: false, nextRetryDelay: 30_000 });
    expect(failure.category ?? undefined).toBe(category);
  });
});

it('what Amazon Connect says when it refuses a look is told without numbers', async () => {
  const ContactId = await place('answered');
  using client = aConnectClient(connect.url);
  const denied = Object.assign(new Error('not allowed for +12065550100'), {
    name: 'AccessDeniedException',
    $metadata: { httpStatusCode: 403 },
  });
  client.send = (() => Promise.reject(denied)) as never;
  const activity = createAwaitContactEnd({ connect: client, now: () => nowMs, throttle: new Throttle() });
  const running = new MockActivityEnvironment({ attempt: 2 }).run(activity, {
    InstanceId: request.InstanceId,
    ContactId,
    lookIntervalMs: 30_000,
  });

  await expect(running).rejects.toThrow(/not allowed for •••.*connect:DescribeContact/);
});

describe('of a call whose ContactId was lost', () => {
  it('an attempt gives up when no event has told of a contact', async () => {
    expect(await attempt({}, { afterMs: 65_000 })).toBeNull();
    expect(looks()).toBe(0);
  });

  it('an attempt looks at the contact that an event has told of', async () => {
    const ContactId = await place('busy');

    const end = await attempt({}, { afterMs: 65_000, heartbeatDetails: { ContactId } });

    expect(end).toMatchObject({ ContactId, disconnectReason: 'TELECOM_BUSY' });
  });

  it.each([{}, null, 'contact-1', { ContactId: '' }, { ContactId: 4711 }])(
    'details %j tell of none',
    async (details) => {
      expect(await attempt({}, { afterMs: 65_000, heartbeatDetails: details })).toBeNull();
    },
  );
});
