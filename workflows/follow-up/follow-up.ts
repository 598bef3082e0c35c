import {
  allHandlersFinished,
  CancellationScope,
  CancelledFailure,
  condition,
  ContinueAsNew,
  isCancellation,
  makeContinueAsNewFunc,
  workflowInfo,
} from '@temporalio/workflow';
import type { Hold, TimelineEntry } from '../../src/contract/call-view.js';
import {
  parseFollowUp,
  type AcceptedFollowUp,
  type Attempt,
  type FollowUpEnding,
  type FollowUpResult,
} from '../../src/contract/follow-up.js';
import { withExpiry } from '../shared/due.js';
import { FollowUpControl, untouched, type ControlState } from './follow-up-control.js';
import { FollowUpProgress } from './follow-up-progress.js';
import { invalidRequest } from '../shared/invalid-request.js';
import { nextAttempt } from './next-attempt.js';
import { runAttempt } from './run-attempt.js';

/** What a run of a long plan hands to the next one. */
interface Carried extends ControlState {
  readonly attempts: readonly Attempt[];
  readonly timeline: readonly TimelineEntry[];
  readonly hold?: Hold;
}

/**
 * Calls someone again, as the outcomes demand, until the plan's goal is reached. Each attempt is a call of its own, `<workflowId>.<n>`.
 *
 * @param request input of StartOutboundVoiceContact, the same for every attempt
 * @param plan `FollowUpPlan`
 * @param carried from an earlier run of a long plan; never given by a caller
 * @returns `FollowUpResult` JSON
 * @throws ApplicationFailure `InvalidRequest`, or that of an attempt which Amazon Connect has refused: a person must mend it
 */
export async function followUp(request: unknown, plan?: unknown, carried?: Carried): Promise<FollowUpResult> {
  const progress = new FollowUpProgress(carried ?? { attempts: [], timeline: [] });
  let control: FollowUpControl | undefined;
  try {
    const accepted = acceptFollowUp(request, plan);
    progress.accepted(accepted);
    const state = carried ?? { ...untouched, times: withExpiry(accepted.times, accepted.expiresAfterMs) };
    control = new FollowUpControl(accepted, progress, state);
    const result = await carryOut({ followUp: accepted, control, progress, inputs: [request, plan] });
    // Cancelled by Temporal's own cancellation, with an attempt that was not dialled.
    if (CancellationScope.current().consideredCancelled && !result.attempts.some(maybeRang))
      throw new CancelledFailure('It was cancelled, and nothing rang');
    progress.ended(result);
    return result;
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    if (isCancellation(error) && progress.attempts.some(maybeRang)) {
      const result = resultOf(progress.attempts, 'cancelled', 'it was cancelled');
      progress.ended(result);
      return result;
    }
    if (isCancellation(error)) progress.cancelled();
    else progress.failed(error);
    throw error;
  } finally {
    control?.over();
    if (!allHandlersFinished()) await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  }
}

interface Parts {
  readonly followUp: AcceptedFollowUp;
  readonly control: FollowUpControl;
  readonly progress: FollowUpProgress;
  readonly inputs: readonly [unknown, unknown];
}

async function carryOut(parts: Parts): Promise<FollowUpResult> {
  const { followUp, control, progress } = parts;
  for (;;) {
    const turn = await control.untilTurn({ isFirst: progress.attempts.length === 0 });
    if (turn.is === 'end') return resultOf(progress.attempts, turn.ended, turn.reason);
    if (turn.is === 'hand-over') {
      await handOver(parts);
      continue;
    }
    const attempt = await runAttempt(turn, parts);
    progress.called(attempt);
    const next = nextAttempt(followUp.plan, progress.attempts);
    control.called(next.is === 'attempt' ? next.waitMs : undefined);
    if (next.is === 'end') return resultOf(progress.attempts, next.ended, next.reason);
  }
}

/** Begins the next run, which knows all that this one does. Comes back if the follow-up is cancelled at that moment. */
async function handOver({ control, progress, inputs }: Parts): Promise<void> {
  control.handOver();
  // Whoever is being answered is answered first; what they asked for is handed over too.
  await condition(() => allHandlersFinished() || control.isCancelled);
  if (control.isCancelled) return;
  const { attempts, timeline, hold } = progress;
  await makeContinueAsNewFunc<typeof followUp>()(...inputs, {
    ...control.state,
    attempts,
    timeline,
    ...(hold === undefined ? {} : { hold }),
  });
}

function acceptFollowUp(request: unknown, plan: unknown): AcceptedFollowUp {
  const parsed = parseFollowUp(workflowInfo().workflowId, request, plan);
  if (parsed.ok) return parsed.value;
  throw invalidRequest('The follow-up cannot be carried out; nothing was dialled.', parsed.issues);
}

function resultOf(attempts: readonly Attempt[], ended: FollowUpEnding, reason: string): FollowUpResult {
  const outcome = attempts.at(-1)?.outcome ?? (ended === 'cancelled' ? 'CANCELLED' : 'EXPIRED');
  return { outcome, ended, reason, attempts: [...attempts] };
}

const maybeRang = ({ outcome, ContactId }: Attempt): boolean => ContactId !== undefined || outcome === 'UNKNOWN';
