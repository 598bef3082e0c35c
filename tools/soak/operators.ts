// The buttons that operators press in a soak, in ringonce and in the Temporal UI.
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { RingonceClient } from '../../src/client/index.js';
import type { Extent } from './extent.js';
import type { Load } from './load.js';

export const callButtons = ['cancel', 'hang-up', 'reschedule', 'pause-dial', 'reset'] as const;
export const followUpButtons = ['cancel', 'leave', 'pause', 'call-now', 'reschedule', 'reset'] as const;
export const scheduleButtons = ['pause', 'trigger'] as const;

export type Button = (typeof callButtons)[number] | (typeof followUpButtons)[number] | (typeof scheduleButtons)[number];

/** Whether it may keep something from being dialled, or end it. */
export const endsCalls = (button: Button): boolean => ['cancel', 'hang-up', 'leave'].includes(button);

export interface Press {
  readonly of: 'call' | 'follow-up' | 'schedule';
  readonly id: string;
  readonly button: Button;
  /** From the begin of the load. */
  readonly atMs: number;
  /** How long what is paused stays so. */
  readonly forMs: number;
}

/** One item in eight has a button pressed, from before its start until well after it. */
export function pressesOf(load: Load, { durationMs }: Extent): fc.Arbitrary<readonly Press[]> {
  const forMs = fc.integer({ min: 100, max: 10_000 });
  const afterMs = fc.integer({ min: -500, max: 20_000 });
  const ofItem = ({ id, is, atMs }: Load['items'][number]): fc.Arbitrary<Press[]> =>
    fc
      .record({ chance: fc.nat(7), button: fc.constantFrom<Button[]>(...buttonsOf[is]), afterMs, forMs })
      .map((drawn) =>
        drawn.chance === 0
          ? [{ of: is, id, button: drawn.button, atMs: Math.max(0, atMs + drawn.afterMs), forMs: drawn.forMs }]
          : [],
      );
  const ofSchedule = ({ id }: Load['schedules'][number]): fc.Arbitrary<Press[]> =>
    fc
      .record({
        atMs: fc.integer({ min: Math.round(0.1 * durationMs), max: Math.round(0.9 * durationMs) }),
        button: fc.constantFrom<Button[]>(...scheduleButtons),
        forMs,
      })
      .map((drawn) => [{ of: 'schedule', id, ...drawn }]);
  return fc
    .tuple(...load.items.map(ofItem), ...load.schedules.map(ofSchedule))
    .map((presses) => presses.flat().sort((one, other) => one.atMs - other.atMs));
}

const buttonsOf = { call: callButtons, 'follow-up': followUpButtons } as const;

/** Presses it; what is paused goes on by itself after `forMs`. Throws what the client throws. */
export async function press(ringonce: RingonceClient, { of, id, button, forMs }: Press): Promise<void> {
  const later = () => new Date(Date.now() + forMs).toISOString();
  if (of === 'schedule') {
    if (button === 'trigger') {
      await ringonce.schedules.trigger(id);
      return;
    }
    await pauseFor(
      forMs,
      () => ringonce.schedules.pause(id, 'an operator'),
      () => ringonce.schedules.resume(id),
    );
    return;
  }
  if (button === 'reset') {
    await reset(ringonce, id);
    return;
  }
  if (of === 'call') {
    const call = ringonce.call(id);
    if (button === 'reschedule') await call.reschedule({ notBefore: later() });
    else if (button === 'pause-dial') await pauseDial(ringonce, id, forMs);
    else await call.cancel({ hangUp: button === 'hang-up' });
    return;
  }
  const followUp = ringonce.followUpOf(id);
  if (button === 'reschedule') await followUp.reschedule({ notBefore: later() });
  else if (button === 'call-now') await followUp.callNow();
  else if (button === 'pause')
    await pauseFor(
      forMs,
      () => followUp.pause(),
      () => followUp.resume(),
    );
  else await followUp.cancel({ callInProgress: button === 'leave' ? 'leave' : 'stop' });
}

/** The Temporal UI's "Reset", to before everything that the workflow has done. */
async function reset({ client }: RingonceClient, workflowId: string): Promise<void> {
  const { runId } = await client.workflow.getHandle(workflowId).describe();
  await client.workflowService.resetWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId, runId },
    reason: 'an operator pressed Reset',
    workflowTaskFinishEventId: 4 as never,
    requestId: `${workflowId}-reset`,
  });
}

/** The Temporal UI's "Pause activity", while a dial waits or is under way. */
async function pauseDial({ client }: RingonceClient, workflowId: string, forMs: number): Promise<void> {
  const activity = { namespace: client.options.namespace, execution: { workflowId }, id: 'dial' };
  await pauseFor(
    forMs,
    () => client.workflowService.pauseActivity({ ...activity, identity: 'soak', reason: 'an operator' }),
    () => client.workflowService.unpauseActivity({ ...activity, identity: 'soak' }),
  );
}

const tries = 20;

/** What was paused goes on, though the server is away just then. @throws what refuses the pause */
async function pauseFor(forMs: number, pause: () => Promise<unknown>, resume: () => Promise<unknown>): Promise<void> {
  // A pause whose answer was lost may have come about, or still be on its way: only one that was answered can be taken back.
  await untilAnswered(pause);
  await sleep(forMs);
  // What has ended meanwhile goes on by having ended.
  await untilAnswered(resume).catch(() => undefined);
}

async function untilAnswered(ask: () => Promise<unknown>): Promise<void> {
  for (let count = 1; ; count++) {
    try {
      await ask();
      return;
    } catch (error) {
      const isRefused = error instanceof Error && /ActionRefused|NotFound/.test(`${error.name} ${error.message}`);
      if (isRefused || count >= tries) throw error;
      await sleep(1_000);
    }
  }
}
