import {
  QueryNotRegisteredError,
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
  type WorkflowExecutionDescription,
  type WorkflowHandle,
  type WorkflowUpdateHandle,
} from '@temporalio/client';
import type { CallPhase, CallView, Cancellation } from '../../contract/call-view.js';
import { updateNames } from '../../contract/names.js';
import type { Outcome } from '../../contract/outcome.js';
import { outsideEnd, type OutsideEnd } from '../../temporal/outside-end.js';

/** What a cancellation has done. */
export interface CancelledCall {
  /** Where the call stood before; missing when no worker answered. */
  readonly was?: CallPhase;
  /** What it came to. `requested`: nothing yet; it stands. */
  readonly is: Cancellation | 'requested';
  /** Where the call stands while nothing has come of it; missing when no worker answers. */
  readonly now?: CallPhase;
  /** How the call ended, if it has. */
  readonly outcome?: Outcome;
  /** Its workflow was ended from outside: nobody stops its contact any more. */
  readonly outsideEnd?: OutsideEnd;
}

interface ToCancel {
  readonly handle: WorkflowHandle;
  readonly view: () => Promise<CallView>;
  /** `description`: of a run that is this call's. */
  readonly latestRun: () => Promise<{
    readonly runId: string | undefined;
    readonly description: WorkflowExecutionDescription | undefined;
  }>;
  readonly hangUp: boolean;
}

/** A worker answers at once, or none is there. */
const viewPatienceMs = 3_000;
/** A ringing contact is stopped within a second or two, unless Amazon Connect cannot be reached. */
const cancelPatienceMs = 20_000;

export async function cancelCall(client: Client, call: ToCancel): Promise<CancelledCall> {
  const { handle, view, hangUp } = call;
  const before = await unlessNobodyAnswers(client, viewPatienceMs, view);
  const was = before === undefined ? {} : { was: before.phase };
  if (before !== undefined && isOver(before)) return { ...was, ...cameTo(before), is: 'too-late' };
  // Whoever did not answer the first question will hardly answer the second.
  const patienceMs = before === undefined ? viewPatienceMs : cancelPatienceMs;
  // Ahead of the cancellation, or a conversation is first left to end, and the timeline tells so.
  const wish = hangUp && before !== undefined ? await toldToHangUp(client, handle) : undefined;
  let isRequested = false;
  try {
    // Temporal's own cancellation before any answer: it stands, whatever becomes of the questions.
    await handle.cancel();
    isRequested = true;
    const after = await unlessNobodyAnswers(
      client,
      patienceMs,
      () =>
        wish?.result() ?? handle.executeUpdate<CallView, [object]>(updateNames.cancellation, { args: [{ hangUp }] }),
    );
    const now = after ?? (before && (await unlessNobodyAnswers(client, viewPatienceMs, view)));
    return { ...was, ...(now === undefined ? { is: 'requested' as const } : cameTo(now)) };
  } catch (error) {
    // A closed workflow takes no update; it has come to something all the same.
    if (!(error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateFailedError)) throw error;
    return { ...was, ...(await endOf(client, call, isRequested)) };
  }
}

/** Undefined when that could not be told in time; whatever the reason, the cancellation must not want for it. */
async function toldToHangUp(
  client: Client,
  handle: WorkflowHandle,
): Promise<WorkflowUpdateHandle<CallView> | undefined> {
  const tell = () =>
    handle.startUpdate<CallView, [object]>(updateNames.cancellation, {
      args: [{ hangUp: true }],
      waitForStage: 'ACCEPTED',
    });
  return client.withDeadline(Date.now() + viewPatienceMs, tell).catch(() => undefined);
}

/** Of a workflow that takes no cancellation, or no update any more. */
async function endOf(
  client: Client,
  { handle: { workflowId }, view, latestRun }: ToCancel,
  isRequested: boolean,
): Promise<Omit<CancelledCall, 'was'>> {
  const { runId, description } = await latestRun();
  // A call ends as Cancelled only if nothing was sent. The server says that, and a busy worker need not.
  if (description?.status.name === 'CANCELLED') return { is: 'not-dialled' };
  const end = await outsideEnd(client, { workflowId, runId });
  if (end !== undefined) return { is: 'not-stopped', outsideEnd: end };
  const after = await unlessNobodyAnswers(client, viewPatienceMs, view);
  if (after !== undefined) return cameTo(after);
  return { is: isRequested ? 'requested' : 'too-late' };
}

const isOver = ({ phase }: Pick<CallView, 'phase'>): boolean => phase === 'ENDED' || phase === 'FAILED';

function cameTo({ phase, cancellation, outcome }: CallView): Pick<CancelledCall, 'is' | 'now' | 'outcome'> {
  if (cancellation === undefined && !isOver({ phase })) return { is: 'requested', now: phase };
  return { is: cancellation ?? 'too-late', ...(outcome === undefined ? {} : { outcome }) };
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
