import type { ConnectionLike } from '@temporalio/client';
import { maxIdBytes } from '../contract/names.js';
import { grpcStatusOf, isGrpcStatus } from './grpc-status.js';

/**
 * Whether the server takes IDs of the greatest length that calls may have. A request that no server accepts is sent, with such an ID: a server
 * that takes it complains of the workflow type, which is missing.
 *
 * @throws the SDK's error when the server does not answer
 */
export async function takesLongestIds({ workflowService }: ConnectionLike, namespace: string): Promise<boolean> {
  try {
    await workflowService.startWorkflowExecution({
      namespace,
      workflowId: 'x'.repeat(maxIdBytes.call),
      requestId: 'ringonce doctor',
    });
  } catch (error) {
    if (isGrpcStatus(error, 'invalidArgument')) return !/length/i.test(grpcStatusOf(error)?.details ?? '');
    throw error;
  }
  return true;
}
