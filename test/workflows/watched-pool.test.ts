import { afterAll, beforeAll, expect, it } from 'vitest';
import { linePoolStart, type LineRequest, type LineReturn } from '../../src/contract/lines.js';
import { linePoolType, lineSignals } from '../../src/contract/names.js';
import { startHandMadeWorkers } from '../support/hand-made-workers.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

it('as long as lines are lent, somebody watches: again when they are lent again, and when a look has just missed one', async () => {
  const { InstanceId } = aRequest();
  let begun = 0;
  let end = (): void => undefined;
  const watchLines = () => {
    begun++;
    return new Promise<void>((resolve) => (end = resolve));
  };
  await using _ = await startHandMadeWorkers(world, { watchLines });
  const { workflow } = world.ringonce.client;
  // Nobody works on it: it takes its line, and says nothing.
  await workflow.start('nobodys', { workflowId: 'silent', taskQueue: 'nobodys' });
  const line = { callId: 'silent', requestId: 'once' };
  const ask: LineRequest = { ...line, priority: 3, untilMs: Date.now() + 3_600_000 };
  const pool = await workflow.signalWithStart(linePoolType, {
    ...linePoolStart(InstanceId),
    args: [InstanceId],
    signal: lineSignals.ask,
    signalArgs: [ask],
  });
  const looks = () => expect.poll(() => begun, { timeout: 15_000 });
  await looks().toBe(1);
  await pool.signal<[LineReturn]>(lineSignals.giveBack, line);
  end();
  await pool.signal<[LineRequest]>(lineSignals.ask, ask);
  await looks().toBe(2);
  // It was lent after the look had begun.
  end();
  await looks().toBe(3);
  await pool.signal<[LineReturn]>(lineSignals.giveBack, line);
  end();
});
