import { expect, it } from 'vitest';
import type { StartedCall } from '../../src/client/index.js';
import { numberOf } from '../../src/connect-simulator/index.js';
import { aRequest } from '../support/requests.js';
import { startWorkerProcess } from '../support/worker-process.js';
import { startWorld, type World } from '../support/world.js';

/** Who dialled, and when the call was started: `pid@host` of the worker, from the history. */
async function dialOf(world: World, { workflowId }: StartedCall) {
  const history = await world.ringonce.client.workflow.getHandle(workflowId).fetchHistory();
  const events = history.events ?? [];
  const scheduled = events.find(
    ({ activityTaskScheduledEventAttributes: task }) => task?.activityType?.name === 'startOutboundVoiceContact',
  );
  const started = events.find(
    ({ activityTaskStartedEventAttributes: task }) => String(task?.scheduledEventId) === String(scheduled?.eventId),
  );
  return {
    pid: Number(started?.activityTaskStartedEventAttributes?.identity?.split('@')[0]),
    startedAtMs: Number(events[0]?.eventTime?.seconds) * 1000,
  };
}

const answered = aRequest({ DestinationPhoneNumber: numberOf('answered') });

it('workers on one machine share the work', { timeout: 120_000 }, async () => {
  await using world = await startWorld();
  const workers = await Promise.all([startWorkerProcess(world), startWorkerProcess(world)]);
  try {
    const ids = Array.from({ length: 80 }, (_, number) => `shared-${number}`);
    const calls = await Promise.all(
      ids.map((id) => world.ringonce.start(id, answered, { tracking: 'none', lines: 'unlimited' })),
    );
    await Promise.all(calls.map((call) => call.result()));

    for (const id of ids) expect(world.connect.ledger({ clientToken: id })).toHaveLength(1);
    const dials = await Promise.all(calls.map((call) => dialOf(world, call)));
    const share = workers.map((worker) => dials.filter(({ pid }) => pid === worker.pid).length / dials.length);
    expect(share.reduce((sum, part) => sum + part)).toBe(1);
    expect(Math.min(...share)).toBeGreaterThan(0.1);
  } finally {
    await Promise.all(workers.map((worker) => worker.kill()));
  }
});

/** As a deployment does it: each worker's successor is up before it is told to end, and dials in flight are let finish. */
it(
  'a rolling restart of all workers loses nothing, sends nothing twice and holds nothing up',
  { timeout: 180_000 },
  async () => {
    await using world = await startWorld({ timeScale: 60 });
    await world.startContactEvents();
    // Long enough that each of the workers has dials in flight when it is told to end.
    for (let number = 0; number < 60; number++)
      world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'slow', delayMs: 1_000 });
    const workers = [await startWorkerProcess(world), await startWorkerProcess(world)];
    const restart = new AbortController();
    const calls: StartedCall[] = [];
    const starting = (async () => {
      // One after the other: a stream of calls for as long as the restart takes.
      while (!restart.signal.aborted || calls.length < 120)
        calls.push(await world.ringonce.start(`rolling-${calls.length}`, answered, { lines: 'unlimited' }));
    })();
    try {
      for (let number = 0; number < 3; number++) {
        await world.connect.untilRings(20 * (number + 1));
        workers.push(await startWorkerProcess(world));
        expect(await workers.shift()?.terminate()).toBe(0);
      }
      restart.abort();
      await starting;
      const results = await Promise.all(calls.map((call) => call.result()));

      expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['ANSWERED']));
      const sent = calls.map(({ workflowId }) => world.connect.requests({ clientToken: workflowId }).length);
      expect(sent.filter((requests) => requests !== 1)).toEqual([]);
      expect(calls.filter(({ workflowId }) => world.connect.ledger({ clientToken: workflowId }).length !== 1)).toEqual(
        [],
      );
      const dials = await Promise.all(calls.map((call) => dialOf(world, call)));
      const waitedMs = dials.map(({ startedAtMs }, number) => {
        const [request] = world.connect.requests({ clientToken: calls[number]?.workflowId ?? '' });
        return Date.parse(request?.receivedAt ?? '') - startedAtMs;
      });
      expect(new Set(dials.map(({ pid }) => pid)).size).toBeGreaterThan(2);
      // What an ending worker has in its cache goes on elsewhere after 3 s at most; the rest is leeway for a busy machine.
      expect(Math.max(...waitedMs)).toBeLessThan(15_000);
    } finally {
      restart.abort();
      await Promise.all(workers.map((worker) => worker.kill()));
    }
  },
);
