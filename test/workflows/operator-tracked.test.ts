import { ApplicationFailure } from '@temporalio/common';
import proto from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callStatus } from '../../src/cli/call-status.js';
import { numberOf } from '../../src/connect-simulator/index.js';
import { workflowTypes } from '../../src/contract/index.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

/** An operator presses the UI's buttons on calls that are followed. Connect forgets a token as soon as its call has ended. */
let world: World;
beforeAll(async () => {
  world = await startWorld({ timeScale: 0, tokenAfterEnd: 'new-contact' });
  await world.startWorker();
  await world.startContactEvents();
});
afterAll(() => world[Symbol.asyncDispose]());

const namespace = 'default';
const rings = (id: string) => world.connect.ledger({ clientToken: id });
const shortest = { TrafficType: 'CAMPAIGN', RingTimeoutInSeconds: 15 } as const;

async function following(id: string, options = {}) {
  const request = aRequest({ ...shortest, DestinationPhoneNumber: numberOf('answered') });
  const call = await world.ringonce.start(id, request, { lookInterval: '1s', ...options });
  await call.contactId();
  // Temporal takes nobody's answer for an activity that no worker has begun.
  const { PENDING_ACTIVITY_STATE_STARTED: started } = proto.temporal.api.enums.v1.PendingActivityState;
  await expect.poll(async () => (await outcomeActivity(id))?.state).toBe(started);
  return call;
}

async function outcomeActivity(workflowId: string) {
  const { raw } = await world.ringonce.client.workflow.getHandle(workflowId).describe();
  return raw.pendingActivities?.find(({ activityId }) => activityId === 'outcome');
}

describe('Reset of the workflow to before its dial', () => {
  async function reset(workflowId: string): Promise<void> {
    const { runId } = await world.ringonce.client.workflow.getHandle(workflowId).describe();
    await world.ringonce.client.workflowService.resetWorkflowExecution({
      namespace,
      workflowExecution: { workflowId, runId },
      reason: 'an operator pressed Reset',
      workflowTaskFinishEventId: 4 as never,
      requestId: `${workflowId}-reset`,
    });
  }

  it('while it rings: inside the resend window the same contact is followed, one ring', async () => {
    const call = await following('reset-1');
    await reset('reset-1');
    await expect.poll(async () => (await call.view()).phase).toBe('FOLLOWING');
    world.connect.advance(60_000);

    expect(await call.result()).toMatchObject({
      outcome: 'ANSWERED',
      resent: true,
      ContactId: rings('reset-1')[0]?.ContactId,
    });
    expect(rings('reset-1')).toHaveLength(1);
  });

  it('with resendWindow 0 it is not sent again; the event of its end is adopted', async () => {
    const call = await following('reset-2', { resendWindow: 0 });
    await reset('reset-2');
    await expect.poll(async () => (await call.view()).phase).toBe('IN_DOUBT');
    world.connect.advance(60_000);

    expect(await call.result()).toMatchObject({ outcome: 'ANSWERED', ContactId: rings('reset-2')[0]?.ContactId });
    expect(rings('reset-2')).toHaveLength(1);
  });

  it('after its end, the token forgotten: it ends as it did and rings nobody', async () => {
    const call = await following('reset-3', { resendWindow: 0 });
    world.connect.advance(60_000);
    const result = await call.result();
    expect(result).toMatchObject({ outcome: 'ANSWERED' });

    await reset('reset-3');

    expect(await world.ringonce.call('reset-3').result()).toMatchObject(result);
    expect(rings('reset-3')).toHaveLength(1);
  });
});

describe('the activity outcome', () => {
  const activity = (workflowId: string) => ({ namespace, execution: { workflowId }, id: 'outcome' });

  it('reset, heartbeat dropped: an event still ends it', async () => {
    const call = await following('outcome-reset-1');
    await world.ringonce.client.workflowService.resetActivity({ ...activity('outcome-reset-1'), resetHeartbeat: true });
    world.connect.advance(60_000);

    expect(await call.result()).toMatchObject({ outcome: 'ANSWERED' });
    expect(rings('outcome-reset-1')).toHaveLength(1);
  });

  it('paused: an event still ends it', async () => {
    const call = await following('outcome-pause-1');
    await world.ringonce.client.workflowService.pauseActivity({
      ...activity('outcome-pause-1'),
      reason: 'an operator',
    });
    world.connect.advance(60_000);

    expect(await call.result()).toMatchObject({ outcome: 'ANSWERED' });
  });

  it('failed by hand: the call is UNKNOWN with that reason, not lost', async () => {
    const call = await following('outcome-fail-1');
    await world.ringonce.client.activity.fail(
      { workflowId: 'outcome-fail-1', activityId: 'outcome' },
      ApplicationFailure.nonRetryable('I looked: it rang out'),
    );

    const result = await call.result();
    expect(result).toMatchObject({ outcome: 'UNKNOWN', ContactId: rings('outcome-fail-1')[0]?.ContactId });
    expect(result.reason).toContain('I looked: it rang out');
  });
});

describe('Terminate', () => {
  it("leaves a contact that `ringonce show` names, also without a worker's answer", async () => {
    await following('terminated-1');
    await world.ringonce.client.workflow.getHandle('terminated-1').terminate('an operator');

    const status = await callStatus(world.ringonce, 'terminated-1');

    expect(status).toMatchObject({
      listed: { workflowStatus: 'TERMINATED' },
      leftBehind: { rang: 'yes', ContactId: rings('terminated-1')[0]?.ContactId },
    });
  });

  it('in mid-dial leaves a call that may ring, and `ringonce show` says so', async () => {
    const id = 'terminated-2';
    world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'hang-after', match: { ClientToken: id } });
    await world.ringonce.start(id, aRequest());
    await world.connect.untilRings(1, { clientToken: id });
    await world.ringonce.client.workflow.getHandle(id).terminate('an operator');

    expect((await callStatus(world.ringonce, id)).leftBehind).toEqual({ rang: 'maybe' });
  });

  /** As the UI's button does it: by Temporal's client, duplicates allowed. */
  async function startAgain(workflowId: string, options: object) {
    const handle = await world.ringonce.client.workflow.start(workflowTypes.outboundCall, {
      workflowId,
      taskQueue: 'ringonce',
      args: [aRequest({ ...shortest, DestinationPhoneNumber: numberOf('answered') }), options],
    });
    return world.ringonce.call(handle.workflowId);
  }

  /** Temporal lists a run a moment after it was closed. */
  async function isListed(workflowId: string): Promise<void> {
    const list = async () => {
      const { count } = await world.ringonce.client.workflow.count(
        `WorkflowId = '${workflowId}' AND ExecutionStatus = 'Terminated'`,
      );
      return count;
    };
    await expect.poll(list).toBe(1);
  }

  it('and start again under the same ID, its call over and its token forgotten, resendWindow 0: no second ring', async () => {
    await following('again-1', { resendWindow: 0 });
    await world.ringonce.client.workflow.getHandle('again-1').terminate('an operator');
    await isListed('again-1');
    world.connect.advance(60_000);

    const call = await startAgain('again-1', { resendWindow: 0, tracking: 'none' });

    expect(await call.result()).toMatchObject({ outcome: 'UNKNOWN' });
    expect(rings('again-1')).toHaveLength(1);
  });

  it('and start again under the same ID while it rings: the same contact, one ring', async () => {
    await following('again-2');
    await world.ringonce.client.workflow.getHandle('again-2').terminate('an operator');
    await isListed('again-2');

    const call = await startAgain('again-2', {});

    expect(await call.contactId()).toBe(rings('again-2')[0]?.ContactId);
    world.connect.advance(60_000);
    expect(await call.result()).toMatchObject({ outcome: 'ANSWERED', resent: true });
    expect(rings('again-2')).toHaveLength(1);
  });

  it('does not keep a call from being dialled whose earlier run surely rang nobody', async () => {
    const id = 'again-3';
    const refused = await world.ringonce.start(id, aRequest({ DestinationPhoneNumber: numberOf('not-allowed') }));
    await refused.result().catch(() => undefined);
    const isFailed = async () =>
      (await world.ringonce.client.workflow.count(`WorkflowId = '${id}' AND ExecutionStatus = 'Failed'`)).count;
    await expect.poll(isFailed).toBe(1);

    const call = await startAgain(id, { resendWindow: 0, tracking: 'none' });

    expect(await call.result()).toMatchObject({ outcome: 'PLACED', resent: false });
    expect(rings(id)).toHaveLength(1);
  });
});
