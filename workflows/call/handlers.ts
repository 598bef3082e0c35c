// What may be asked of a call, and what is answered.
import {
  ApplicationFailure,
  CancellationScope,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  setHandler,
} from '@temporalio/workflow';
import { rescheduled, type AdmissionOptions, type TimesChange } from '../../src/contract/admission-options.js';
import type { AcceptedCall } from '../../src/contract/call.js';
import type { CallView } from '../../src/contract/call-view.js';
import { failureTypes, withoutStack } from '../../src/contract/failures.js';
import { hangUpSignal, queryNames, updateNames } from '../../src/contract/names.js';
import { boolean, optional } from '../../src/contract/shapes.js';
import { invalidRequest, requireInput, tooLate } from '../shared/errors.js';
import { setStartHandlers } from '../shared/start-update.js';
import { decideNewTimes, withExpiry } from '../shared/times.js';
import { isOver, tell, type CallState } from './state.js';
import { viewOf } from './words.js';

const callQuery = defineQuery<CallView>(queryNames.call);
const contactIdUpdate = defineUpdate<string, [unknown?]>(updateNames.contactId);
const cancellationUpdate = defineUpdate<CallView, [CancellationWish?]>(updateNames.cancellation);
const rescheduleUpdate = defineUpdate<CallView, [TimesChange]>(updateNames.reschedule);
const hangUp = defineSignal(hangUpSignal);

/** What the update `cancellation` may add to the cancellation. */
interface CancellationWish {
  /** Also end a conversation. Default: it is left to end. */
  readonly hangUp?: boolean;
}

/** Set before the workflow's first `await`, so that no early message is lost. */
export function setHandlers(state: CallState, request: unknown): void {
  setStartHandlers(request, (until) => answerOfStart(state, until));
  setHandler(callQuery, () => viewOf(state), { description: 'Where the call stands' });
  setHandler(contactIdUpdate, () => untilContactId(state), {
    validator: (wish?: unknown) => requireInput(wish, {}, 'It takes nothing.'),
    description: 'The ContactId, as soon as Amazon Connect has accepted the call',
  });
  setHandler(cancellationUpdate, (wish) => untilCancelled(state, wish?.hangUp === true), {
    validator: (wish?: unknown) => requireInput(wish, { hangUp: optional(boolean()) }, 'It is as it was.'),
    description: 'What a requested cancellation has come to; { "hangUp": true } also ends a conversation',
  });
  setHandler(hangUp, () => void (state.isHangUpWanted = true), {
    description: 'A cancellation, if there is one, also ends a conversation',
  });
}

/** For a call whose request is valid. */
export function setRescheduleHandler(state: CallState, call: AcceptedCall): void {
  setHandler(rescheduleUpdate, (change) => CancellationScope.nonCancellable(() => reschedule(state, call, change)), {
    validator: (change: unknown) => void wantedTimes(state, change),
    description: 'Changes notBefore, expiresAt or callingHours of a call that is not dialled yet; null takes one away',
  });
}

async function answerOfStart(state: CallState, until: 'placed' | 'started'): Promise<{ readonly ContactId?: string }> {
  await condition(() => state.isValid || isOver(state));
  const { ContactId } = state;
  if (until === 'placed' || isOver(state)) return { ContactId: await untilContactId(state) };
  return ContactId === undefined ? {} : { ContactId };
}

async function untilContactId(state: CallState): Promise<string> {
  await CancellationScope.nonCancellable(() => condition(() => state.ContactId !== undefined || isOver(state)));
  if (state.ContactId !== undefined) return state.ContactId;
  state.isFailureTold = true;
  if (state.failure instanceof ApplicationFailure) throw state.failure;
  throw withoutStack(
    ApplicationFailure.nonRetryable(
      state.outcome === 'UNKNOWN'
        ? 'The call may have rung, and its contact is not known: it ended as UNKNOWN'
        : `The call has no contact: it ended as ${state.outcome ?? state.phase}`,
      failureTypes.callNotPlaced,
    ),
  );
}

async function untilCancelled(state: CallState, hangUpToo: boolean): Promise<CallView> {
  if (hangUpToo) state.isHangUpWanted = true;
  const isDecided = () =>
    state.cancellation !== undefined && !(state.isHangUpWanted && state.cancellation === 'left-to-end');
  await CancellationScope.nonCancellable(() => condition(() => isDecided() || isOver(state)));
  return viewOf(state);
}

async function reschedule(state: CallState, call: AcceptedCall, change: TimesChange): Promise<CallView> {
  const version = await state.mailbox.run(async () => {
    const wanted = wantedTimes(state, change);
    const times = withExpiry(wanted, call.options.expiresAfterMs);
    const answer = await decideNewTimes(call.request, times, keeps);
    if (is(state, 'if-taken-back')) await untilTakenBack(state);
    if (is(state, 'no')) throw dialledAlready();
    state.times = wanted;
    state.decided = answer;
    tell(state, 'Rescheduled');
    return state.mailbox.changed();
  });
  await condition(() => state.mailbox.hasApplied(version) || is(state, 'no'));
  if (!state.mailbox.hasApplied(version)) throw tooLate('It has ended meanwhile');
  return viewOf(state);
}

async function untilTakenBack(state: CallState): Promise<void> {
  state.takeBackAnswer = undefined;
  state.tellTakeBackWanted?.();
  const answer = () => state.takeBackAnswer;
  await condition(() => answer() !== undefined);
  if (answer() === 'refused') throw dialledAlready();
}

function wantedTimes(state: CallState, change: unknown): AdmissionOptions {
  if (state.canBeRescheduled === 'no') throw dialledAlready();
  const parsed = rescheduled(state.times, change);
  if (!parsed.ok) throw invalidRequest(keeps, parsed.issues);
  return parsed.value;
}

/** Asked anew after each wait: it changes meanwhile. */
const is = ({ canBeRescheduled }: CallState, value: CallState['canBeRescheduled']): boolean =>
  canBeRescheduled === value;

const keeps = 'The call keeps its times.';

const dialledAlready = () =>
  tooLate('It is dialled already, or its request may be out: it cannot be rescheduled. Cancel it, or let it end.');
