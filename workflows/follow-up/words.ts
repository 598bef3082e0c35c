// A follow-up in words, for the query, the timeline and the UI's current details. Nothing here changes anything.
import { ApplicationFailure } from '@temporalio/workflow';
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
export function details(state: FollowUpState, next: string): string {
  const { result, phase, destination, times, timeline, request } = state;
  const title = [result?.outcome ?? phase, destination].filter((part) => part !== undefined);
  const { expiresAt } = times;
  const until =
    expiresAt === undefined || isOver(state) ? '' : ` No attempt at or after ${readable(Date.parse(expiresAt))}.`;
  return detailsInMarkdown({
    title: title.join(' · '),
    next: `${next}${until}`,
    timeline,
    ...(request === undefined ? {} : { request }),
  });
}

export function nextOfWaiting(state: FollowUpState, hold: Hold): string {
  const actions =
    state.phase === 'PAUSED'
      ? ''
      : ' `ringonce call-now` makes the attempt at once, `ringonce reschedule` changes its time, `ringonce pause` holds it.';
  return `Attempt ${nextNumber(state)} of ${state.maxAttempts ?? 0} waits: ${holdInWords(hold)}.${actions}`;
}

export function nextOfCalling(state: FollowUpState): string {
  const paused = state.isPaused ? ' It is paused: no further attempt begins until `ringonce resume`.' : '';
  return `Attempt ${nextNumber(state)} of ${state.maxAttempts ?? 0} is under way; its own workflow, \`${state.underWay ?? ''}\`, tells where it stands (see **Relationships**).${paused}`;
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
