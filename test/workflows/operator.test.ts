import { afterAll, beforeAll, expect, it } from 'vitest';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

/** Operators press the UI's buttons; Connect forgets a token as soon as its call has ended, and every call ends at once. */
let world: World;
beforeAll(async () => {
  world = await startWorld({ tokenAfterEnd: 'new-contact', timeScale: 10_000 });
  await world.startWorker();
});
afterAll(() => world[Symbol.asyncDispose]());

const namespace = 'default';

async function reset(workflowId: string): Promise<void> {
  const { runId } = await world.ringonce.client.workflow.getHandle(workflowId).describe();
  await world.ringonce.client.workflowService.resetWorkflowExecution({
    namespace,
    workflowExecution: { workflowId, runId },
    reason: 'an operator pressed Reset',
    // The end of the first workflow task: just before the dial was scheduled.
    workflowTaskFinishEventId: 4 as never,
    requestId: `${workflowId}-reset`,
  });
}

it('a placed call that is reset with resendWindow 0 does not ring again: UNKNOWN', async () => {
  await (await world.ringonce.start('reset-1', aRequest(), { resendWindow: 0 })).result();
  expect(world.connect.ledger({ clientToken: 'reset-1' })).toHaveLength(1);

  await reset('reset-1');

  expect(await world.ringonce.call('reset-1').result()).toMatchObject({ outcome: 'UNKNOWN' });
  expect(world.connect.ledger({ clientToken: 'reset-1' })).toHaveLength(1);
});

it('a placed call that is reset within its resend window adopts its contact when Connect keeps the token', async () => {
  world.connect.configure({ tokenAfterEnd: 'same-contact' });
  const { ContactId } = await (await world.ringonce.start('reset-2', aRequest())).result();

  await reset('reset-2');

  expect(await world.ringonce.call('reset-2').result()).toMatchObject({ outcome: 'PLACED', ContactId });
  expect(world.connect.ledger({ clientToken: 'reset-2' })).toHaveLength(1);
  world.connect.configure({ tokenAfterEnd: 'new-contact' });
});

it.each([{ resetHeartbeat: true }, { resetHeartbeat: false }])(
  'the dial activity reset ($resetHeartbeat: heartbeat dropped) after a lost answer, resendWindow 1 second: one ring',
  async ({ resetHeartbeat }) => {
    const id = `activity-reset-${String(resetHeartbeat)}`;
    world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'error-after', match: { ClientToken: id } });
    const call = await world.ringonce.start(id, aRequest(), { resendWindow: '2.5s' });
    await expect
      .poll(
        async () => (await world.ringonce.client.workflow.getHandle(id).describe()).raw.pendingActivities?.[0]?.attempt,
      )
      .toBe(2);
    await world.ringonce.client.workflowService.pauseActivity({ namespace, execution: { workflowId: id }, id: 'dial' });
    await expect
      .poll(() => Date.now() - Date.parse(world.connect.ledger({ clientToken: id })[0]?.ringStartedAt ?? ''), {
        timeout: 10_000,
      })
      .toBeGreaterThan(2_600);

    await world.ringonce.client.workflowService.resetActivity({
      namespace,
      execution: { workflowId: id },
      id: 'dial',
      resetHeartbeat,
      keepPaused: false,
    });
    await world.ringonce.client.workflowService
      .unpauseActivity({ namespace, execution: { workflowId: id }, id: 'dial' })
      .catch(() => undefined);

    expect(await call.result()).toMatchObject({ outcome: 'UNKNOWN' });
    expect(world.connect.ledger({ clientToken: id })).toHaveLength(1);
  },
);
