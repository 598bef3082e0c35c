import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, ScheduleDescription } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { descriptionOf } from '../../temporal/run-end.js';
import { ActionRefusedError } from '../errors.js';
import { runIdAt } from './schedule-definition.js';

/** What a trigger came to. */
export interface TriggeredRun {
  readonly workflowId: string;
  /** Another trigger within the same second has begun the run: this one has begun none. */
  readonly isEarlier: boolean;
}

/** The server starts a run within a second, if it does. */
const patienceMs = 10_000;
const pollMs = 200;

/**
 * Makes a run that is due now.
 * @throws ActionRefusedError when the server has not started it, since another run goes on
 */
export async function triggerRun(
  client: Client,
  { scheduleId, policies, info }: ScheduleDescription,
): Promise<TriggeredRun> {
  const [running] = info.runningActions;
  if (running !== undefined && policies.overlap === 'SKIP') {
    throw new ActionRefusedError(scheduleId, `nothing was started: its run ${running.workflow.workflowId} goes on`);
  }
  const nowMs = Date.now();
  const workflowId = runIdAt(scheduleId, nowMs);
  const exists = async () => (await descriptionOf(client, workflowId)) !== undefined;
  // The server would begin no other in this second; of a run that has ended already it would, under the same ID and token.
  if (await exists()) return { workflowId, isEarlier: true };
  // A trigger at the same instant has other nanoseconds: the server tells by them which trigger began the run.
  const scheduledTime = { ...msToTs(nowMs), nanos: (nowMs % 1000) * 1e6 + randomInt(1e6) };
  // Not the SDK's trigger: it takes ALLOW_ALL, which calls someone twice at a time, and does not tell the run's ID.
  await client.workflowService.patchSchedule({
    namespace: client.options.namespace,
    scheduleId,
    identity: client.options.identity,
    patch: { triggerImmediately: { scheduledTime } },
  });
  if (!(await isSoon(exists))) {
    throw new ActionRefusedError(
      scheduleId,
      `the run ${workflowId} has not begun: it waits for the one before (overlap ${policies.overlap}), or was left out`,
    );
  }
  const nanos = await nanosOfRun(client, scheduleId, workflowId);
  return { workflowId, isEarlier: nanos !== undefined && nanos !== scheduledTime.nanos };
}

/** Those of the trigger that began the run; undefined when the server does not tell in time. */
async function nanosOfRun(client: Client, scheduleId: string, workflowId: string): Promise<number | undefined> {
  let nanos: number | undefined;
  await isSoon(async () => {
    const { raw } = await client.schedule.getHandle(scheduleId).describe();
    const run = raw.info?.recentActions?.find(({ startWorkflowResult: run }) => run?.workflowId === workflowId);
    nanos = run?.scheduleTime?.nanos ?? undefined;
    return nanos !== undefined;
  });
  return nanos;
}

/** Asks until it is so, or until the patience with a trigger is over. */
async function isSoon(isSo: () => Promise<boolean>): Promise<boolean> {
  const deadlineMs = Date.now() + patienceMs;
  for (;;) {
    if (await isSo()) return true;
    if (Date.now() >= deadlineMs) return false;
    await sleep(pollMs);
  }
}
