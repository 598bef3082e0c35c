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
  if (before !== undefined && isOver(before)) return { ...was, ...cameTo(before), is: 'too-late' };
  // Whoever did not answer the first question will hardly answer the second.
  const patienceMs = before === undefined ? viewPatienceMs : cancelPatienceMs;
  try {
    // Temporal's own cancellation first: it stands, whatever becomes of the question below.
    await handle.cancel();
    const after = await unlessNobodyAnswers(client, patienceMs, () =>
      handle.executeUpdate<CallView, [object]>(updateNames.cancellation, { args: [{ hangUp }] }),
    );
    return { ...was, ...(after === undefined ? { is: 'requested' as const } : cameTo(after)) };
  } catch (error) {
    // A closed workflow takes no update; it has come to something all the same.
    if (!(error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateFailedError)) throw error;
    const after = await unlessNobodyAnswers(client, viewPatienceMs, view);
    return { ...was, ...(after === undefined ? { is: 'requested' as const } : cameTo(after)) };
  }
}

const isOver = ({ phase }: CallView): boolean => phase === 'ENDED' || phase === 'FAILED';

function cameTo(view: CallView): Pick<CancelledCall, 'is' | 'outcome'> {
  // A workflow that was terminated has no end of its own, and nobody stops its contact any more.
  const otherwise: Cancellation = isOver(view) ? 'too-late' : 'not-stopped';
  return { is: view.cancellation ?? otherwise, ...(view.outcome === undefined ? {} : { outcome: view.outcome }) };
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
