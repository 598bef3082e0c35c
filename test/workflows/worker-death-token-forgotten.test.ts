import { expect, it } from 'vitest';
import { aRequest } from '../support/requests.js';
import { startWorkerProcess } from '../support/worker-process.js';
import { startWorld } from '../support/world.js';

it('with resendWindow 0 a call whose worker was killed rings once, although Connect forgets its token at once: UNKNOWN', async () => {
  // Calls last milliseconds here, and their tokens end with them.
  await using world = await startWorld({ tokenAfterEnd: 'new-contact', timeScale: 10_000 });
  const id = 'killed-window-0';
  world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'hang-after', match: { ClientToken: id } });
  const worker = await startWorkerProcess(world);
  const call = await world.ringonce.start(id, aRequest(), { tracking: 'none', resendWindow: 0 });
  await world.connect.untilRequests(1, { clientToken: id });

  await worker.kill();
  const successor = await startWorkerProcess(world);
  const result = await call.result();
  await successor.kill();

  expect(world.connect.ledger({ clientToken: id })).toHaveLength(1);
  expect(result).toMatchObject({ outcome: 'UNKNOWN' });
});
