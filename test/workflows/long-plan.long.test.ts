import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberOf, type ScenarioName } from '../../src/connect-simulator/index.js';
import type { FollowUp, FollowUpPlan } from '../../src/client/index.js';
import { poll } from '../support/poll.js';
import { aRequest } from '../support/requests.js';
import { runsOf } from '../support/runs.js';
import { startWorld, type World } from '../support/world.js';

/** Long plans go on in further runs: nothing is lost or done twice on the way. */
let world: World;
beforeAll(async () => {
  world = await startWorld({ timeScale: 0 });
  await world.startWorker();
  await world.startContactEvents();
});
afterAll(() => world[Symbol.asyncDispose]());

/** Where a history is handed over, and an attempt with its wait. */
const bound = 300 + 40;
const farAway = (day: number) => new Date(Date.UTC(2100, 0, day)).toISOString();
const rings = (id: string) => world.connect.ledger({ clientToken: id });
const handle = (id: string, runId?: string) => world.ringonce.client.workflow.getHandle(id, runId);

async function start(id: string, plan: FollowUpPlan, scenario: ScenarioName = 'busy') {
  const followUp = await world.ringonce.followUp(id, aRequest({ DestinationPhoneNumber: numberOf(scenario) }), plan);
  const { runId } = await handle(id).describe();
  return { followUp, firstRunId: runId };
}

const untilPhase = (followUp: FollowUp, phase: string) =>
  poll(
    () => followUp.view(),
    (view) => expect(view.phase).toBe(phase),
  );

/** Beside each other: between its attempts each waits a second. */
describe('a plan of 30 attempts', () => {
  beforeAll(() => world.connect.configure({ timeScale: 1000 }));
  afterAll(() => world.connect.configure({ timeScale: 0 }));

  const plan: FollowUpPlan = { maxAttempts: 30, onOutcome: { BUSY: { wait: ['1s'] } } };

  it.concurrent('is made of runs whose histories are bounded; each attempt rings once, and all are told', async () => {
    const id = 'thirty';
    const { followUp, firstRunId } = await start(id, plan);

    const result = await followUp.result();

    const runs = await runsOf(world.ringonce, id, firstRunId);
    expect(runs.length).toBeGreaterThan(1);
    for (const { events } of runs) expect(events).toBeLessThan(bound);
    const ids = Array.from({ length: 30 }, (_, index) => `${id}.${index + 1}`);
    expect(result).toMatchObject({ outcome: 'BUSY', ended: 'attempts-used' });
    expect(result.attempts.map(({ workflowId, ContactId }) => [workflowId, ContactId])).toEqual(
      ids.map((attempt) => [attempt, rings(attempt)[0]?.ContactId]),
    );
    for (const attempt of ids) expect(rings(attempt)).toHaveLength(1);
    expect((await followUp.view()).timeline.length).toBeLessThanOrEqual(60);
  });

  it.concurrent(
    'bothered all the time: every wish that was answered stands, and no attempt is lost or made twice',
    async () => {
      const id = 'bothered';
      const { followUp, firstRunId } = await start(id, { ...plan, maxAttempts: 12 });
      let isOver = false;
      const over = followUp.result().finally(() => (isOver = true));
      const refused: unknown[] = [];
      const ask = (wish: () => Promise<unknown>) =>
        wish().catch((error: unknown) => {
          refused.push(error);
        });
      /** One after the other: what the last one asked for is what stands. */
      const rescheduling = async () => {
        for (let day = 1; !isOver; day++) {
          await ask(async () => {
            const view = await followUp.reschedule({ expiresAt: farAway(day) });
            expect(view.expiresAt).toBe(farAway(day));
          });
        }
      };
      const pausing = async () => {
        while (!isOver) {
          await ask(() => followUp.pause());
          await ask(() => followUp.resume());
          await ask(() => followUp.callNow());
        }
      };
      const [result] = await Promise.all([over, rescheduling(), pausing()]);

      expect(result).toMatchObject({ ended: 'attempts-used' });
      expect(result.attempts.map(({ attempt }) => attempt)).toEqual(
        Array.from({ length: 12 }, (_, index) => index + 1),
      );
      for (const { workflowId, ContactId } of result.attempts)
        expect(rings(workflowId).map((ring) => ring.ContactId)).toEqual([ContactId]);
      expect(rings(`${id}.13`)).toEqual([]);
      const runs = await runsOf(world.ringonce, id, firstRunId);
      expect(runs.length).toBeGreaterThan(1);
      // Nothing is handed over while an attempt is under way: what is asked for meanwhile, however much, comes on top.
      for (const { events, eventsDuringChild } of runs) expect(events - eventsDuringChild).toBeLessThan(bound);
      // Refused for what the follow-up was doing, and for nothing else.
      const codes = new Set(refused.map((error) => (error as { code?: string }).code ?? String(error)));
      expect([...codes].filter((code) => code !== 'ACTION_REFUSED')).toEqual([]);
    },
  );
});

/** Answered wishes, until the run's history has grown beyond what is handed over. */
async function growHistory(id: string, followUp: FollowUp): Promise<void> {
  for (let day = 1; (await handle(id).describe()).historyLength < 310; day++)
    await followUp.reschedule({ expiresAt: farAway(day) });
}

/** Answered wishes, until another run has taken over. */
async function growUntilHandedOver(id: string, followUp: FollowUp, firstRunId: string): Promise<void> {
  for (let day = 1; (await handle(id).describe()).runId === firstRunId; day++)
    await followUp.reschedule({ expiresAt: farAway(day) });
}

describe('a wish that comes before the hand-over', () => {
  async function ringing(id: string, plan: FollowUpPlan = {}) {
    const { followUp, firstRunId } = await start(id, plan);
    await world.connect.untilRings(1, { clientToken: `${id}.1` });
    await untilPhase(followUp, 'CALLING');
    await growHistory(id, followUp);
    return { followUp, firstRunId };
  }

  async function untilHandedOver(id: string, firstRunId: string) {
    world.connect.advance(5_000);
    await expect.poll(async () => (await handle(id).describe()).runId).not.toBe(firstRunId);
  }

  it('to pause holds the next run', async () => {
    const { followUp, firstRunId } = await ringing('paused');
    await followUp.pause();

    await untilHandedOver('paused', firstRunId);

    await untilPhase(followUp, 'PAUSED');
    expect(await followUp.view()).toMatchObject({ attempt: 2, attempts: [{ outcome: 'BUSY' }] });
    expect(await followUp.resume()).toMatchObject({ phase: 'WAITING', hold: { reason: 'BETWEEN_ATTEMPTS' } });
  });

  it('to make no further attempt counts: the call in progress was the last one', async () => {
    const { followUp } = await ringing('left');
    await followUp.cancel({ callInProgress: 'leave' });

    world.connect.advance(5_000);

    expect(await followUp.result()).toMatchObject({ ended: 'cancelled', attempts: [{ outcome: 'BUSY' }] });
    expect(rings('left.2')).toEqual([]);
  });

  it('to expire counts in the next run', async () => {
    const { followUp, firstRunId } = await ringing('expires');
    await followUp.reschedule({ expiresAt: farAway(400) });

    await untilHandedOver('expires', firstRunId);

    expect(await followUp.view()).toMatchObject({ expiresAt: farAway(400) });
  });

  it('to call now waits for the opening in the next run too, and is the same wish', async () => {
    const id = 'call-now';
    const { followUp, firstRunId } = await start(id, { onOutcome: { BUSY: { wait: ['90 days'] } } });
    await world.connect.untilRings(1, { clientToken: `${id}.1` });
    world.connect.advance(5_000);
    await untilPhase(followUp, 'WAITING');
    await followUp.reschedule({ callingHours: closedToday() });
    expect(await followUp.callNow()).toMatchObject({ phase: 'WAITING', hold: { reason: 'CALLING_HOURS' } });
    await growUntilHandedOver(id, followUp, firstRunId);

    // Without the wish it would be due in 90 days.
    expect(await followUp.reschedule({ callingHours: null })).toMatchObject({ phase: 'CALLING', attempt: 2 });
  });
});

/** What the UI shows as current details. */
async function currentDetails(workflowId: string): Promise<string> {
  const metadata = await handle(workflowId).query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
}

/** Hours of every day that are closed now, and for at least an hour more. */
function closedToday(): NonNullable<FollowUpPlan['callingHours']> {
  const clock = (ms: number) => new Date(Date.now() + ms).toISOString().slice(11, 16);
  const span = `${clock(2 * 3_600_000)}-${clock(5 * 3_600_000)}`;
  const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
  return { timeZone: 'UTC', weekly: Object.fromEntries(days.map((day) => [day, [span]])) };
}

describe('the hand-over of a follow-up that waits', () => {
  it('keeps what the UI shows: memo, search attributes, timeline; the request, which Temporal drops, in the current details', async () => {
    const id = 'shown';
    const { followUp, firstRunId } = await start(id, { onOutcome: { BUSY: { wait: ['1 hour'] } } });
    await world.connect.untilRings(1, { clientToken: `${id}.1` });
    world.connect.advance(5_000);
    await untilPhase(followUp, 'WAITING');
    const shown = async () => {
      const { memo, typedSearchAttributes } = await handle(id).describe();
      const attributes = typedSearchAttributes.getAll().filter(({ key }) => key.name.startsWith('Call'));
      return { memo, attributes: Object.fromEntries(attributes.map(({ key, value }) => [key.name, value])) };
    };
    const before = await shown();
    expect(before).toMatchObject({
      memo: { 'ringonce-first-use': true },
      attributes: { CallPhase: 'WAITING', CallHoldReason: 'BETWEEN_ATTEMPTS', CallAttempt: 2 },
    });
    const { timeline: told } = await followUp.view();
    const details = (await (await handle(id).describe()).staticDetails()) ?? '';
    expect(details).toContain('DestinationPhoneNumber: +1 206 ••• ••30');
    expect(await currentDetails(id)).not.toContain(details);

    await growUntilHandedOver(id, followUp, firstRunId);

    await untilPhase(followUp, 'WAITING');
    await expect.poll(shown).toEqual(before);
    const { timeline, attempts, hold } = await followUp.view();
    expect(attempts).toMatchObject([{ attempt: 1, outcome: 'BUSY' }]);
    expect(hold).toMatchObject({ reason: 'BETWEEN_ATTEMPTS' });
    // Wherever the next run begins, what is waited for is told once.
    expect(timeline.slice(-2).map(({ what }) => what)).toEqual(['Rescheduled', told.at(-1)?.what]);
    expect(await currentDetails(id)).toContain(details);
  });

  it('takes the attributes of the wait away when the next attempt begins', async () => {
    const id = 'attributes';
    const { followUp, firstRunId } = await start(id, { onOutcome: { BUSY: { wait: ['1 hour'] } } });
    await world.connect.untilRings(1, { clientToken: `${id}.1` });
    world.connect.advance(5_000);
    await untilPhase(followUp, 'WAITING');
    await growUntilHandedOver(id, followUp, firstRunId);
    await followUp.callNow();

    const { typedSearchAttributes } = await handle(id).describe();

    const names = typedSearchAttributes.getAll().map(({ key }) => key.name);
    expect(names).toContain('CallAttempt');
    expect(names).not.toContain('CallHoldReason');
    expect(names).not.toContain('CallNextAttemptAt');
  });
});
