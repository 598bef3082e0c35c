import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { failureTypes } from '../contract/failures.js';
import type { Issue } from '../contract/issues.js';
import { ActionRefusedError, CallNotFoundError, InvalidRequestError, NoWorkerError } from './errors.js';

/** A worker answers at once, or none is there. */
const patienceMs = 10_000;

/**
 * Asks the latest run of a workflow to do something, and tells what came of it.
 *
 * @throws ActionRefusedError when it cannot be done in the state that it is in, InvalidRequestError when it makes no sense,
 *   NoWorkerError when nobody has answered: it stands, and is done when a worker runs; CallNotFoundError
 */
export async function executeUpdate<T>(client: Client, workflowId: string, { name, args }: Question): Promise<T> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    return await client.withDeadline(Date.now() + patienceMs, () =>
      handle.executeUpdate<T, [unknown, ...unknown[]]>(name, { args: args as [unknown, ...unknown[]] }),
    );
  } catch (error) {
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
      throw new NoWorkerError(workflowId, { cause: error });
    if (error instanceof WorkflowNotFoundError) throw await goneOrEnded(client, workflowId, error);
    if (error instanceof WorkflowUpdateFailedError) throw asClientError(workflowId, error);
    throw error;
  }
}

interface Question {
  /** Of the update. */
  readonly name: string;
  readonly args: readonly unknown[];
}

/** A closed workflow takes no update, and the server says of it what it says of one that never was. */
async function goneOrEnded(client: Client, workflowId: string, cause: Error): Promise<Error> {
  try {
    await client.workflow.getHandle(workflowId).describe();
    return new ActionRefusedError(workflowId, 'it has ended', { cause });
  } catch (error) {
    return error instanceof WorkflowNotFoundError ? new CallNotFoundError(workflowId, { cause }) : cause;
  }
}

export function asClientError(workflowId: string, error: WorkflowUpdateFailedError): Error {
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure)) return error;
  if (cause.type === failureTypes.invalidRequest)
    return new InvalidRequestError((cause.details ?? []) as Issue[], { cause, message: cause.message });
  return new ActionRefusedError(workflowId, cause.message, { cause });
}
