import type { DialAnswerKind } from '../contract/failures.js';

/** What an attempt leaves behind for the next one, as heartbeat details. Times are epoch milliseconds. */
export interface DialRecord {
  /** Number of the activity attempt that wrote this. */
  readonly attempt: number;
  /** When it was written. */
  readonly writtenAtMs: number;
  /** True once the attempt has ended with an answer; false while its request may be out. */
  readonly settled: boolean;
  /** The first send, of this or an earlier attempt, that may have placed the call. Missing: none. */
  readonly maybePlacedSinceMs?: number;
  /** How many attempts so far were turned away for now: throttled for instance, or held back because others were. Missing: none. */
  readonly turnedAway?: number;
}

/** What an attempt knows of itself and of those before it. */
export interface AttemptFacts {
  /** 1 for the first. */
  readonly attempt: number;
  /** When the activity was scheduled. */
  readonly scheduledAtMs: number;
  /** When this attempt was scheduled; on a true first attempt the same, after an operator's reset of the activity later. */
  readonly attemptScheduledAtMs: number;
  readonly record: DialRecord | undefined;
  /** From the workflow: since when an earlier run of it may have dialled. */
  readonly earlierRunSinceMs: number | undefined;
}

/**
 * Since when the call may already be placed, or undefined if surely nothing was sent.
 *
 * Heartbeat details that are absent or stale prove nothing: a worker may die between its send and its heartbeat. An earlier
 * attempt counts as never sent only if it said so itself, by number. Otherwise the earliest moment it can have sent counts:
 * the last moment of which anything is known.
 */
export function maybePlacedSince(facts: AttemptFacts): number | undefined {
  const { attempt, record, earlierRunSinceMs } = facts;
  const firstOfAll = attempt === 1 && record === undefined && facts.attemptScheduledAtMs <= facts.scheduledAtMs;
  const accounted = firstOfAll || (record?.settled === true && record.attempt === attempt - 1);
  const known = record?.maybePlacedSinceMs;
  return earliest(earlierRunSinceMs, known ?? (accounted ? undefined : lastKnownMs(facts)));
}

/** A dial seen from outside, between two attempts. */
export interface WaitingDial {
  /** Number of the attempt that would come next. */
  readonly nextAttempt: number;
  /** Whether any attempt was ever started. */
  readonly hasStarted: boolean;
  readonly record: DialRecord | undefined;
}

/** Whether no attempt so far can have placed the call. The same rule as {@link maybePlacedSince}: silence proves nothing. */
export function surelyNothingSent({ nextAttempt, hasStarted, record }: WaitingDial): boolean {
  if (record === undefined) return nextAttempt === 1 && !hasStarted;
  return record.settled && record.attempt === nextAttempt - 1 && record.maybePlacedSinceMs === undefined;
}

/** The last moment of which something is known: no send that nobody recorded can be earlier. */
function lastKnownMs({ record, scheduledAtMs }: AttemptFacts): number {
  return record?.writtenAtMs ?? scheduledAtMs;
}

/**
 * Whether to put the send on record before it goes out. It costs a round trip and, on Temporal Cloud, an Action.
 *
 * A record that says "nothing was sent" must be taken back first: should this attempt die without a word, a later one would
 * believe it, also one that an operator's reset gave the same number. Without any record the time of scheduling stands for the
 * send, so a call dialled at once goes without; after a long wait in the queue the window would seem to be over before anything
 * was sent. With no window there is nothing to gain.
 */
export function needsRecordBeforeSend(facts: AttemptFacts, nowMs: number, resendWindowMs: number): boolean {
  if (facts.record !== undefined) return facts.record.maybePlacedSinceMs === undefined;
  if (maybePlacedSince(facts) !== undefined || resendWindowMs === 0) return false;
  return nowMs - facts.scheduledAtMs > Math.min(5_000, resendWindowMs / 10);
}

/** What to do next: send (again), or end with one of three kinds of failure. */
export type DialStep = 'send' | 'refused' | 'window-closed' | 'outcome-unknown';

export interface DialMoment {
  /** When the next send would go out. */
  readonly atMs: number;
  readonly maybePlacedSinceMs: number | undefined;
  readonly resendWindowMs: number;
  readonly dialBeforeMs: number;
}

/** Whether a request may go out at a moment. A resend obeys `dialBefore` too: a phone must not ring after closing time. */
export function mayDial({ atMs, maybePlacedSinceMs, resendWindowMs, dialBeforeMs }: DialMoment): DialStep {
  if (maybePlacedSinceMs === undefined) return atMs < dialBeforeMs ? 'send' : 'window-closed';
  return atMs < dialBeforeMs && atMs - maybePlacedSinceMs < resendWindowMs ? 'send' : 'outcome-unknown';
}

/** What an answer leads to. `moment.maybePlacedSinceMs` already counts the send that was answered, if it may have arrived. */
export function nextDialStep(answer: DialAnswerKind, moment: DialMoment): DialStep {
  switch (answer) {
    case 'refused':
      // A refusal of the second copy says nothing about the first.
      return moment.maybePlacedSinceMs === undefined ? 'refused' : 'outcome-unknown';
    case 'not-now':
    case 'unknown':
      return mayDial(moment);
  }
}

function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** Heartbeat details as they come back from the server: anything that is not a record counts as absent. */
export function asDialRecord(details: unknown): DialRecord | undefined {
  if (details === null || typeof details !== 'object') return undefined;
  const { attempt, writtenAtMs, settled, maybePlacedSinceMs, turnedAway } = details as Partial<
    Record<keyof DialRecord, unknown>
  >;
  if (typeof attempt !== 'number' || typeof writtenAtMs !== 'number' || typeof settled !== 'boolean') return undefined;
  const since = typeof maybePlacedSinceMs === 'number' ? { maybePlacedSinceMs } : {};
  return { attempt, writtenAtMs, settled, ...since, ...(typeof turnedAway === 'number' ? { turnedAway } : {}) };
}
