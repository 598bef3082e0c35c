import { DescribeContactCommand } from '@aws-sdk/client-connect';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taskQueues, workflowTypes } from '../../src/contract/index.js';
import { eventsOf } from '../support/history.js';
import { aRequest } from '../support/requests.js';
import { localConnectClient, startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.startWorker();
});
afterAll(() => world[Symbol.asyncDispose]());

/** Starts the workflow as a service in another language would: by its names, with plain JSON. */
function startByName(workflowId: string, ...args: unknown[]) {
  return world.ringonce.client.workflow.start(workflowTypes.outboundCall, {
    workflowId,
    taskQueue: taskQueues.calls,
    args,
  });
}

async function failureOf(workflowId: string, ...args: unknown[]): Promise<ApplicationFailure> {
  const handle = await startByName(workflowId, ...args);
  const error: unknown = await handle.result().catch((thrown: unknown) => thrown);
  if (!(error instanceof WorkflowFailedError) || !(error.cause instanceof ApplicationFailure))
    throw new Error('did not fail as expected', { cause: error });
  return error.cause;
}

describe('a call that Amazon Connect accepts', () => {
  it('is PLACED, with one ring under its own ID as client token, in 12 events', async () => {
    const handle = await startByName('placed-1', aRequest({ Attributes: { order: '4711' } }), {
      tracking: 'none',
      lines: 'unlimited',
    });

    const result = (await handle.result()) as { outcome: string; ContactId: string };

    const rings = world.connect.ledger({ clientToken: 'placed-1' });
    expect(rings.map(({ ContactId }) => ContactId)).toEqual([result.ContactId]);
    expect(result.outcome).toBe('PLACED');
    expect(await eventsOf(world.ringonce, 'placed-1')).toEqual([
      'workflowExecutionStarted',
      'workflowTaskScheduled',
      'workflowTaskStarted',
      'workflowTaskCompleted',
      'activityTaskScheduled',
      'activityTaskStarted',
      'activityTaskCompleted',
      'workflowTaskScheduled',
      'workflowTaskStarted',
      'workflowTaskCompleted',
      'upsertWorkflowSearchAttributes',
      'workflowExecutionCompleted',
    ]);
  });

  it('is found by its search attributes', async () => {
    const call = await world.ringonce.start('placed-2', aRequest(), { tracking: 'none' });
    const ContactId = await call.contactId();
    await call.result();

    const { typedSearchAttributes } = await world.ringonce.client.workflow.getHandle('placed-2').describe();

    const attributes = Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
    expect(attributes).toMatchObject({ CallPhase: 'ENDED', CallOutcome: 'PLACED', ConnectContactId: ContactId });
  });

  it('carries its ID as a contact attribute, beside those of the request', async () => {
    const call = await world.ringonce.start('placed-3', aRequest({ Attributes: { order: '4711' } }), {
      tracking: 'none',
    });
    const ContactId = await call.contactId();

    const { Contact } = await localConnectClient(world.connect).send(
      new DescribeContactCommand({ InstanceId: aRequest().InstanceId, ContactId }),
    );

    expect(Contact?.Attributes).toEqual({ order: '4711', 'ringonce-call-id': 'placed-3' });
  });
});

describe('a request that cannot be placed', () => {
  it('fails the workflow as InvalidRequest with every issue as details; Connect is never called', async () => {
    const failure = await failureOf('invalid-1', { DestinationPhoneNumber: '12065550100', Colour: 'red' });

    expect({ type: failure.type, nonRetryable: failure.nonRetryable, details: failure.details }).toEqual({
      type: 'InvalidRequest',
      nonRetryable: true,
      details: [
        { member: 'DestinationPhoneNumber', message: 'must be E.164: has no +: write + and the country code first' },
        { member: 'ContactFlowId', message: 'is required' },
        { member: 'InstanceId', message: 'is required' },
        { member: 'Colour', message: 'is unknown' },
        { member: 'SourcePhoneNumber', message: 'is required when there is no QueueId' },
      ],
    });
    expect(world.connect.requests({ clientToken: 'invalid-1' })).toEqual([]);
  });

  it.each([
    {
      rule: 'a ClientToken that is not the workflow ID',
      id: 'invalid-2',
      request: aRequest({ ClientToken: 'other' }),
      member: 'ClientToken',
    },
    { rule: 'a workflow ID of 501 characters', id: 'x'.repeat(501), request: aRequest(), member: 'workflowId' },
    {
      rule: "a workflow ID with the destination's digits",
      id: 'call-1-206-555-0100',
      request: aRequest(),
      member: 'workflowId',
    },
  ])('refuses $rule', async ({ id, request, member }) => {
    const failure = await failureOf(id, request);

    expect(failure.details).toEqual([{ member, message: expect.any(String) as string }]);
    expect(world.connect.requests({ clientToken: id })).toEqual([]);
  });

  it('refuses options it does not know, naming them', async () => {
    const failure = await failureOf('invalid-3', aRequest(), { resendwindow: '1 minute' });

    expect(failure.details).toEqual([
      { member: 'options.resendwindow', message: 'is unknown; did you mean resendWindow?' },
    ]);
  });
});

describe('a call that Amazon Connect refuses', () => {
  it("fails with AWS's error name and nothing rings", async () => {
    const failure = await failureOf('refused-1', aRequest({ DestinationPhoneNumber: '+12065550140' }));

    expect({ type: failure.type, details: failure.details }).toEqual({
      type: 'DestinationNotAllowedException',
      details: [{ answer: 'refused', httpStatusCode: 403, requestId: expect.any(String) as string }],
    });
    expect(world.connect.ledger({ clientToken: 'refused-1' })).toEqual([]);
    expect(world.connect.requests({ clientToken: 'refused-1' })).toHaveLength(1);
  });
});

describe('the update contactId', () => {
  it('answers as soon as Connect has accepted, and again the same', async () => {
    await startByName('update-1', aRequest());

    const answers = await Promise.all([
      world.ringonce.call('update-1').contactId(),
      world.ringonce.call('update-1').contactId(),
    ]);

    const [ring] = world.connect.ledger({ clientToken: 'update-1' });
    expect(answers).toEqual([ring?.ContactId, ring?.ContactId]);
  });

  it('fails with the reason when the request is invalid', async () => {
    await startByName('update-2', {});

    await expect(world.ringonce.call('update-2').contactId()).rejects.toMatchObject({ name: 'InvalidRequestError' });
  });

  it('fails with the reason when the call has expired', async () => {
    await startByName('update-3', aRequest(), { expiresAt: '2026-01-01T00:00:00Z' });

    await expect(world.ringonce.call('update-3').contactId()).rejects.toMatchObject({ name: 'CallNotPlacedError' });
  });
});

it('a call that has expired before it could be dialled ends as EXPIRED and never rings', async () => {
  const handle = await startByName('expired-1', aRequest(), { expiresAt: '2026-01-01T00:00:00+01:00' });

  expect(await handle.result()).toEqual({
    outcome: 'EXPIRED',
    summary: 'Expired. Its time was over before it could be dialled; nothing rang.',
    reason: 'Its time was over before it could be dialled; nothing rang',
    schemaVersion: 1,
  });
  expect(world.connect.requests({ clientToken: 'expired-1' })).toEqual([]);
});

it('is dialled by none of the other queues, and by the dial queue alone', async () => {
  await world.ringonce.start('queues-1', aRequest(), { tracking: 'none' }).then((call) => call.result());

  const { events } = await world.ringonce.client.workflow.getHandle('queues-1').fetchHistory();

  const scheduled = (events ?? []).flatMap((event) => event.activityTaskScheduledEventAttributes ?? []);
  expect(scheduled.map(({ taskQueue, activityType }) => [taskQueue?.name, activityType?.name])).toEqual([
    ['ringonce-dial', 'startOutboundVoiceContact'],
  ]);
});

it('waits no longer than Amazon Connect remembers its token: 7 days, whatever it expires', async () => {
  const call = await world.ringonce.start('token-life', aRequest(), {
    tracking: 'none',
    expiresAt: '2126-01-01T00:00:00Z',
  });
  await call.result();

  const { dialBefore } = await call.view();

  const { startTime } = await world.ringonce.client.workflow.getHandle('token-life').describe();
  expect(Date.parse(dialBefore ?? '') - startTime.getTime()).toBe(7 * 24 * 3_600_000);
});
