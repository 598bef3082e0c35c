import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberOf, type ScenarioName } from '../../src/connect-simulator/index.js';
import type { FollowUp, FollowUpPlan } from '../../src/client/index.js';
import { taskQueues, workflowTypes } from '../../src/contract/names.js';
import { aRequest } from '../support/requests.js';
import { validatorOf } from '../support/schemas.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld({ timeScale: 60 });
  await world.startWorker();
  await world.startContactEvents();
});
afterAll(() => world[Symbol.asyncDispose]());

const rings = (id: string) => world.connect.ledger({ clientToken: id });

function start(id: string, scenario: ScenarioName, plan: FollowUpPlan = {}) {
  return world.ringonce.followUp(id, aRequest({ DestinationPhoneNumber: numberOf(scenario) }), plan);
}

const validate = validatorOf('follow-up-result');

/** Whoever reads the result in another language relies on its JSON Schema. */
async function validResultOf(followUp: FollowUp) {
  const result = await followUp.result();
  expect(validate(result), JSON.stringify(validate.errors)).toBe(true);
  return result;
}

/** Seconds instead of hours between two attempts. */
const soon: FollowUpPlan['onOutcome'] = {
  BUSY: { wait: ['1s'] },
  NO_ANSWER: { wait: ['1s'] },
};

describe('a follow-up', () => {
  it('that is answered at once makes one attempt', async () => {
    const followUp = await start('answered', 'answered');
    expect(await validResultOf(followUp)).toMatchObject({
      outcome: 'ANSWERED',
      ended: 'goal',
      attempts: [{ attempt: 1, workflowId: 'answered.1', outcome: 'ANSWERED' }],
    });
    expect(rings('answered.1')).toHaveLength(1);
  });

  it('that another language starts under an ID too long for its attempts fails, instead of being stuck', async () => {
    const workflowId = '電'.repeat(333);
    const { workflow } = world.ringonce.client;
    const handle = await workflow.start(workflowTypes.followUp, {
      workflowId,
      taskQueue: taskQueues.calls,
      args: [aRequest()],
    });
    await expect(world.ringonce.followUpOf(workflowId).result()).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      issues: [{ member: 'workflowId', message: 'is longer than 250 bytes in UTF-8: its attempts add up to .100' }],
    });
    expect((await handle.describe()).status.name).toBe('FAILED');
    await expect(world.ringonce.followUp(workflowId, aRequest())).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('goes on while it is busy, until its attempts are used', async () => {
    const followUp = await start('busy', 'busy', { maxAttempts: 3, onOutcome: soon });
    const result = await validResultOf(followUp);
    expect(result).toMatchObject({ outcome: 'BUSY', ended: 'attempts-used' });
    expect(result.attempts.map(({ workflowId }) => workflowId)).toEqual(['busy.1', 'busy.2', 'busy.3']);
    for (const { workflowId } of result.attempts) expect(rings(workflowId)).toHaveLength(1);
  });

  it('waits for its next attempt, pauses, resumes, is called now', async () => {
    const followUp = await start('steered', 'busy', { maxAttempts: 3 });
    await expect.poll(async () => (await followUp.view()).phase).toBe('WAITING');
    expect(await followUp.view()).toMatchObject({ attempt: 2, hold: { reason: 'BETWEEN_ATTEMPTS' } });

    expect(await followUp.pause()).toMatchObject({ phase: 'PAUSED', hold: { reason: 'PAUSED' } });
    await expect(followUp.callNow()).rejects.toMatchObject({ code: 'ACTION_REFUSED' });
    expect(await followUp.resume()).toMatchObject({ phase: 'WAITING' });
    expect(await followUp.callNow()).toMatchObject({ phase: 'CALLING', attempt: 2 });
    await expect.poll(async () => (await followUp.view()).attempts.length).toBe(2);

    await expect.poll(async () => (await followUp.view()).phase).toBe('WAITING');
    expect(await followUp.cancel()).toMatchObject({ phase: 'ENDED', ended: 'cancelled', outcome: 'BUSY' });
    expect(await validResultOf(followUp)).toMatchObject({ ended: 'cancelled', attempts: [{}, {}] });
    expect(rings('steered.3')).toEqual([]);
  });

  it.each<{ scenario: ScenarioName; plan?: FollowUpPlan; result: object }>([
    { scenario: 'invalid-number', result: { outcome: 'INVALID_NUMBER', ended: 'no-further-attempt', attempts: [{}] } },
    {
      scenario: 'voicemail',
      plan: { goal: ['VOICEMAIL', 'ANSWERED'] },
      result: { outcome: 'VOICEMAIL', ended: 'goal' },
    },
    { scenario: 'busy', plan: { onOutcome: { BUSY: { atMost: 0 } } }, result: { ended: 'no-further-attempt' } },
    { scenario: 'busy', plan: { expiresAfter: '5 minutes' }, result: { outcome: 'BUSY', ended: 'expired' } },
    { scenario: 'busy', plan: { maxAttempts: 1 }, result: { ended: 'attempts-used' } },
  ])('to $scenario ends as $result', async ({ scenario, plan = {}, result }) => {
    const request = aRequest({
      DestinationPhoneNumber: numberOf(scenario),
      TrafficType: 'CAMPAIGN',
      AnswerMachineDetectionConfig: { EnableAnswerMachineDetection: true },
    });
    const id = `ends-${scenario}-${JSON.stringify(plan)}`;
    const followUp = await world.ringonce.followUp(id, request, plan);

    expect(await validResultOf(followUp)).toMatchObject(result);
    expect(rings(`${id}.1`)).toHaveLength(1);
    expect(rings(`${id}.2`)).toEqual([]);
  });

  it('whose time is over before its first attempt makes none', async () => {
    const followUp = await start('too-late', 'answered', { expiresAt: '2026-01-01T00:00:00Z' });

    expect(await validResultOf(followUp)).toMatchObject({ outcome: 'EXPIRED', ended: 'expired', attempts: [] });
    expect(rings('too-late.1')).toEqual([]);
  });
});
