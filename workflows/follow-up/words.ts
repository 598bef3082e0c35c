// A follow-up in words, for the query, the timeline and the UI's current details. Nothing here changes anything.
import { ApplicationFailure } from '@temporalio/workflow';
import { outcomeWords, statusOfHold, statusOfResult } from '../../src/contract/call-status.js';
import type { FollowUpView, Hold } from '../../src/contract/call-view.js';
import { saysNothingRang } from '../../src/contract/failures.js';
import type { FollowUpResult } from '../../src/contract/follow-up.js';
import { detailsInMarkdown, holdInWords, readable } from '../shared/words.js';
import { nextNumber, type FollowUpState } from './state.js';

const isOver = ({ phase }: FollowUpState): boolean => phase === 'ENDED' || phase === 'FAILED';

export function viewOf(state: FollowUpState): FollowUpView {
  const { phase, destination, maxAttempts, isPaused, hold, times, attempts, result, timeline } = state;
  return {
    phase,
    ...(destination === undefined ? {} : { destination }),
    attempt: isOver(state) ? attempts.length : nextNumber(state),
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
    ...(isPaused && !isOver(state) ? { isPaused: true } : {}),
    ...(hold === undefined ? {} : { hold }),
    ...(times.expiresAt === undefined ? {} : { expiresAt: times.expiresAt }),
    attempts,
    ...(result === undefined ? {} : { outcome: result.outcome, ended: result.ended }),
    timeline,
  };
}

/** Markdown. @param next what comes next */
export function details(state: FollowUpState, status: string, next: string): string {
  const { destination, times, timeline, request } = state;
  const { expiresAt } = times;
  const until =
    expiresAt === undefined || isOver(state) ? '' : ` No attempt at or after ${readable(Date.parse(expiresAt))}.`;
  return detailsInMarkdown({
    title: [destination, status].filter((part) => part !== undefined).join(': '),
    next: `${next}${until}`,
    timeline,
    ...(request === undefined ? {} : { request }),
  });
}

/** `waits until Sat 28 Nov 11:00 PST after no answer, attempt 2 of 5` */
export function statusOfWaiting(state: FollowUpState, hold: Hold): string {
  const last = state.attempts.at(-1);
  const after = hold.reason !== 'BETWEEN_ATTEMPTS' || last === undefined ? '' : ` after ${outcomeWords[last.outcome]}`;
  return `${statusOfHold(hold)}${after}, ${ofAll(state)}`;
}

export const statusOfCalling = (state: FollowUpState): string => `${ofAll(state)} is under way`;

const ofAll = (state: FollowUpState): string => `attempt ${nextNumber(state)} of ${state.maxAttempts ?? 0}`;

/** `answered by a person, talked 42 s, attempt 2`; `no answer after 25 s, all 3 attempts used` */
export function statusOfEnd({ outcome, ended, attempts }: FollowUpResult): string {
  const { length } = attempts;
  const last = statusOfResult(attempts.at(-1) ?? { outcome });
  if (length === 0) return last;
  switch (ended) {
    case 'goal':
      return `${last}, attempt ${length}`;
    case 'attempts-used':
      return `${last}, ${length === 1 ? 'the only attempt is' : `all ${length} attempts are`} used`;
    case 'no-further-attempt':
      return `${last}, no further attempt`;
    case 'expired':
      return `${last}, its time was over after attempt ${length}`;
    case 'cancelled':
      return outcome === 'CANCELLED' ? last : `${last}, cancelled after attempt ${length}`;
  }
}

export function nextOfWaiting(state: FollowUpState, hold: Hold): string {
  const actions =
    state.phase === 'PAUSED'
      ? ''
      : ' "ringonce call-now" makes the attempt at once, "ringonce reschedule" changes its time, "ringonce pause" holds it.';
  return `Attempt ${nextNumber(state)} of ${state.maxAttempts ?? 0} waits: ${holdInWords(hold)}.${actions}`;
}

export function nextOfCalling(state: FollowUpState): string {
  const paused = state.isPaused ? ' It is paused: no further attempt begins until "ringonce resume".' : '';
  return `Attempt ${nextNumber(state)} of ${state.maxAttempts ?? 0} is under way; its own workflow, ${state.underWay ?? ''}, tells where it stands (see Relationships).${paused}`;
}

export const nextAfterEnd = ({ ended, reason }: FollowUpResult): string =>
  ended === 'goal'
    ? 'The goal is reached. Nothing is left to do.'
    : `No further attempt: ${reason ?? ended}. If the call is still wanted, start another follow-up under a new ID.`;

export function nextAfterFailure(error: unknown): string {
  const isSilent = error instanceof ApplicationFailure && saysNothingRang(error.type, error.details ?? undefined);
  return isSilent
    ? 'Nothing rang. Fix what is named below, then start the follow-up again, under the same ID or another.'
    : 'Fix what is named below. Attempts that were made stand; for further ones start another follow-up under a new ID.';
}
