import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
  type WorkflowHandle,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { rescheduled, type TimesChange } from '../contract/admission-options.js';
import { failureTypes } from '../contract/failures.js';
import { formatIssues, type Issue } from '../contract/issues.js';
import { DecryptionError } from '../encryption/errors.js';
import { ActionRefusedError } from './errors.js';
import { InvalidRequestError } from '../contract/errors.js';
import { noWorkerAnswered, wrongType, type WorkflowKind } from './why-no-answer.js';

/** A worker answers at once, or none is there. */
const patienceMs = 10_000;

/**
 * Asks the latest run of a call or follow-up to do something, and tells what came of it.
 *
 * @throws ActionRefusedError when it cannot be done in the state that it is in, InvalidRequestError when it makes no sense,
 *   NoWorkerError when nobody has answered: it stands, and is done when a worker runs; WrongWorkflowTypeError, CallNotFoundError,
 *   DecryptionError
 */
export async function executeUpdate<T>(client: Client, workflowId: string, question: Question): Promise<T> {
  const { of, name, args } = question;
  const handle = client.workflow.getHandle(workflowId);
  await requireKeys(handle);
  try {
    return await client.withDeadline(Date.now() + patienceMs, () =>
      handle.executeUpdate<T, [unknown, ...unknown[]]>(name, { args: args as [unknown, ...unknown[]] }),
    );
  } catch (error) {
    if (!isNoAnswer(error)) throw error;
    const wrong = await wrongType(client, workflowId, [of]);
    if (wrong !== undefined) throw wrong;
    // A closed workflow takes no update, and the server says of it what it says of one that never was.
    if (error instanceof WorkflowNotFoundError)
      throw new ActionRefusedError(workflowId, 'it has ended', { cause: error });
    if (error instanceof WorkflowUpdateFailedError) throw asClientError(workflowId, error);
    throw await noWorkerAnswered(client, workflowId, error);
  }
}

/**
 * An update that no worker can decrypt would hold the call up. Who cannot read what is on record has other keys than the workers.
 * @throws DecryptionError
 */
async function requireKeys(handle: WorkflowHandle): Promise<void> {
  await handle.describe().catch((error: unknown) => {
    if (error instanceof DecryptionError) throw error;
  });
}

type NoAnswer = WorkflowNotFoundError | WorkflowUpdateFailedError | WorkflowUpdateRPCTimeoutOrCancelledError;

const isNoAnswer = (error: unknown): error is NoAnswer =>
  error instanceof WorkflowNotFoundError ||
  error instanceof WorkflowUpdateFailedError ||
  error instanceof WorkflowUpdateRPCTimeoutOrCancelledError;

interface Question {
  /** What understands the update. */
  readonly of: WorkflowKind;
  /** Of the update. */
  readonly name: string;
  readonly args: readonly unknown[];
}

export function asClientError(workflowId: string, error: WorkflowUpdateFailedError): Error {
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure)) return error;
  if (cause.type === failureTypes.invalidRequest)
    return new InvalidRequestError((cause.details ?? []) as Issue[], { cause, message: cause.message });
  return new ActionRefusedError(workflowId, cause.message, { cause });
}

/**
 * Refuses what no call or follow-up would take, whatever times it has: no server and no worker is needed to tell.
 * @throws InvalidRequestError
 */
export function requireTimesChange(change: TimesChange): void {
  const parsed = rescheduled({}, change);
  if (parsed.ok) return;
  throw new InvalidRequestError(parsed.issues, { message: `Nothing was changed. ${formatIssues(parsed.issues)}` });
}
