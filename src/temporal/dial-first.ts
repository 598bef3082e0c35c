import type { Client } from '@temporalio/client';
import { dialActivityId } from '../contract/dial.js';
import { isGrpcStatus } from './grpc-status.js';

/**
 * Gives the dial of a call the highest priority in its task queue. It leaves nothing in the history. Does nothing where the call has no dial any
 * more, or the server knows no such request (before 1.28).
 *
 * @throws the SDK's error when Temporal does not answer
 */
export async function dialFirst({ workflowService, options }: Client, workflowId: string): Promise<void> {
  try {
    await workflowService.updateActivityOptions({
      namespace: options.namespace,
      execution: { workflowId },
      id: dialActivityId,
      identity: options.identity,
      activityOptions: { priority: { priorityKey: 1 } },
      updateMask: { paths: ['priority.priority_key'] },
    });
  } catch (error) {
    const cannot = (['notFound', 'unimplemented', 'invalidArgument', 'failedPrecondition'] as const).some((status) =>
      isGrpcStatus(error, status),
    );
    if (!cannot) throw error;
  }
}
