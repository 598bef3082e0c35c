import {
  ScheduleOverlapPolicy,
  WorkflowNotFoundError,
  type Client,
  type ScheduleDescription,
} from '@temporalio/client';
import { instant } from '../../contract/instant.js';
import { parseWith, type Issue } from '../../contract/issues.js';
import { ActionRefusedError } from '../errors.js';
import { InvalidRequestError, requireMembers } from '../../contract/errors.js';
import { anything } from '../../contract/members.js';
import { runIdAt } from './schedule-definition.js';
import { dueTimesOf } from './temporal-calendars.js';

/** Times that have passed, both ends included; ISO 8601 with offset. */
export interface BackfillRange {
  readonly from: string;
  readonly to: string;
}

export interface Backfilled {
  /** Workflow IDs of the runs that were asked for; they begin one after the other. */
  readonly runs: readonly string[];
  /** Those that exist already: a time gets one run. */
  readonly existingRuns: readonly string[];
}

const maxTimes = 100;

/**
 * Which times, one range each: asked for one by one, only those are made up for that have had no run. For a run that was asked for the
 * server allows a workflow ID a second time, and would start a call again that has ended.
 */
export async function backfill(
  client: Client,
  description: ScheduleDescription,
  range: BackfillRange,
): Promise<Backfilled> {
  const asked = rangeMs(range);
  const { scheduleId } = description;
  const times = await timesWithin(description, asked);
  const runs = await Promise.all(
    times.map(async ({ atMs, untilMs }) => {
      const workflowId = runIdAt(scheduleId, atMs);
      return { workflowId, atMs, untilMs, exists: await exists(client, workflowId) };
    }),
  );
  const missing = runs.filter(({ exists }) => !exists);
  if (missing.length > 0) {
    await client.schedule.getHandle(scheduleId).backfill(
      missing.map(({ atMs, untilMs }) => ({
        start: new Date(atMs),
        end: new Date(untilMs),
        // Under SKIP all but one would be left out, for they are due at once.
        overlap: ScheduleOverlapPolicy.BUFFER_ALL,
      })),
    );
  }
  return {
    runs: missing.map(({ workflowId }) => workflowId),
    existingRuns: runs.filter(({ exists }) => exists).map(({ workflowId }) => workflowId),
  };
}

/** @throws InvalidRequestError for what is no range of times that have passed: no server is needed to tell */
export function rangeMs(range: BackfillRange): { readonly fromMs: number; readonly toMs: number } {
  requireMembers(range, { from: anything, to: anything }, 'Nothing was started.');
  const issues: Issue[] = (['from', 'to'] as const).flatMap((member) => {
    const parsed = parseWith(instant(), range[member]);
    return parsed.ok ? [] : parsed.issues.map(({ message }) => ({ member, message }));
  });
  const [fromMs, toMs] = [Date.parse(range.from), Date.parse(range.to)];
  if (toMs < fromMs) issues.push({ member: 'to', message: 'is before from' });
  // It would be dialled now, before its time.
  if (toMs > Date.now()) issues.push({ member: 'to', message: 'lies in the future: trigger makes a run now' });
  if (issues.length > 0) throw new InvalidRequestError(issues);
  return { fromMs, toMs };
}

interface RangeOfOneTime {
  readonly atMs: number;
  readonly untilMs: number;
}

async function timesWithin(
  description: ScheduleDescription,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<RangeOfOneTime[]> {
  const { scheduleId, spec } = description;
  const due = dueTimesOf(description);
  if (due === undefined) {
    throw new ActionRefusedError(
      scheduleId,
      'another program gave it intervals or seconds, which ringonce cannot backfill',
    );
  }
  const { matchingTimes } = await import('../../admission/index.js');
  const firstMs = Math.max(fromMs, spec.startAt?.getTime() ?? 0);
  const lastMs = Math.min(toMs, spec.endAt?.getTime() ?? Infinity);
  const times: number[] = [];
  for (const atMs of matchingTimes(due, firstMs)) {
    times.push(atMs);
    if (atMs > lastMs) break;
    if (times.length > maxTimes) {
      const message = `leaves more than ${maxTimes} times: backfill a shorter range`;
      throw new InvalidRequestError([{ member: 'to', message }]);
    }
  }
  // A range must hold its time with the jitter behind it, which never reaches the next time.
  const untilMs = (index: number, atMs: number): number =>
    Math.min(atMs + (spec.jitter ?? 0), (times[index + 1] ?? Infinity) - 1);
  return times.filter((atMs) => atMs <= lastMs).map((atMs, index) => ({ atMs, untilMs: untilMs(index, atMs) }));
}

async function exists(client: Client, workflowId: string): Promise<boolean> {
  try {
    await client.workflow.getHandle(workflowId).describe();
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
