import { ApplicationFailure, CancellationScope, condition, defineUpdate, setHandler } from '@temporalio/workflow';
import type { AdmissionAnswer } from '../../src/contract/admission.js';
import {
  hasTimes,
  rescheduled,
  type AdmissionOptions,
  type TimesChange,
} from '../../src/contract/admission-options.js';
import type { AcceptedCall } from '../../src/contract/call.js';
import type { CallView } from '../../src/contract/call-view.js';
import { failureTypes } from '../../src/contract/failures.js';
import { updateNames } from '../../src/contract/names.js';
import type { CallProgress } from './call-progress.js';
import { decideAdmission } from '../shared/decide-admission.js';
import { withExpiry } from '../shared/due.js';
import { invalidRequest } from '../shared/invalid-request.js';
import { decideNewTimes } from '../shared/new-times.js';
import { OneAtATime } from '../shared/one-at-a-time.js';

const rescheduleUpdate = defineUpdate<CallView, [TimesChange]>(updateNames.reschedule);

/** Waiting (or deciding), at the dial, or past anything that could be rescheduled. */
type Stage = 'waiting' | 'dialling' | 'past';

/** When a call may be dialled, as whoever reschedules it wants it by now. */
export class CallTimes {
  readonly #call: AcceptedCall;
  readonly #progress: CallProgress;
  #given: AdmissionOptions;
  #stage: Stage = 'waiting';
  /** Counts the changes. */
  #version = 0;
  #appliedVersion = 0;
  readonly #changes = new OneAtATime();
  /** What was decided about the latest change, until the call acts on it. */
  #decided: AdmissionAnswer | undefined;
  #isTakeBackWanted = false;
  #tellTakeBackWanted: (() => void) | undefined;
  #takeBackAnswer: 'taken' | 'refused' | undefined;

  constructor(call: AcceptedCall, progress: CallProgress) {
    this.#call = call;
    this.#progress = progress;
    this.#given = call.options.times;
    setHandler(rescheduleUpdate, (change) => CancellationScope.nonCancellable(() => this.#reschedule(change)), {
      validator: (change: unknown) => void this.#wanted(change),
      description:
        'Changes notBefore, expiresAt or callingHours of a call that is not dialled yet; null takes one away',
    });
  }

  get current(): AdmissionOptions {
    return withExpiry(this.#given, this.#call.options.expiresAfterMs);
  }

  /** How often they were changed. */
  get changes(): number {
    return this.#version;
  }

  /** May it be dialled? The answer where nobody need be asked, nor awaited: of a call without times that nobody is rescheduling. */
  decideAtOnce(): AdmissionAnswer | undefined {
    if (this.#changes.isBusy || this.#decided !== undefined || hasTimes(this.current)) return undefined;
    this.#undialled();
    return { is: 'dial' };
  }

  /** May it be dialled, as of `nowMs`? Whatever is asked for meanwhile counts. */
  async decide(nowMs: number): Promise<AdmissionAnswer> {
    for (;;) {
      this.#undialled();
      await this.#changes.untilIdle();
      const version = this.#version;
      const answer = this.#decided ?? (await decideAdmission(this.#call.request, this.current, nowMs));
      this.#decided = undefined;
      if (version === this.#version) return answer;
    }
  }

  /** Waits until a moment, or until the call is rescheduled. */
  async untilDueOrChanged(untilMs: number, summary: string): Promise<void> {
    this.#appliedVersion = this.#version;
    const version = this.#version;
    // A timer of no length would not be one.
    await condition(() => this.#version !== version, Math.max(1, untilMs - Date.now()), { summary });
  }

  /** From here on a change has to take the dial back first. */
  dialling(): void {
    this.#stage = 'dialling';
    this.#appliedVersion = this.#version;
    this.#isTakeBackWanted = false;
  }

  /** Calls back when somebody wants the dial back. No promise: the SDK takes the stack of each, and hardly any call is rescheduled. */
  whenTakeBackWanted(listener: () => void): void {
    this.#tellTakeBackWanted = listener;
    if (this.#isTakeBackWanted) listener();
  }

  /** The request may be out: it cannot be taken back. */
  refuseTakeBack(): void {
    this.#takeBackAnswer = 'refused';
    this.#isTakeBackWanted = false;
  }

  /** Nothing was sent: the call goes by its new times. */
  async takenBack(): Promise<void> {
    this.#undialled();
    await this.#changes.untilIdle();
  }

  /** The dial is over, or the call: nothing can be rescheduled any more. */
  past(): void {
    this.#stage = 'past';
    this.#takeBackAnswer = 'refused';
  }

  /** Nothing was sent. Whoever wanted the dial back, or when its hours closed, has it. */
  #undialled(): void {
    this.#stage = 'waiting';
    this.#takeBackAnswer = 'taken';
  }

  async #reschedule(change: TimesChange): Promise<CallView> {
    const version = await this.#changes.run(async () => {
      const wanted = this.#wanted(change);
      const times = withExpiry(wanted, this.#call.options.expiresAfterMs);
      const answer = await decideNewTimes(this.#call.request, times, keeps);
      if (this.#isAt('dialling')) await this.#untilTakenBack();
      if (this.#isAt('past')) throw tooLate();
      this.#given = wanted;
      this.#decided = answer;
      this.#progress.tell('Rescheduled');
      return ++this.#version;
    });
    await condition(() => this.#appliedVersion >= version || this.#isAt('past'));
    if (this.#appliedVersion < version) throw tooLate('It has ended meanwhile');
    return this.#progress.view();
  }

  async #untilTakenBack(): Promise<void> {
    this.#takeBackAnswer = undefined;
    this.#isTakeBackWanted = true;
    this.#tellTakeBackWanted?.();
    await condition(() => this.#takeBackAnswer !== undefined);
    if (this.#isRefused()) throw tooLate();
  }

  #wanted(change: unknown): AdmissionOptions {
    if (this.#stage === 'past') throw tooLate();
    const parsed = rescheduled(this.#given, change);
    if (!parsed.ok) throw invalidRequest(keeps, parsed.issues);
    return parsed.value;
  }

  #isRefused(): boolean {
    return this.#takeBackAnswer === 'refused';
  }

  /** Asked anew after each wait: the stage changes meanwhile. */
  #isAt(stage: Stage): boolean {
    return this.#stage === stage;
  }
}

const keeps = 'The call keeps its times.';

const tooLate = (
  why = 'It is dialled already, or its request may be out: it cannot be rescheduled. Cancel it, or let it end.',
): ApplicationFailure => ApplicationFailure.nonRetryable(why, failureTypes.tooLate);
