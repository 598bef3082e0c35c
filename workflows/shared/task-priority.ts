import type { Priority } from '@temporalio/common';
import type { Urgency } from '../../src/contract/urgency.js';

/** Whose turn comes first on a task queue, in Temporal's words. */
export const taskPriority = ({ priority, fairnessKey, fairnessWeight }: Urgency): Priority => ({
  priorityKey: priority,
  ...(fairnessKey === undefined ? {} : { fairnessKey }),
  ...(fairnessWeight === undefined ? {} : { fairnessWeight }),
});
