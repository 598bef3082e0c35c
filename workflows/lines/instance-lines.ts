import {
  CancellationScope,
  condition,
  defineUpdate,
  makeContinueAsNewFunc,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import type { LineDiallers } from '../../src/lines/line-diallers.js';
import { linesMemo, resizedLines, settingsInMemo, type LineSettings } from '../../src/contract/lines.js';
import { taskQueues, updateNames } from '../../src/contract/names.js';
import { invalidRequest } from '../shared/errors.js';

const resizeUpdate = defineUpdate<LineSettings, [Partial<LineSettings>]>(updateNames.resize);

/**
 * A dialler that died is noticed after this. It is the longest that no call gets a line; a shorter one costs more heartbeats, each of them an
 * Action on Temporal Cloud.
 */
const heartbeatTimeout = '10s';

/** Events of a run that is continued by another: lines that a program sets every minute must not reach the server's limit. */
const longHistory = 500;

/**
 * Keeps the dialler of an Amazon Connect instance running on some worker, and remembers how many lines there are. `ringonce lines` shows and
 * changes them. Whoever terminates it has it begin again; cancelling it changes nothing.
 *
 * @param InstanceId of the Amazon Connect instance
 */
export async function instanceLines(InstanceId: string): Promise<void> {
  let settings = settingsInMemo(workflowInfo().memo);
  // Not in the workflow's own scope: whoever has cancelled it, which changes nothing, may set the lines still.
  setHandler(
    resizeUpdate,
    (change) =>
      CancellationScope.nonCancellable(() => {
        settings = resized(settings, change);
        upsertMemo({ [linesMemo]: settings });
        return Promise.resolve(settings);
      }),
    {
      validator: (change: unknown) => void resized(settings, change),
      description: '{ "lines": 20, "reserve": 2 }, or "unlimited" lines; calls that have a line keep it',
    },
  );
  setCurrentDetails(
    'Which calls have a line is in the tab Pending Activities, as heartbeat details. "ringonce lines" shows it with those that wait; "ringonce lines --set 20" changes how many lines there are.',
  );
  const { holdLines } = proxyActivities<Pick<LineDiallers, 'holdLines'>>({
    activityId: 'dialler',
    taskQueue: taskQueues.calls,
    summary: 'Dials while lines are free',
    heartbeatTimeout,
    // As long as there are calls: a worker that ends hands it over.
    startToCloseTimeout: '3650 days',
    retry: { initialInterval: '1s', backoffCoefficient: 1 },
    priority: { priorityKey: 1 },
  });
  await CancellationScope.nonCancellable(async () => {
    // A dialler ends by itself only if somebody fails or completes its activity by hand: then another one begins. Else it begins in the next
    // run, with the last heartbeat of this one's.
    await Promise.race([holdLines(InstanceId), condition(() => workflowInfo().historyLength > longHistory)]);
    // Temporal would begin the next run with the memo that the first was started with.
    await makeContinueAsNewFunc<typeof instanceLines>({ memo: { [linesMemo]: settings } })(InstanceId);
  });
}

function resized(settings: LineSettings, change: unknown): LineSettings {
  const parsed = resizedLines(settings, change);
  if (!parsed.ok) throw invalidRequest('The lines stay as they are.', parsed.issues);
  return parsed.value;
}
