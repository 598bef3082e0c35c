import type { ConnectionLike } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { expect, it } from 'vitest';
import { queueFindings } from '../../src/cli/doctor/queues.js';
import { readPollersOfAll } from '../../src/temporal/task-queue.js';

const nowMs = Date.now();

/** Temporal as it remembers pollers, by how many milliseconds ago they polled last. */
const remembering = (agoMs: Readonly<Record<string, number>>) =>
  ({
    workflowService: {
      describeTaskQueue: () =>
        Promise.resolve({
          pollers: Object.entries(agoMs).map(([identity, ago]) => ({
            identity,
            lastAccessTime: msToTs(nowMs - ago),
          })),
        }),
    },
  }) as unknown as ConnectionLike;

it('leaves out a worker that has ended, which Temporal remembers for 5 minutes', async () => {
  const queues = await readPollersOfAll(remembering({ dead: 120_000, ended: 80_000, alive: 1_000 }), 'default', nowMs);

  expect(queues.map(({ pollers }) => pollers.map(({ identity }) => identity))).toEqual([
    ['alive'],
    ['alive'],
    ['alive'],
  ]);
});

it('tells how long ago a worker was seen that may have ended: doctor said that it polls', async () => {
  const findings = async (agoMs: Readonly<Record<string, number>>) =>
    queueFindings({ connection: remembering(agoMs), options: { namespace: 'default' } } as never, nowMs);

  expect((await findings({ idle: 40_000, busy: 1_000 }))[0]).toMatchObject({
    is: 'ok',
    says: 'polled by 2 workers: idle (last seen 40 s ago), busy',
  });
  expect((await findings({ dead: 120_000 }))[0]).toMatchObject({ is: 'broken' });
});
