import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CallOptions, LinesView } from '../../src/client/index.js';
import { numberOf } from '../../src/connect-simulator/index.js';
import type { LineReturn } from '../../src/contract/lines.js';
import { linePoolId, lineSignals } from '../../src/contract/names.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

const { InstanceId } = aRequest();
let world: World;
beforeAll(async () => {
  // One line at the local Connect as well: a call over it is never in the ledger.
  world = await startWorld({ lines: 1, timeScale: 36 });
  await world.startWorker();
  await world.startContactEvents();
});
afterAll(() => world[Symbol.asyncDispose]());

const pool = () => world.ringonce.client.workflow.getHandle(linePoolId(InstanceId));
const view = () => world.ringonce.lines.of(InstanceId);
const until = (usage: Partial<LinesView>) => expect.poll(view, { timeout: 15_000 }).toMatchObject(usage);
const start = (id: string, options: CallOptions = {}, number = numberOf('answered')) =>
  world.ringonce.start(id, aRequest({ DestinationPhoneNumber: number }), { lines: 'pool', ...options });

it(
  'a pool whose history has become long goes on in another run, with all that it knew',
  { timeout: 120_000 },
  async () => {
    await world.ringonce.lines.set(InstanceId, { lines: 3, reserve: 2 });
    await start('talks', {}, numberOf('long-talk'));
    await world.connect.untilRings(1);
    const first = await start('first');
    await until({ waiting: 1 });
    const second = await start('second', { priority: 1 });
    await until({ waiting: 2 });
    const before = await view();
    const { runId } = await pool().describe();

    await untilLong();
    await expect.poll(async () => (await pool().describe()).runId, { timeout: 15_000 }).not.toBe(runId);
    expect(await view()).toEqual(before);
    world.connect.advance(3_600_000);
    expect(await Promise.all([first.result(), second.result()])).toMatchObject([
      { outcome: 'ANSWERED' },
      { outcome: 'ANSWERED' },
    ]);
    expect(world.connect.ledger().map(({ ClientToken }) => ClientToken)).toEqual(['talks', 'second', 'first']);
    await until({ busy: 0, waiting: 0 });
  },
);

/** Messages that change nothing, a few at once as calls would send them. */
async function untilLong(): Promise<void> {
  for (let sent = 0; sent < 3_000; sent += 50) {
    const messages = Array.from({ length: 50 }, () => ({ callId: 'nobody', requestId: 'none' }));
    await Promise.all(messages.map((message) => pool().signal<[LineReturn]>(lineSignals.giveBack, message)));
  }
}
