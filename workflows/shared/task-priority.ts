import type { Priority } from '@temporalio/common';
import type { Pace } from '../../src/contract/pace-options.js';

/** Whose turn comes first on a task queue, in Temporal's words. */
export const taskPriority = ({ priority, fairnessKey, fairnessWeight }: Pace): Priority => ({
  priorityKey: priority,
  ...(fairnessKey === undefined ? {} : { fairnessKey }),
  ...(fairnessWeight === undefined ? {} : { fairnessWeight }),
});
