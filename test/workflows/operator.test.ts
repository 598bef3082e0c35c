import { afterAll, beforeAll, expect, it } from 'vitest';
import { aRequest } from '../support/requests.js';
import { untilBackingOff } from '../support/until-backing-off.js';
import { startWorld, type World } from '../support/world.js';

/** Operators press the UI's buttons; Connect forgets a token as soon as its call has ended, and every call ends at once. */
let world: World;
beforeAll(async () => {
  world = await startWorld({ tokenAfterEnd: 'new-contact', timeScale: 10_000 });
  await world.startWorker();
});
afterAll(() => world[Symbol.asyncDispose]());

const namespace = 'default';

async function reset(workflowId: string, { ringonce } = world): Promise<void> {
  const { runId } = await ringonce.client.workflow.getHandle(workflowId).describe();
  await ringonce.client.workflowService.resetWorkflowExecution({
    namespace,
    workflowExecution: { workflowId, runId },
    reason: 'an operator pressed Reset',
    // The end of the first workflow task: just before the dial was scheduled.
    workflowTaskFinishEventId: 4 as never,
    requestId: `${workflowId}-reset`,
  });
}

it('a placed call that is reset does not ring again, and ends as it did', async () => {
  const { ContactId } = await (
    await world.ringonce.start('reset-1', aRequest(), { tracking: 'none', resendWindow: 0 })
  ).result();
  expect(world.connect.ledger({ clientToken: 'reset-1' })).toHaveLength(1);

  await reset('reset-1');

  expect(await world.ringonce.call('reset-1').result()).toMatchObject({ outcome: 'PLACED', ContactId });
  expect(world.connect.ledger({ clientToken: 'reset-1' })).toHaveLength(1);
});

it('a placed call that is reset within its resend window adopts its contact when Connect keeps the token', async () => {
  world.connect.configure({ tokenAfterEnd: 'same-contact' });
  const { ContactId } = await (await world.ringonce.start('reset-2', aRequest(), { tracking: 'none' })).result();

  await reset('reset-2');

  expect(await world.ringonce.call('reset-2').result()).toMatchObject({ outcome: 'PLACED', ContactId });
  expect(world.connect.ledger({ clientToken: 'reset-2' })).toHaveLength(1);
  world.connect.configure({ tokenAfterEnd: 'new-contact' });
});

it.each([{ resetHeartbeat: true }, { resetHeartbeat: false }])(
  'the dial activity reset ($resetHeartbeat: heartbeat dropped) after a lost answer, resendWindow 1 second: one ring',
  async ({ resetHeartbeat }) => {
    const id = `activity-reset-${String(resetHeartbeat)}`;
    world.connect.inject({
      operation: 'StartOutboundVoiceContact',
      kind: 'error-after',
      times: 50,
      match: { ClientToken: id },
    });
    const call = await world.ringonce.start(id, aRequest(), { tracking: 'none', resendWindow: '2.5s' });
    await untilBackingOff(world, id);
    await world.ringonce.client.workflowService.pauseActivity({ namespace, execution: { workflowId: id }, id: 'dial' });
    await expect
      .poll(() => Date.now() - Date.parse(world.connect.ledger({ clientToken: id })[0]?.ringStartedAt ?? ''), {
        timeout: 150_000,
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

it.each([
  { what: 'a placed call', id: 'reset-late-1', expiresInMs: 3_000, outcome: 'PLACED', rings: 1 },
  { what: 'an expired call', id: 'reset-late-2', expiresInMs: -600_000, outcome: 'EXPIRED', rings: 0 },
])('$what that is reset after its dialling time ends as it did and does not get stuck', async (story) => {
  const { id, expiresInMs, outcome, rings } = story;
  const expiresAtMs = Date.now() + expiresInMs;
  const call = await world.ringonce.start(id, aRequest(), {
    tracking: 'none',
    expiresAt: new Date(expiresAtMs).toISOString(),
  });
  expect(await call.result()).toMatchObject({ outcome });
  await expect.poll(() => Date.now(), { timeout: 150_000 }).toBeGreaterThan(expiresAtMs);

  await reset(id);

  expect(await world.ringonce.call(id).result()).toMatchObject({ outcome });
  expect(world.connect.ledger({ clientToken: id })).toHaveLength(rings);
});

it('a call cancelled after an operator dropped the heartbeat of its lost answer is UNKNOWN, not Cancelled', async () => {
  const id = 'reset-then-cancel';
  world.connect.inject({
    operation: 'StartOutboundVoiceContact',
    kind: 'error-after',
    times: 50,
    match: { ClientToken: id },
  });
  const call = await world.ringonce.start(id, aRequest(), { tracking: 'none' });
  await untilBackingOff(world, id);
  const activity = { namespace, execution: { workflowId: id }, id: 'dial' };
  await world.ringonce.client.workflowService.pauseActivity(activity);
  await world.ringonce.client.workflowService.resetActivity({ ...activity, resetHeartbeat: true, keepPaused: true });

  await world.ringonce.client.workflow.getHandle(id).cancel();

  expect(await call.result()).toMatchObject({ outcome: 'UNKNOWN' });
});

it('whoever waits for a call while an operator resets it gets the answer of the reset run', async () => {
  const id = 'reset-while-waiting';
  world.connect.configure({ tokenAfterEnd: 'same-contact' });
  world.connect.inject({
    operation: 'StartOutboundVoiceContact',
    kind: 'throttle',
    times: 3,
    match: { ClientToken: id },
  });
  const call = await world.ringonce.start(id, aRequest(), { tracking: 'none' });
  const answers = Promise.all([call.result(), call.contactId()]);
  await untilBackingOff(world, id);

  await reset(id);

  const [{ outcome, ContactId }, contactId] = await answers;
  expect({ outcome, ContactId, contactId }).toEqual({
    outcome: 'PLACED',
    ContactId: world.connect.ledger({ clientToken: id })[0]?.ContactId,
    contactId: ContactId,
  });
  expect(await call.view()).toMatchObject({ outcome: 'PLACED', ContactId });
  world.connect.configure({ tokenAfterEnd: 'new-contact' });
});

it('a placed call that is reset and cancelled at once ends as it did, not as Cancelled, and its ID stays taken', async () => {
  await using idle = await startWorld();
  const worker = await idle.startWorker();
  await (await idle.ringonce.start('reset-cancelled', aRequest(), { tracking: 'none' })).result();
  await worker.shutdown();
  await reset('reset-cancelled', idle);
  await idle.ringonce.client.workflow.getHandle('reset-cancelled').cancel();

  await idle.startWorker();

  expect(await idle.ringonce.call('reset-cancelled').result()).toMatchObject({ outcome: 'PLACED' });
  const other = idle.ringonce.start('reset-cancelled', aRequest({ Name: 'x' }), { tracking: 'none' });
  await expect(other).rejects.toMatchObject({ name: 'CallConflictError' });
  expect(idle.connect.ledger()).toHaveLength(1);
});
