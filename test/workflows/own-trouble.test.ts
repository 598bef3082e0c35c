import { afterAll, beforeAll, expect, it } from 'vitest';
import { aRequest } from '../support/requests.js';
import { untilBackingOff } from '../support/until-backing-off.js';
import { startWorld, type World } from '../support/world.js';

/** Credentials that expire while calls are on their way. Every call ends at once. */
let world: World;
beforeAll(async () => {
  world = await startWorld({ timeScale: 10_000 });
  await world.startWorker();
  await world.startContactEvents();
});
afterAll(() => world[Symbol.asyncDispose]());

/** The pause is long: a person has to act first. Here nobody waits for it. */
async function tryAgainNow(workflowId: string): Promise<void> {
  const activity = { namespace: world.server.namespace, execution: { workflowId }, id: 'dial' };
  await world.ringonce.client.workflowService.pauseActivity(activity);
  await world.ringonce.client.workflowService.unpauseActivity(activity);
}

it.each(['ExpiredTokenException', 'InvalidSignatureException', 'UnrecognizedClientException'])(
  'a call that meets %s waits, says why, and is answered once that is over: one ring, nothing red',
  async (error) => {
    const id = `meets-${error}`;
    world.connect.inject({
      operation: 'StartOutboundVoiceContact',
      kind: 'error-before',
      error,
      match: { ClientToken: id },
    });
    const call = await world.ringonce.start(id, aRequest());
    await untilBackingOff(world, id);

    const { raw } = await world.ringonce.client.workflow.getHandle(id).describe();
    const [dial] = raw.pendingActivities ?? [];
    expect(dial?.lastFailure?.message).toMatch(
      new RegExp(`nothing rang: ${error} \\(HTTP 403\\): .*(renew|check the credentials|check the secret key)`),
    );
    await tryAgainNow(id);

    expect(await call.result()).toMatchObject({ outcome: 'ANSWERED' });
    expect(world.connect.ledger({ clientToken: id })).toHaveLength(1);
  },
);

it('a follow-up whose attempt meets expired credentials does not end with it', async () => {
  const id = 'follow-up-meets-expired';
  world.connect.inject({
    operation: 'StartOutboundVoiceContact',
    kind: 'error-before',
    error: 'ExpiredTokenException',
    match: { ClientToken: `${id}.1` },
  });
  const followUp = await world.ringonce.followUp(id, aRequest());
  await expect.poll(() => world.connect.requests({ clientToken: `${id}.1` }).length).toBe(1);
  await untilBackingOff(world, `${id}.1`);
  await tryAgainNow(`${id}.1`);

  expect(await followUp.result()).toMatchObject({ outcome: 'ANSWERED', attempts: [{ outcome: 'ANSWERED' }] });
});
