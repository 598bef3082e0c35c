import proto from '@temporalio/proto';
import { expect, it } from 'vitest';
import type { StartedCall } from '../../src/client/index.js';
import { numberOf } from '../../src/connect-simulator/index.js';
import { aRequest } from '../support/requests.js';
import { startWorkerProcess } from '../support/worker-process.js';
import { startWorld, type World } from '../support/world.js';

/** Who dialled (`pid@host` of the worker), and how many workflow tasks were handed to a worker and never answered: from the history. */
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
    lostTasks: events.filter(
      ({ workflowTaskTimedOutEventAttributes: timedOut }) => timedOut?.timeoutType === startToClose,
    ).length,
  };
}

const startToClose = proto.temporal.api.enums.v1.TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE;

const answered = aRequest({ DestinationPhoneNumber: numberOf('answered') });

it('workers on one machine share the work', async () => {
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

/** Workers that are replaced, one after the other. */
const restarts = 3;

/** As a deployment does it: each worker's successor is up before it is told to end, and dials in flight are let finish. */
it('a rolling restart of all workers loses nothing, sends nothing twice and holds nothing up for long', async () => {
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
    for (let number = 0; number < restarts; number++) {
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
    expect(new Set(dials.map(({ pid }) => pid)).size).toBeGreaterThan(2);
    // The SDK drops tasks that it is handed in its last moments, which Temporal finds out after 10 s: at most one of a call in each restart,
    // and not in most calls.
    expect(dials.filter(({ lostTasks }) => lostTasks > restarts)).toEqual([]);
    expect(dials.filter(({ lostTasks }) => lostTasks > 0).length).toBeLessThan(dials.length / 2);
  } finally {
    restart.abort();
    await Promise.all(workers.map((worker) => worker.kill()));
  }
});
