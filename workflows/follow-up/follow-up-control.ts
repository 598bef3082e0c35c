import {
  ApplicationFailure,
  CancellationScope,
  condition,
  defineUpdate,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { AdmissionAnswer, HeldUntil } from '../../src/contract/admission.js';
import { rescheduled, type AdmissionOptions, type TimesChange } from '../../src/contract/admission-options.js';
import type { FollowUpView } from '../../src/contract/call-view.js';
import { failureTypes } from '../../src/contract/failures.js';
import type { AcceptedFollowUp } from '../../src/contract/follow-up.js';
import { updateNames } from '../../src/contract/names.js';
import { boolean, oneOf, optional } from '../../src/contract/shapes.js';
import { checkWish } from '../shared/check-wish.js';
import { areToBeMended, decideAdmission } from '../shared/decide-admission.js';
import { openingWords } from '../call/dial-in-time.js';
import type { FollowUpProgress } from './follow-up-progress.js';
import { invalidRequest } from '../shared/invalid-request.js';
import { decideNewTimes } from '../shared/new-times.js';
import { OneAtATime } from '../shared/one-at-a-time.js';

const rescheduleUpdate = defineUpdate<FollowUpView, [TimesChange]>(updateNames.reschedule);
const pauseUpdate = defineUpdate<FollowUpView, [unknown?]>(updateNames.pause);
const resumeUpdate = defineUpdate<FollowUpView, [unknown?]>(updateNames.resume);
const callNowUpdate = defineUpdate<FollowUpView, [CallNowWish?]>(updateNames.callNow);
const cancellationUpdate = defineUpdate<FollowUpView, [CancellationWish?]>(updateNames.cancellation);

interface CallNowWish {
  /** Dial although the hours are closed. Default: they hold. */
  readonly ignoreCallingHours?: boolean;
}

interface CancellationWish {
  /** Default: `stop`, like Temporal's own cancellation. */
  readonly callInProgress?: 'stop' | 'leave' | 'hang-up';
}

/** What a run of a long plan hands to the next one. */
export interface ControlState {
  readonly times: AdmissionOptions;
  /** When the next attempt is due after the last one's outcome, epoch milliseconds. */
  readonly dueMs?: number;
  /** `notBefore` was named for this very attempt: it stands instead of when it is due. */
  readonly isTimeNamed: boolean;
  readonly isPaused: boolean;
  /** Wanted, and not made yet: the hours are closed. */
  readonly callNow?: CallNowWish;
}

/** A follow-up of which nobody has asked anything yet. */
export const untouched = { isTimeNamed: false, isPaused: false } as const;

/** The next attempt may begin, or none does, or another run shall wait for it. */
export type Turn =
  | { readonly is: 'attempt'; readonly callingHours: AdmissionOptions['callingHours'] }
  | { readonly is: 'hand-over' }
  | { readonly is: 'end'; readonly ended: 'cancelled' | 'expired'; readonly reason: string };

/** A history that has grown so long is handed over; an attempt takes about twenty events, a wish about ten. */
const maxHistoryLength = 300;

type Stage = 'waiting' | 'calling' | 'handing-over' | 'over';

/** What people want of a follow-up, and when its next attempt is due. */
export class FollowUpControl {
  readonly #followUp: AcceptedFollowUp;
  readonly #progress: FollowUpProgress;
  #times: AdmissionOptions;
  #dueMs: number | undefined;
  #isTimeNamed: boolean;
  #isPaused: boolean;
  #callNow: CallNowWish | undefined;
  #isCancelled = false;
  #stage: Stage = 'waiting';
  /** Counts the wishes; the other one says up to which they have taken effect. */
  #version = 0;
  #appliedVersion = 0;
  readonly #changes = new OneAtATime();
  #isHangUpWanted = false;
  #running: { readonly scope: CancellationScope; readonly hangUp?: () => Promise<void> } | undefined;

  constructor(followUp: AcceptedFollowUp, progress: FollowUpProgress, state: ControlState) {
    this.#followUp = followUp;
    this.#progress = progress;
    this.#times = state.times;
    this.#dueMs = state.dueMs;
    this.#isTimeNamed = state.isTimeNamed;
    this.#isPaused = state.isPaused;
    this.#callNow = state.callNow;
    progress.expiresAt(this.#times.expiresAt);
    progress.setPaused(this.#isPaused);
    this.#setHandlers();
  }

  get state(): ControlState {
    return {
      times: this.#times,
      isTimeNamed: this.#isTimeNamed,
      isPaused: this.#isPaused,
      ...(this.#dueMs === undefined ? {} : { dueMs: this.#dueMs }),
      ...(this.#callNow === undefined ? {} : { callNow: this.#callNow }),
    };
  }

  get expiresAt(): string | undefined {
    return this.#times.expiresAt;
  }

  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /** Whether a cancellation shall also end a conversation. */
  get isHangUpWanted(): boolean {
    return this.#isHangUpWanted;
  }

  /** Waits for the next attempt's turn: its time, open hours, and nobody who has paused it. */
  async untilTurn({ isFirst }: { readonly isFirst: boolean }): Promise<Turn> {
    this.#stage = 'waiting';
    for (;;) {
      await this.#changes.untilIdle();
      if (this.#isCancelled) return { is: 'end', ended: 'cancelled', reason: 'it was cancelled' };
      // Between two wishes: the run that has heard one answers it.
      if (isHistoryLong() && this.#appliedVersion === this.#version) return { is: 'hand-over' };
      const version = this.#version;
      if (this.#isPaused) {
        this.#progress.paused();
        await this.#untilChanged();
        continue;
      }
      const times = this.#timesNow();
      const answer = await decideAdmission(this.#followUp.request, times, Date.now());
      if (version !== this.#version) continue;
      if (answer.is === 'never') return this.#never(answer, times, isFirst);
      if (answer.is === 'wait') {
        await this.#untilDueOrChanged(answer);
        continue;
      }
      // `decideAdmission` is not asked where there is nothing but an expiry.
      if (times.expiresAt !== undefined && Date.now() >= Date.parse(times.expiresAt))
        return { is: 'end', ended: 'expired', reason: 'its time was over' };
      this.#begin();
      return { is: 'attempt', callingHours: times.callingHours };
    }
  }

  /** An attempt begins, in a scope that ends it: who cancels from now on means it too, also before its workflow exists. */
  calling(scope: CancellationScope): void {
    this.#running = { scope };
  }

  /** Its workflow exists. @param hangUp has a cancellation end a conversation too; touches no workflow but the attempt's */
  begun(hangUp: () => Promise<void>): void {
    if (this.#running !== undefined) this.#running = { ...this.#running, hangUp };
  }

  /** It has ended; the next one is due so much later. */
  called(waitMs: number | undefined): void {
    this.#running = undefined;
    this.#appliedVersion = this.#version;
    this.#dueMs = waitMs === undefined ? undefined : Date.now() + waitMs;
    // A time that was named while it rang, and has passed since, says nothing of the next one.
    if (Date.parse(this.#times.notBefore ?? '') <= Date.now()) this.#isTimeNamed = false;
  }

  /** Another run takes over: what was asked for counts there. */
  handOver(): void {
    this.#stage = 'handing-over';
  }

  over(): void {
    this.#stage = 'over';
  }

  #setHandlers(): void {
    setHandler(pauseUpdate, () => this.#apply(() => this.#setPaused(true)), {
      validator: (wish?: unknown) => {
        checkWish(wish, {}, 'It goes on.');
        this.#checkNotOver();
      },
      description: 'No further attempt begins until resume; one under way goes on',
    });
    setHandler(resumeUpdate, () => this.#apply(() => this.#setPaused(false)), {
      validator: (wish?: unknown) => {
        checkWish(wish, {}, 'It is as it was.');
        this.#checkNotOver();
      },
      description: 'Goes on after pause',
    });
    setHandler(callNowUpdate, (wish) => this.#apply(() => (this.#callNow = wish ?? {})), {
      validator: (wish?: unknown) => this.#checkMayCallNow(wish),
      description: 'Makes the next attempt now; { "ignoreCallingHours": true } also outside calling hours',
    });
    setHandler(rescheduleUpdate, (change) => CancellationScope.nonCancellable(() => this.#reschedule(change)), {
      validator: (change: unknown) => void this.#wanted(change),
      description: 'Changes notBefore, expiresAt or callingHours of the attempts to come; null takes one away',
    });
    setHandler(cancellationUpdate, (wish) => CancellationScope.nonCancellable(() => this.#cancel(wish ?? {})), {
      // Whoever misspells it must not stop a call that was to go on.
      validator: (wish?: unknown) =>
        checkWish(wish, { callInProgress: optional(oneOf('stop', 'leave', 'hang-up')) }, 'It goes on.'),
      description: 'No further attempt; { "callInProgress": "stop" | "leave" | "hang-up" } is for one under way',
    });
  }

  /** What was said of this attempt's time says nothing of the next one's. */
  #begin(): void {
    const { expiresAt, callingHours } = this.#times;
    this.#times = {
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(callingHours === undefined ? {} : { callingHours }),
    };
    this.#callNow = undefined;
    this.#dueMs = undefined;
    this.#isTimeNamed = false;
    this.#stage = 'calling';
  }

  /** `callNow` passes over its time, and over its hours if it says so. */
  #timesNow(): AdmissionOptions {
    const { notBefore, callingHours, ...limits } = this.#times;
    const hours = callingHours === undefined || this.#callNow?.ignoreCallingHours === true ? {} : { callingHours };
    if (this.#callNow !== undefined) return { ...limits, ...hours };
    const notBeforeMs = notBefore === undefined ? 0 : Date.parse(notBefore);
    const fromMs = this.#isTimeNamed ? notBeforeMs : Math.max(this.#dueMs ?? 0, notBeforeMs);
    return { ...limits, ...hours, ...(fromMs === 0 ? {} : { notBefore: new Date(fromMs).toISOString() }) };
  }

  /** @throws ApplicationFailure `InvalidRequest` when a person must mend something */
  async #never(
    answer: Extract<AdmissionAnswer, { is: 'never' }>,
    times: AdmissionOptions,
    isFirst: boolean,
  ): Promise<Turn> {
    const isNews = isFirst || !answer.isTimeOver;
    if (!isNews || !(await areToBeMended(this.#followUp.request, times, answer)))
      return { is: 'end', ended: 'expired', reason: answer.why };
    const invalid = invalidRequest(
      'The follow-up cannot be carried out.',
      answer.issues.map(({ member, message }) => ({ member: `plan.${member}`, message })),
    );
    // Only before the first attempt may be said that nothing rang.
    throw isFirst ? invalid : ApplicationFailure.nonRetryable(invalid.message, failureTypes.attemptInvalid);
  }

  async #untilDueOrChanged(held: HeldUntil): Promise<void> {
    const { untilMs, reason, inWords } = held;
    const { notBefore = 0 } = this.#times;
    // By which of the two is later, and not by the millisecond: a replay may see the last attempt end a little earlier or later.
    const isDueLater = !this.#isTimeNamed && (this.#dueMs ?? 0) > new Date(notBefore).getTime();
    const isBetween = reason === 'NOT_BEFORE' && isDueLater;
    const hold = { ...held, reason: isBetween ? ('BETWEEN_ATTEMPTS' as const) : reason };
    this.#progress.waiting(hold);
    this.#appliedVersion = this.#version;
    const version = this.#version;
    if (isHistoryLong()) return;
    const summary = `${openingWords[hold.reason]} ${inWords}`;
    await condition(() => this.#version !== version, Math.max(1, untilMs - Date.now()), { summary });
  }

  async #untilChanged(): Promise<void> {
    this.#appliedVersion = this.#version;
    const version = this.#version;
    if (isHistoryLong()) return;
    await condition(() => this.#version !== version);
  }

  /** A wish takes effect before it is answered. */
  async #apply(change: () => void): Promise<FollowUpView> {
    change();
    const version = ++this.#version;
    return CancellationScope.nonCancellable(() => this.#untilApplied(version));
  }

  /** @throws ApplicationFailure when the follow-up ends before it does anything about the wish */
  async #untilApplied(version: number): Promise<FollowUpView> {
    await condition(() => this.#appliedVersion >= version || this.#stage !== 'waiting');
    if (this.#appliedVersion < version) this.#checkNotOver();
    return this.#progress.view();
  }

  #setPaused(isPaused: boolean): void {
    const isUnderWay = this.#stage === 'calling' ? '; the attempt under way goes on' : '';
    if (this.#isPaused !== isPaused)
      this.#progress.tell(isPaused ? `Paused: no further attempt until it is resumed${isUnderWay}` : 'Resumed');
    this.#isPaused = isPaused;
    this.#progress.setPaused(isPaused);
  }

  async #reschedule(change: TimesChange): Promise<FollowUpView> {
    const version = await this.#changes.run(async () => {
      const wanted = this.#wanted(change);
      await decideNewTimes(this.#followUp.request, wanted, keeps);
      // While that was decided, its last attempt may have ended, or somebody has cancelled it.
      this.#checkNotOver();
      this.#times = wanted;
      // Whoever names a time means that one, sooner or later than the plan would have it; who takes it away means the plan's.
      if (change.notBefore !== undefined) this.#isTimeNamed = change.notBefore !== null;
      if (typeof change.notBefore === 'string') this.#callNow = undefined;
      this.#progress.expiresAt(wanted.expiresAt);
      this.#progress.tell('Rescheduled');
      return ++this.#version;
    });
    return this.#untilApplied(version);
  }

  async #cancel(wish: CancellationWish): Promise<FollowUpView> {
    // null is a member that is left out.
    const callInProgress = wish.callInProgress ?? 'stop';
    // It has ended meanwhile: nothing is cancelled any more.
    if (this.#stage === 'over') return this.#progress.view();
    const running = this.#running;
    this.#isCancelled = true;
    this.#version++;
    this.#progress.tell(
      `Cancelled: no further attempt${running === undefined ? '' : `; ${callWords[callInProgress]}`}`,
    );
    if (running !== undefined && callInProgress !== 'leave') {
      if (callInProgress === 'hang-up') {
        this.#isHangUpWanted = true;
        // One that has just ended takes no signal.
        await running.hangUp?.().catch(() => undefined);
      }
      running.scope.cancel();
    }
    await condition(() => this.#stage === 'calling' || this.#stage === 'over');
    return this.#progress.view();
  }

  #wanted(change: unknown): AdmissionOptions {
    this.#checkNotOver();
    const parsed = rescheduled(this.#times, change);
    if (!parsed.ok) throw invalidRequest(keeps, parsed.issues);
    return parsed.value;
  }

  #checkNotOver(): void {
    if (this.#stage === 'over') throw tooLate('it has ended');
    if (this.#isCancelled) throw tooLate('it is cancelled');
  }

  #checkMayCallNow(wish: unknown): void {
    this.#checkNotOver();
    checkWish(wish, { ignoreCallingHours: optional(boolean()) }, 'No attempt was made.');
    if (this.#stage === 'calling') throw tooLate('an attempt is under way');
    if (this.#isPaused) throw tooLate('it is paused: resume it first');
  }
}

const keeps = 'The follow-up keeps its times.';

const callWords = {
  stop: 'the call in progress is stopped if it is not answered yet',
  leave: 'the call in progress goes on',
  'hang-up': 'the call in progress is ended',
} as const;

function isHistoryLong(): boolean {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return historyLength > maxHistoryLength || continueAsNewSuggested;
}

const tooLate = (why: string): ApplicationFailure => ApplicationFailure.nonRetryable(why, failureTypes.tooLate);
