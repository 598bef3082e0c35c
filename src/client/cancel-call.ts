import {
  QueryNotRegisteredError,
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
  type WorkflowHandle,
} from '@temporalio/client';
import type { CallPhase, CallView, Cancellation } from '../contract/call-view.js';
import { updateNames } from '../contract/names.js';
import type { Outcome } from '../contract/outcome.js';

/** What a cancellation has done. */
export interface CancelledCall {
  /** Where the call stood before; missing when no worker answered. */
  readonly was?: CallPhase;
  /** What it came to. `requested`: no worker has taken it up yet; it stands. */
  readonly is: Cancellation | 'requested';
  /** How the call ended, if it has. */
  readonly outcome?: Outcome;
}

interface ToCancel {
  readonly handle: WorkflowHandle;
  readonly view: () => Promise<CallView>;
  readonly hangUp: boolean;
}

/** A worker answers at once, or none is there. */
const viewPatienceMs = 3_000;
/** A ringing contact is stopped within a second or two, unless Amazon Connect cannot be reached. */
const cancelPatienceMs = 20_000;

export async function cancelCall(client: Client, { handle, view, hangUp }: ToCancel): Promise<CancelledCall> {
  const before = await unlessNobodyAnswers(client, viewPatienceMs, view);
  const was = before === undefined ? {} : { was: before.phase };
  if (before?.phase === 'ENDED' || before?.phase === 'FAILED') return { ...was, ...cameTo(before, 'too-late') };
  try {
    // Temporal's own cancellation first: it stands, whatever becomes of the question below.
    await handle.cancel();
    const after = await unlessNobodyAnswers(client, cancelPatienceMs, () =>
      handle.executeUpdate<CallView, [object]>(updateNames.cancellation, { args: [{ hangUp }] }),
    );
    return { ...was, ...(after === undefined ? { is: 'requested' as const } : cameTo(after, 'too-late')) };
  } catch (error) {
    // A closed workflow takes no update; it has come to something all the same.
    if (!(error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateFailedError)) throw error;
    const after = await unlessNobodyAnswers(client, viewPatienceMs, view);
    return { ...was, ...(after === undefined ? { is: 'requested' as const } : cameTo(after, 'too-late')) };
  }
}

function cameTo({ cancellation, outcome }: CallView, otherwise: Cancellation): Pick<CancelledCall, 'is' | 'outcome'> {
  return { is: cancellation ?? otherwise, ...(outcome === undefined ? {} : { outcome }) };
}

async function unlessNobodyAnswers<T>(
  client: Client,
  patienceMs: number,
  ask: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await client.withDeadline(Date.now() + patienceMs, ask);
  } catch (error) {
    const isNobodyThere =
      error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
      error instanceof QueryNotRegisteredError ||
      error instanceof ServiceError;
    if (isNobodyThere) return undefined;
    throw error;
  }
}
