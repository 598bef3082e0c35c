import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdmissionAnswer } from '../../src/contract/admission.js';
import type { PlacedContact } from '../../src/contract/dial.js';
import { startHandMadeWorkers } from '../support/hand-made-workers.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

/** What is decided about hours must not make "it may have rung" into "nothing rang". */
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const hours = { timeZone: 'UTC', weekly: { monday: ['09:00-17:00'] } };
const open: AdmissionAnswer = { is: 'dial' };
const closed: AdmissionAnswer = {
  is: 'wait',
  untilMs: Date.UTC(2101, 0),
  reason: 'CALLING_HOURS',
  inWords: 'in the next century',
};
const timeIsOver: AdmissionAnswer = {
  is: 'never',
  why: 'its time was over before it could be dialled',
  isTimeOver: true,
  issues: [{ member: 'expiresAt', message: 'has passed' }],
};
const unknownZone: AdmissionAnswer = {
  is: 'never',
  why: 'its time zone is not known here',
  isTimeOver: false,
  issues: [{ member: 'callingHours.timeZone', message: 'is not known' }],
};

const firstTry = { dialAttempts: 1, resent: false };

/** Workers that decide so, one time after the other, and then as the last time; each dial is taken at once. */
async function workersThatDecide(...answers: readonly AdmissionAnswer[]) {
  let decisions = 0;
  let dials = 0;
  const decideAdmission = () => Promise.resolve(answers[decisions++] ?? answers.at(-1) ?? open);
  const startOutboundVoiceContact = (): Promise<PlacedContact> =>
    Promise.resolve({ ContactId: `contact-${++dials}`, dialledAt: '2026-03-02T17:00:00.000Z', ...firstTry });
  const awaitContactEnd = () => Promise.resolve({ ContactId: `contact-${dials}`, disconnectReason: 'TELECOM_BUSY' });
  const workers = await startHandMadeWorkers(world, { startOutboundVoiceContact, awaitContactEnd, decideAdmission });
  return { workers, dials: () => dials };
}

async function reset(workflowId: string): Promise<void> {
  await world.ringonce.client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId },
    reason: 'an operator pressed Reset',
    workflowTaskFinishEventId: 4 as never,
    requestId: `${workflowId}-reset`,
  });
}

describe('a placed call that is reset', () => {
  async function placed(id: string) {
    const call = await world.ringonce.start(id, aRequest(), { callingHours: hours, tracking: 'none' });
    expect(await call.result()).toMatchObject({ outcome: 'PLACED' });
    await reset(id);
    return call;
  }

  it.each([
    { id: 'reset-late', what: 'when its time is over', decision: timeIsOver },
    { id: 'reset-elsewhere', what: 'on a worker that does not know its zone', decision: unknownZone },
  ])('$what ends as it did: neither expired nor invalid, for it has rung', async ({ id, decision }) => {
    const { workers, dials } = await workersThatDecide(open, decision);
    await using _ = workers;

    await placed(id);

    expect(await world.ringonce.call(id).result()).toMatchObject({ outcome: 'PLACED', ContactId: 'contact-1' });
    expect(dials()).toBe(1);
    const other = world.ringonce.start(id, aRequest({ Name: 'x' }), { tracking: 'none' });
    await expect(other).rejects.toMatchObject({ name: 'CallConflictError' });
  });

  it('when its hours are closed, and cancelled while it waits, ends as it did: its ID stays taken', async () => {
    const { workers, dials } = await workersThatDecide(open, closed);
    await using _ = workers;
    const call = await placed('reset-closed');
    await expect
      .poll(() =>
        call.view().then(
          ({ phase }) => phase,
          () => undefined,
        ),
      )
      .toBe('WAITING');

    await world.ringonce.client.workflow.getHandle('reset-closed').cancel();

    expect(await world.ringonce.call('reset-closed').result()).toMatchObject({
      outcome: 'PLACED',
      ContactId: 'contact-1',
    });
    expect(dials()).toBe(1);
    const other = world.ringonce.start('reset-closed', aRequest({ Name: 'x' }), { tracking: 'none' });
    await expect(other).rejects.toMatchObject({ name: 'CallConflictError' });
  });
});

describe('a follow-up whose zone is not known', () => {
  it('at its first attempt is invalid, and its ID is free again: nothing rang', async () => {
    const { workers, dials } = await workersThatDecide(unknownZone, open);
    await using _ = workers;
    const followUp = await world.ringonce.followUp('zone-1', aRequest(), { callingHours: hours });

    await expect(followUp.result()).rejects.toMatchObject({
      issues: [{ member: 'plan.callingHours.timeZone', message: 'is not known' }],
    });

    expect(dials()).toBe(0);
    const again = await world.ringonce.followUp('zone-1', aRequest({ Name: 'x' }), { maxAttempts: 1 });
    expect(again.state).toBe('started');
    expect(await again.result()).toMatchObject({ outcome: 'BUSY' });
  });

  it('at its second attempt fails too, but its ID stays taken: the first one rang', async () => {
    // Decided for the follow-up and for its attempt, then for the next one.
    const { workers, dials } = await workersThatDecide(open, open, unknownZone);
    await using _ = workers;
    const plan = { callingHours: hours, onOutcome: { BUSY: { wait: ['1s'] } } };
    const followUp = await world.ringonce.followUp('zone-2', aRequest(), plan);

    await expect(followUp.result()).rejects.toMatchObject({ code: 'CALL_REFUSED', type: 'AttemptInvalid' });

    expect(dials()).toBe(1);
    const other = world.ringonce.followUp('zone-2', aRequest({ Name: 'x' }));
    await expect(other).rejects.toMatchObject({ name: 'CallConflictError' });
  });
});
