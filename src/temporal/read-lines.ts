import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { settingsInMemo, type HeldLines, type LinesView } from '../contract/lines.js';
import { lineDialQueue, linesWorkflowId } from '../contract/names.js';
import { pendingActivities, type PendingActivity } from './pending-activities.js';
import { descriptionOf, goesOn } from './run-end.js';
import { readBacklog } from './task-queue.js';

export interface LinesAsRead {
  /** Without what is paused of the calls that have a line. */
  readonly view: LinesView;
  /** What its dialler has written. */
  readonly dialler: Partial<HeldLines>;
  /** Calls have asked for its lines; else the view has the defaults. */
  readonly isKnown: boolean;
}

/** How the lines of an instance are used. Two requests. */
export async function readLines(client: Client, InstanceId: string): Promise<LinesAsRead> {
  const [description, backlog] = await Promise.all([
    descriptionOf(client, linesWorkflowId(InstanceId)),
    readBacklog(client.connection, client.options.namespace, lineDialQueue(InstanceId)),
  ]);
  const { lines, reserve } = settingsInMemo(description?.memo);
  const [activity] = await pendingActivities(client, description);
  const dialler = (activity?.heartbeatDetails ?? {}) as Partial<HeldLines>;
  const { held = [] } = dialler;
  const { waiting, waitingByPriority, oldestMs } = backlog;
  const why = description === undefined ? undefined : notDialling(description, activity);
  const view = {
    lines,
    reserve,
    busy: held.length,
    waiting,
    ...(oldestMs === undefined ? {} : { oldestWaitsSince: new Date(Date.now() - oldestMs).toISOString() }),
    waitingByPriority,
    calls: held.map(({ sinceMs, ...line }) => ({ ...line, since: new Date(sinceMs).toISOString() })),
    ...(why === undefined ? {} : { notDialling: why }),
  };
  return { view, dialler, isKnown: description !== undefined };
}

/** Why calls get no lines now, undefined while they do. */
function notDialling(
  { status }: WorkflowExecutionDescription,
  dialler: PendingActivity | undefined,
): string | undefined {
  if (!goesOn(status.name))
    return 'its workflow was ended; a worker begins it again within half a minute, with the lines in use as they are';
  if (dialler?.pause !== undefined)
    return `its dialler is paused${dialler.pause.by === undefined ? '' : ` by ${dialler.pause.by}`}${dialler.pause.reason === undefined ? '' : `: ${dialler.pause.reason}`}`;
  if (dialler?.state === 'running') return undefined;
  return 'no worker dials for it: one takes over within seconds, or none runs (ringonce worker)';
}
