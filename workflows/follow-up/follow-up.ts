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
import { issuesUntil06 } from '../../src/contract/call.js';
import {
  attemptId,
  parseFollowUp,
  type AcceptedFollowUp,
  type Attempt,
  type FollowUpEnding,
  type FollowUpResult,
} from '../../src/contract/follow-up.js';
import { nextStepAfter } from '../../src/contract/next-step.js';
import { needsPerson, resultSchemaVersion } from '../../src/contract/outcome.js';
import { planAsBefore } from '../shared/conduct-as-before.js';
import { invalidRequest, refuseAsUntil06 } from '../shared/errors.js';
import { answerLastQuestions } from '../shared/last-questions.js';
import { withExpiry } from '../shared/times.js';
import { inCapital } from '../shared/words.js';
import { runAttempt } from './attempt.js';
import { setHandlers, setUpdateHandlers } from './handlers.js';
import { nextAttempt } from './next-attempt.js';
import { accept, complete, completeCancelled, fail, recordAttempt } from './progress.js';
import { carriedOf, newFollowUpState, type Carried, type FollowUpState } from './state.js';
import { untilTurn } from './turn.js';
import { statusOfEnd } from './words.js';

/**
 * Calls someone again, as the outcomes demand, until the plan's goal is reached. Each attempt is a call of its own, `<workflowId>.<n>`.
 *
 * @param request input of StartOutboundVoiceContact, the same for every attempt
 * @param plan `FollowUpPlan`
 * @param carried from an earlier run of a long plan; never given by a caller
 * @returns `FollowUpResult` JSON
 * @throws ApplicationFailure `InvalidRequest`, or that of an attempt which Amazon Connect has refused: a person must fix it
 */
export async function followUp(request: unknown, plan?: unknown, carried?: Carried): Promise<FollowUpResult> {
  const state = newFollowUpState(request, carried);
  setHandlers(state, request);
  try {
    const accepted = acceptFollowUp(request, plan);
    accept(state, accepted);
    if (carried === undefined) state.times = withExpiry(accepted.times, accepted.expiresAfterMs);
    setUpdateHandlers(state, accepted);
    const result = await carryOut(state, accepted, [request, plan]);
    // Cancelled by Temporal's own cancellation, with an attempt that was not dialled.
    if (CancellationScope.current().consideredCancelled && !result.attempts.some(maybeRang))
      throw new CancelledFailure('It was cancelled, and nothing rang');
    complete(state, result);
    return result;
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    if (isCancellation(error) && state.attempts.some(maybeRang)) {
      const result = resultOf(state.attempts, 'cancelled', 'it was cancelled');
      complete(state, result);
      return result;
    }
    if (isCancellation(error)) completeCancelled(state);
    else fail(state, error);
    throw error;
  } finally {
    state.stage = 'over';
    await answerLastQuestions(isRefused(state) ? { isTold: () => state.isFailureTold } : undefined);
  }
}

type Inputs = readonly [unknown, unknown];

async function carryOut(state: FollowUpState, followUp: AcceptedFollowUp, inputs: Inputs): Promise<FollowUpResult> {
  for (;;) {
    const turn = await untilTurn(state, followUp);
    if (turn.is === 'end') return resultOf(state.attempts, turn.ended, turn.reason);
    if (turn.is === 'hand-over') {
      await handOver(state, inputs);
      continue;
    }
    const attempt = await runAttempt(turn, { followUp, state });
    recordAttempt(state, attempt);
    const next = nextAttempt(followUp.plan, state.attempts);
    afterAttempt(state, next.is === 'attempt' ? next.waitMs : undefined);
    if (next.is === 'end') return resultOf(state.attempts, next.ended, next.reason);
  }
}

/** The next one is due so much later. */
function afterAttempt(state: FollowUpState, waitMs: number | undefined): void {
  state.running = undefined;
  state.mailbox.apply();
  state.dueMs = waitMs === undefined ? undefined : Date.now() + waitMs;
  // A time that was named while it rang, and has passed since, says nothing of the next one.
  if (Date.parse(state.times.notBefore ?? '') <= Date.now()) state.isTimeNamed = false;
}

/** Begins the next run, which knows all that this one does. Comes back if the follow-up is cancelled at that moment. */
async function handOver(state: FollowUpState, inputs: Inputs): Promise<void> {
  state.stage = 'handing-over';
  // Whoever is being answered is answered first; what they asked for is handed over too.
  await condition(() => allHandlersFinished() || state.isCancelled);
  if (state.isCancelled) return;
  await makeContinueAsNewFunc<typeof followUp>()(...inputs, carriedOf(state));
}

/** Its request or its plan was invalid from the start. */
const isRefused = ({ failure, maxAttempts }: FollowUpState): boolean =>
  failure !== undefined && maxAttempts === undefined;

function acceptFollowUp(request: unknown, plan: unknown): AcceptedFollowUp {
  const { workflowId } = workflowInfo();
  const parsed = parseFollowUp(workflowId, request, planAsBefore(plan));
  const message = 'The follow-up cannot be carried out; nothing was dialled.';
  if (!parsed.ok) throw invalidRequest(message, parsed.issues);
  refuseAsUntil06(message, issuesUntil06(attemptId(workflowId, parsed.value.plan.maxAttempts), request));
  return parsed.value;
}

function resultOf(attempts: readonly Attempt[], ended: FollowUpEnding, reason: string): FollowUpResult {
  const outcome = attempts.at(-1)?.outcome ?? (ended === 'cancelled' ? 'CANCELLED' : 'EXPIRED');
  const last = attempts.at(-1);
  const more = { ended, reason, attempts: [...attempts] };
  return {
    outcome,
    // First what a person wants to know: the UI shows a result's members in their order.
    summary: `${inCapital(statusOfEnd({ outcome, ...more }))}.`,
    ...(last !== undefined && needsPerson(outcome) ? { nextStep: nextStepAfter(last, last.workflowId) } : {}),
    ...more,
    schemaVersion: resultSchemaVersion,
  };
}

const maybeRang = ({ outcome, ContactId }: Attempt): boolean => ContactId !== undefined || outcome === 'UNKNOWN';
