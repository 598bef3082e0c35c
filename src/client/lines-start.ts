import { linesMemo, settingsInMemo } from '../contract/lines.js';
import { linesWorkflowId, taskQueues } from '../contract/names.js';

/**
 * How the workflow of an instance's lines is started, by whoever finds none.
 * @param last the one that somebody has ended: it begins with as many lines
 */
export const linesStart = (InstanceId: string, last?: { readonly memo?: Record<string, unknown> | undefined }) => ({
  workflowId: linesWorkflowId(InstanceId),
  taskQueue: taskQueues.calls,
  args: [InstanceId],
  memo: { [linesMemo]: settingsInMemo(last?.memo) },
  staticSummary: `Lines of Amazon Connect instance ${InstanceId}`,
  // Calls wait for it.
  priority: { priorityKey: 1 },
  workflowIdConflictPolicy: 'USE_EXISTING' as const,
});
