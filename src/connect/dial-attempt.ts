import { CancelledFailure } from '@temporalio/common';
import type { DialInput, PlacedContact } from '../contract/dial.js';
import type { ConnectAnswer } from './classify-error.js';
import {
  dialAgain,
  dialHeldBack,
  dialOutcomeUnknown,
  dialRefused,
  dialWindowClosed,
  type DialFailure,
} from './dial-failures.js';
import {
  maybePlacedSince,
  mayDial,
  needsRecordBeforeSend,
  nextDialStep,
  type AttemptFacts,
  type DialRecord,
  type DialStep,
} from './resend-window.js';

/** An attempt whose request was answered, or which was not let send. */
interface AttemptEnd {
  readonly answer?: ConnectAnswer;
  /** Since when the call may be placed, this attempt's request included. */
  readonly maybePlacedSinceMs: number | undefined;
}

interface ToRecord {
  readonly settled: boolean;
  readonly maybePlacedSinceMs?: number | undefined;
  readonly isTurnedAway?: boolean;
}

interface NextTry {
  readonly delayMs: number;
  readonly atMs: number;
  /** Of an attempt that was not let send. */
  readonly why?: string;
}

/** What one attempt of a dial knows: its input, and what may have been sent before. It makes the records and the failures that it leaves. */
export class DialAttempt {
  readonly #input: DialInput;
  readonly #facts: AttemptFacts;
  /** Since when an earlier attempt, or an earlier run of the call, may have placed it. */
  readonly earlierSendMs: number | undefined;

  constructor(input: DialInput, facts: AttemptFacts) {
    this.#input = input;
    this.#facts = facts;
    this.earlierSendMs = maybePlacedSince(facts);
  }

  /** @throws the failure that the attempt ends with, unless its request may go out at this moment */
  requireTime(atMs: number): void {
    const end = { maybePlacedSinceMs: this.earlierSendMs };
    const step = mayDial({ ...this.#limits(), ...end, atMs });
    if (step !== 'send') throw this.#failureOf(step, end, atMs);
  }

  needsRecordBeforeSend(nowMs: number): boolean {
    return needsRecordBeforeSend(this.#facts, nowMs, this.#input.resendWindowMs);
  }

  /** Heartbeat details. `settled`: the attempt has ended; else its request goes out at this moment. */
  record(
    atMs: number,
    { settled, maybePlacedSinceMs = this.earlierSendMs, isTurnedAway = false }: ToRecord,
  ): DialRecord {
    const { attempt, record } = this.#facts;
    const since = settled ? maybePlacedSinceMs : (maybePlacedSinceMs ?? atMs);
    const turnedAway = (record?.turnedAway ?? 0) + (isTurnedAway ? 1 : 0);
    return {
      attempt,
      writtenAtMs: atMs,
      settled,
      ...(since === undefined ? {} : { maybePlacedSinceMs: since }),
      ...(turnedAway === 0 ? {} : { turnedAway }),
    };
  }

  /** What the activity answers. */
  placed(ContactId: string, atMs: number): PlacedContact {
    const { attempt, record } = this.#facts;
    return {
      ContactId,
      dialledAt: new Date(atMs).toISOString(),
      // After an operator's reset the count begins anew, and the record may stay.
      dialAttempts: Math.max(1, attempt - (record?.turnedAway ?? 0)),
      resent: this.earlierSendMs !== undefined,
    };
  }

  /** What the answer to a request leaves behind that was sent at this moment. */
  answered(answer: ConnectAnswer, sentAtMs: number): AttemptEnd {
    const maybePlacedSinceMs = answer.kind === 'unknown' ? (this.earlierSendMs ?? sentAtMs) : this.earlierSendMs;
    return { answer, maybePlacedSinceMs };
  }

  /** The wait before the next send. Half of it is fixed, half is chance, so that calls throttled together do not come back together. */
  delayMs({ backoff }: ConnectAnswer, random: () => number): number {
    const waitMs = Math.min(backoff.maxMs, backoff.firstMs * 2 ** Math.min(this.#facts.attempt - 1, 20));
    return Math.round(waitMs / 2 + (random() * waitMs) / 2);
  }

  /** How an attempt ends that was answered, or not let send: with another one after the delay, at `atMs`, or for good. */
  failure(end: AttemptEnd, { delayMs, atMs, why = '' }: NextTry): Error {
    const { answer, maybePlacedSinceMs } = end;
    const step = nextDialStep(answer?.kind ?? 'not-now', { ...this.#limits(), atMs, maybePlacedSinceMs });
    if (step !== 'send') return this.#failureOf(step, end, atMs);
    const failure = this.#failureParts(end);
    return answer === undefined ? dialHeldBack(failure, { delayMs, why }) : dialAgain({ ...failure, answer }, delayMs);
  }

  /** A request that was out when the cancellation came may have placed the call: that must not look like "nothing rang". */
  cancelled(end: AttemptEnd): Error {
    return end.maybePlacedSinceMs === undefined
      ? cancelledUnsent()
      : dialOutcomeUnknown(this.#failureParts(end), 'it was cancelled while its request was out');
  }

  #limits() {
    const { resendWindowMs, dialBefore } = this.#input;
    return { resendWindowMs, dialBeforeMs: Date.parse(dialBefore) };
  }

  #failureParts({ answer, maybePlacedSinceMs }: AttemptEnd): DialFailure {
    return { request: this.#input.request, maybePlacedSinceMs, ...(answer === undefined ? {} : { answer }) };
  }

  #failureOf(step: Exclude<DialStep, 'send'>, end: AttemptEnd, atMs: number): Error {
    const { answer, maybePlacedSinceMs } = end;
    const failure = this.#failureParts(end);
    switch (step) {
      case 'refused':
        if (answer === undefined) throw new TypeError('refused without an answer');
        return dialRefused({ ...failure, answer });
      case 'window-closed':
        return dialWindowClosed(failure, this.#input.dialBefore);
      case 'outcome-unknown':
        return dialOutcomeUnknown(
          failure,
          answer?.kind === 'refused'
            ? 'a later copy of its request was refused, which says nothing of the first'
            : this.#whyNotAgain(maybePlacedSinceMs, atMs),
        );
    }
  }

  /** Names the limit that forbids the next send, and no other. */
  #whyNotAgain(maybePlacedSinceMs: number | undefined, atMs: number): string {
    const { resendWindowMs, dialBefore } = this.#input;
    if (resendWindowMs === 0) return 'its resendWindow is 0: nothing is ever sent twice';
    const isWindowOver = maybePlacedSinceMs !== undefined && atMs - maybePlacedSinceMs >= resendWindowMs;
    return isWindowOver
      ? `its resend window of ${resendWindowMs / 1000} s ends before the next try`
      : `its dialling time ends at ${dialBefore}, before the next try`;
  }
}

/** Ended by its cancellation, and surely nothing was sent. */
export const cancelledUnsent = (): CancelledFailure =>
  new CancelledFailure('Cancelled before the call was placed', [{ surelyNotSent: true }]);
