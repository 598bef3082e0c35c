import { ApplicationFailure, defineQuery, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import type { HeldUntil } from '../../src/contract/admission.js';
import type { FollowUpPhase, FollowUpView, Hold, TimelineEntry } from '../../src/contract/call-view.js';
import { failureTypes, saysNothingRang } from '../../src/contract/failures.js';
import type { AcceptedFollowUp, Attempt, FollowUpResult } from '../../src/contract/follow-up.js';
import type { Issue } from '../../src/contract/issues.js';
import { maskPhoneNumber } from '../../src/contract/masking.js';
import { queryNames } from '../../src/contract/names.js';
import { describeRequest } from '../../src/contract/static-details.js';
import { holdAttributes, noHold } from '../shared/hold-attributes.js';
import { endInWords } from '../call/next-step.js';
import { upsert } from '../shared/upsert.js';
import { detailsInMarkdown, holdInWords, holdOf, readable } from '../shared/words.js';

const callQuery = defineQuery<FollowUpView>(queryNames.call);

/** A plan of a hundred attempts has its newest lines; the attempts themselves are all kept. */
const maxTimeline = 60;

/** What a run of a long plan has told, for the next one. */
interface CarriedProgress {
  readonly attempts: readonly Attempt[];
  readonly timeline: readonly TimelineEntry[];
  /** Search attributes of a wait outlive the run. */
  readonly hold?: Hold;
}

/** Where a follow-up stands, told to everyone who asks: the query, search attributes and the UI's current details. */
export class FollowUpProgress {
  #phase: FollowUpPhase = 'WAITING';
  #destination: string | undefined;
  #request: string | undefined;
  #maxAttempts: number | undefined;
  #hold: Hold | undefined;
  #expiresAt: string | undefined;
  #isPaused = false;
  #underWay: string | undefined;
  #result: FollowUpResult | undefined;
  #timeline: TimelineEntry[];
  readonly #attempts: Attempt[];

  /** Handlers are set before the workflow's first `await`, so that no early message is lost. */
  constructor({ attempts, timeline, hold }: CarriedProgress) {
    this.#attempts = [...attempts];
    this.#timeline = [...timeline];
    this.#hold = hold;
    setHandler(callQuery, () => this.view(), { description: 'Where the follow-up stands' });
  }

  get attempts(): readonly Attempt[] {
    return this.#attempts;
  }

  get timeline(): readonly TimelineEntry[] {
    return this.#timeline;
  }

  get hold(): Hold | undefined {
    return this.#hold;
  }

  accepted({ request, plan }: AcceptedFollowUp): void {
    this.#destination = maskPhoneNumber(request.DestinationPhoneNumber);
    // Temporal does not pass summary and details on to a run that continues another one.
    if (workflowInfo().continuedFromExecutionRunId !== undefined) this.#request = describeRequest(request);
    this.#maxAttempts = plan.maxAttempts;
    if (this.#timeline.length === 0) this.tell('Request and plan accepted');
  }

  /** No attempt at or after it. */
  expiresAt(instant: string | undefined): void {
    this.#expiresAt = instant;
  }

  waiting(held: Omit<HeldUntil, 'is'>): void {
    this.#hold = holdOf(held);
    this.#held('WAITING');
  }

  /** Also while an attempt is under way, which goes on. */
  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    if (this.#phase === 'CALLING') this.#showCalling();
  }

  paused(): void {
    this.#hold = { reason: 'PAUSED' };
    this.#held('PAUSED');
  }

  #held(phase: FollowUpPhase): void {
    if (this.#hold === undefined) return;
    this.#phase = phase;
    const waits = `Attempt ${this.#next()} waits: ${holdInWords(this.#hold)}`;
    // The next run of a long plan finds what the one before has told.
    if (this.#timeline.at(-1)?.what !== waits) this.tell(waits);
    upsert({ CallPhase: 'WAITING', CallAttempt: this.#next(), ...holdAttributes(this.#hold) });
    const actions =
      phase === 'PAUSED'
        ? ''
        : ' `ringonce call-now` makes the attempt at once, `ringonce reschedule` changes its time, `ringonce pause` holds it.';
    this.#show(`Attempt ${this.#next()} of ${this.#maxAttempts ?? 0} waits: ${holdInWords(this.#hold)}.${actions}`);
  }

  calling(workflowId: string): void {
    this.#phase = 'CALLING';
    upsert({ CallPhase: 'OPEN', CallAttempt: this.#next(), ...(this.#hold === undefined ? {} : noHold) });
    this.#hold = undefined;
    this.tell(`Attempt ${this.#next()} begins: workflow ${workflowId}`);
    this.#underWay = workflowId;
    this.#showCalling();
  }

  #showCalling(): void {
    const paused = this.#isPaused ? ' It is paused: no further attempt begins until `ringonce resume`.' : '';
    this.#show(
      `Attempt ${this.#next()} of ${this.#maxAttempts ?? 0} is under way; its own workflow, \`${this.#underWay ?? ''}\`, tells where it stands (see **Relationships**).${paused}`,
    );
  }

  /** An attempt has ended. */
  called(attempt: Attempt): void {
    this.#attempts.push(attempt);
    this.tell(`Attempt ${attempt.attempt}: ${endInWords(attempt)}`);
  }

  ended(result: FollowUpResult): void {
    this.#result = result;
    this.#close('ENDED');
    this.tell(`Ended: ${result.reason ?? result.ended}`);
    this.#show(
      result.ended === 'goal'
        ? 'The goal is reached. Nothing is left to do.'
        : `No further attempt: ${result.reason ?? result.ended}. If the call is still wanted, start another follow-up under a new ID.`,
    );
  }

  /** Before anything could ring. */
  cancelled(): void {
    this.#close('ENDED');
    this.tell('Cancelled: nothing rang');
    this.#show('Nothing rang. If it is wanted after all, start it again.');
  }

  failed(error: unknown): void {
    this.#close('FAILED');
    const isInvalid = error instanceof ApplicationFailure && error.type === failureTypes.invalidRequest;
    const issues = isInvalid ? ((error.details ?? []) as Issue[]) : [];
    for (const { member, message } of issues) this.tell(`${member === '' ? 'the input' : `${member}:`} ${message}`);
    if (issues.length === 0) this.tell(error instanceof Error ? error.message : 'unknown error');
    const isSilent = error instanceof ApplicationFailure && saysNothingRang(error.type, error.details ?? undefined);
    this.#show(
      isSilent
        ? 'Nothing rang. Mend what is named below, then start the follow-up again, under the same ID or another.'
        : 'Mend what is named below. Attempts that were made stand; for further ones start another follow-up under a new ID.',
    );
  }

  /** Adds to what happened. */
  tell(what: string): void {
    this.#timeline = [...this.#timeline, { at: new Date().toISOString(), what }].slice(-maxTimeline);
  }

  view(): FollowUpView {
    const isOver = this.#phase === 'ENDED' || this.#phase === 'FAILED';
    return {
      phase: this.#phase,
      ...(this.#destination === undefined ? {} : { destination: this.#destination }),
      attempt: isOver ? this.#attempts.length : this.#next(),
      ...(this.#maxAttempts === undefined ? {} : { maxAttempts: this.#maxAttempts }),
      ...(this.#isPaused && !isOver ? { isPaused: true } : {}),
      ...(this.#hold === undefined ? {} : { hold: this.#hold }),
      ...(this.#expiresAt === undefined ? {} : { expiresAt: this.#expiresAt }),
      attempts: this.#attempts,
      ...(this.#result === undefined ? {} : { outcome: this.#result.outcome, ended: this.#result.ended }),
      timeline: this.#timeline,
    };
  }

  #next(): number {
    return this.#attempts.length + 1;
  }

  #close(phase: FollowUpPhase): void {
    this.#phase = phase;
    upsert({
      CallPhase: phase,
      ...(this.#result === undefined ? {} : { CallOutcome: this.#result.outcome }),
      ...(this.#hold === undefined ? {} : noHold),
    });
    this.#hold = undefined;
  }

  #show(next: string): void {
    const title = [this.#result?.outcome ?? this.#phase, this.#destination].filter((part) => part !== undefined);
    const isOver = this.#phase === 'ENDED' || this.#phase === 'FAILED';
    const until =
      this.#expiresAt === undefined || isOver
        ? ''
        : ` No attempt at or after ${readable(Date.parse(this.#expiresAt))}.`;
    setCurrentDetails(
      detailsInMarkdown({
        title: title.join(' · '),
        next: `${next}${until}`,
        timeline: this.#timeline,
        ...(this.#request === undefined ? {} : { request: this.#request }),
      }),
    );
  }
}
