import {
  ApplicationFailure,
  CancellationScope,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { HeldUntil } from '../../src/contract/admission.js';
import type { AcceptedCall } from '../../src/contract/call.js';
import type { CallPhase, CallView, Cancellation, Hold, TimelineEntry } from '../../src/contract/call-view.js';
import { firstLookMarginMs } from '../../src/contract/contact.js';
import { failureTypes } from '../../src/contract/failures.js';
import { maskPhoneNumber } from '../../src/contract/masking.js';
import { hangUpSignal, queryNames, updateNames } from '../../src/contract/names.js';
import type { Issue } from '../../src/contract/issues.js';
import type { CallResult, Outcome } from '../../src/contract/outcome.js';
import { dialLimitSeconds } from '../../src/contract/request.js';
import { boolean, optional } from '../../src/contract/shapes.js';
import type { DialledInTime } from './dial-in-time.js';
import { checkWish } from '../shared/check-wish.js';
import { holdAttributes, noHold } from '../shared/hold-attributes.js';
import { endInWords, nextStepAfter, nextStepAfterFailure } from './next-step.js';
import { upsert } from '../shared/upsert.js';
import { detailsInMarkdown, holdInWords, holdOf, readable } from '../shared/words.js';
import { wasReset } from '../shared/was-reset.js';

const callQuery = defineQuery<CallView>(queryNames.call);
const contactIdUpdate = defineUpdate<string, [unknown?]>(updateNames.contactId);
const cancellationUpdate = defineUpdate<CallView, [CancellationWish?]>(updateNames.cancellation);
const hangUp = defineSignal(hangUpSignal);

/** What whoever asks for the update `cancellation` may add to the cancellation. */
interface CancellationWish {
  /** Also end a conversation. Default: it is left to end. */
  readonly hangUp?: boolean;
}

/** Where a call stands, told to everyone who asks: the query, the update, search attributes and the UI's current details. */
export class CallProgress {
  #phase: CallPhase = 'DIALLING';
  #outcome: Outcome | undefined;
  #ContactId: string | undefined;
  #destination: string | undefined;
  #dialBefore: string | undefined;
  #hold: Hold | undefined;
  /** Its search attributes say so. */
  #isHoldListed = false;
  #failure: unknown;
  #cancellation: Cancellation | undefined;
  #isHangUpWanted = false;
  readonly #timeline: TimelineEntry[] = [];

  /** Handlers are set before the workflow's first `await`, so that no early message is lost. */
  constructor() {
    setHandler(callQuery, () => this.view(), { description: 'Where the call stands' });
    setHandler(contactIdUpdate, () => this.#untilContactId(), {
      validator: (wish?: unknown) => checkWish(wish, {}, 'It takes nothing.'),
      description: 'The ContactId, as soon as Amazon Connect has accepted the call',
    });
    setHandler(cancellationUpdate, (wish) => this.#untilCancelled(wish?.hangUp === true), {
      validator: (wish?: unknown) => checkWish(wish, { hangUp: optional(boolean()) }, 'It is as it was.'),
      description: 'What a requested cancellation has come to; { "hangUp": true } also ends a conversation',
    });
    setHandler(hangUp, () => void (this.#isHangUpWanted = true), {
      description: 'A cancellation, if there is one, also ends a conversation',
    });
  }

  /** Whether a cancellation shall also end a conversation. */
  get isHangUpWanted(): boolean {
    return this.#isHangUpWanted;
  }

  /** Not yet: why, and until when. */
  waiting({ request }: AcceptedCall, held: HeldUntil): void {
    this.#begin(request.DestinationPhoneNumber);
    this.#phase = 'WAITING';
    this.#dialBefore = undefined;
    this.#hold = holdOf(held);
    this.tell(`Waits: ${holdInWords(this.#hold)}`);
    this.#listHold(this.#hold);
    this.#show(
      `It waits: ${holdInWords(this.#hold)}. Nothing rings before. \`ringonce reschedule\` changes its times, \`ringonce cancel\` ends it; both are answered at once.`,
    );
  }

  #listHold(hold: Hold): void {
    this.#isHoldListed = true;
    upsert({ CallPhase: 'WAITING', ...holdAttributes(hold) });
  }

  #unlistHold(): void {
    this.#isHoldListed = false;
    upsert({ CallPhase: 'OPEN', ...noHold });
  }

  dialling({ request, options }: AcceptedCall, dialBeforeMs: number): void {
    this.#begin(request.DestinationPhoneNumber);
    this.#phase = 'DIALLING';
    this.#dialBefore = new Date(dialBeforeMs).toISOString();
    if (this.#isHoldListed) this.#unlistHold();
    this.tell('Waiting to be dialled');
    this.#hold = undefined;
    this.#show(
      `Waiting for Amazon Connect to accept the call. Each attempt, the last answer and the next try are in the tab **Pending Activities**; pending without an attempt, ${options.takesLine ? 'no line of the instance is free (see `ringonce lines`), ' : ''}its turn under the dial rate has not come, or no worker runs. The request carries the workflow ID as client token: Amazon Connect places one call for it.`,
    );
  }

  #begin(destination: string): void {
    if (this.#destination !== undefined) return;
    this.#destination = maskPhoneNumber(destination);
    if (wasReset()) this.tell('Reset by an operator; an earlier run may already have placed this call');
    this.tell('Request accepted');
  }

  following({ request, options }: AcceptedCall, dialled: DialledInTime): void {
    const firstLookMs = Date.now() + dialLimitSeconds(request) * 1000 + firstLookMarginMs;
    if (dialled.step === 'placed') {
      this.#phase = 'FOLLOWING';
      this.#accepted(dialled.contact.ContactId);
      this.#show(
        `It rings, or somebody talks. A contact event tells its end at once; without one Amazon Connect is asked, first at ${readable(firstLookMs)}: what the last look saw is in the tab **Pending Activities**. It ends as UNKNOWN if nothing is known by ${readable(Date.now() + options.maxCallLengthMs)}.`,
      );
    } else if (dialled.step === 'in-doubt') {
      this.#phase = 'IN_DOUBT';
      this.tell(dialled.reason);
      this.#show(
        `It may be ringing, and its ContactId is not known. A contact event that tells of it is waited for until ${readable(firstLookMs)}; then it ends as UNKNOWN.`,
      );
    }
  }

  endedBefore(runId: string): void {
    this.tell(`Nothing was sent: an earlier run under this ID has rung (run ${runId}); this run ends as that one did`);
  }

  cancellationCameTo(cancellation: Cancellation): void {
    this.#cancellation = cancellation;
    this.tell(`Cancelled: ${cancellationInWords[cancellation]}`);
    if (cancellation === 'left-to-end')
      this.#show('Somebody is on the line. The conversation is left to end; `ringonce cancel --hang-up` ends it.');
    else this.#show('It was cancelled; what became of it is awaited.');
  }

  ended(result: CallResult): void {
    const isNews = this.#ContactId === undefined;
    this.#close(result);
    if (result.ContactId !== undefined && isNews) this.#accepted(result.ContactId);
    if (result.outcome !== 'PLACED') this.tell(endInWords(result));
    this.#show(nextStepAfter(result));
  }

  cancelled(): void {
    this.#cancellation = 'not-dialled';
    this.#close({ outcome: 'CANCELLED' });
    this.tell('Cancelled before the dial: nothing rang');
    this.#show(nextStepAfter({ outcome: 'CANCELLED' }));
  }

  failed(error: unknown): void {
    this.#failure = error;
    this.#close();
    const issues = issuesOf(error);
    for (const { member, message } of issues) this.tell(`${member === '' ? 'the input' : `${member}:`} ${message}`);
    if (issues.length === 0) this.tell(error instanceof Error ? error.message : 'unknown error');
    this.#show(nextStepAfterFailure(error));
  }

  /** One upsert a call: each costs a history event and, on Temporal Cloud, an Action. */
  #close({ outcome, ContactId }: Partial<CallResult> = {}): void {
    this.#phase = outcome === undefined ? 'FAILED' : 'ENDED';
    this.#outcome = outcome;
    upsert({
      CallPhase: this.#phase,
      ...(outcome === undefined ? {} : { CallOutcome: outcome }),
      ...(ContactId === undefined ? {} : { ConnectContactId: ContactId }),
      ...(this.#isHoldListed ? noHold : {}),
    });
    this.#hold = undefined;
  }

  #accepted(ContactId: string): void {
    this.#ContactId = ContactId;
    this.tell(`Amazon Connect accepted the call: contact ${ContactId}`);
  }

  /** Adds to what happened. */
  tell(what: string): void {
    this.#timeline.push({ at: new Date().toISOString(), what });
  }

  /** Current details cost nothing: they are computed when somebody opens the call. Markdown. */
  #show(next: string): void {
    const title = [this.#outcome ?? this.#phase, this.#destination].filter((part) => part !== undefined).join(' · ');
    const isWaiting = this.#dialBefore !== undefined && this.#phase === 'DIALLING';
    const until = isWaiting ? ` Not dialled at or after ${readable(Date.parse(this.#dialBefore ?? ''))}.` : '';
    setCurrentDetails(detailsInMarkdown({ title, next: `${next}${until}`, timeline: this.#timeline }));
  }

  view(): CallView {
    return {
      phase: this.#phase,
      ...(this.#destination === undefined ? {} : { destination: this.#destination }),
      ...(this.#dialBefore === undefined ? {} : { dialBefore: this.#dialBefore }),
      ...(this.#hold === undefined ? {} : { hold: this.#hold }),
      ...(this.#ContactId === undefined ? {} : { ContactId: this.#ContactId }),
      ...(this.#cancellation === undefined ? {} : { cancellation: this.#cancellation }),
      ...(this.#outcome === undefined ? {} : { outcome: this.#outcome }),
      timeline: this.#timeline,
    };
  }

  #isOver(): boolean {
    return this.#phase === 'ENDED' || this.#phase === 'FAILED';
  }

  async #untilCancelled(hangUp: boolean): Promise<CallView> {
    if (hangUp) this.#isHangUpWanted = true;
    const isDecided = () =>
      this.#cancellation !== undefined && !(this.#isHangUpWanted && this.#cancellation === 'left-to-end');
    await CancellationScope.nonCancellable(() => condition(() => isDecided() || this.#isOver()));
    return this.view();
  }

  async #untilContactId(): Promise<string> {
    await CancellationScope.nonCancellable(() => condition(() => this.#ContactId !== undefined || this.#isOver()));
    if (this.#ContactId !== undefined) return this.#ContactId;
    if (this.#failure instanceof ApplicationFailure) throw this.#failure;
    throw ApplicationFailure.nonRetryable(
      `The call has no contact: it ended as ${this.#outcome ?? this.#phase}`,
      failureTypes.callNotPlaced,
    );
  }
}

const cancellationInWords: Readonly<Record<Cancellation, string>> = {
  'not-dialled': 'nothing had rung',
  stopped: 'Amazon Connect was asked to stop the contact',
  'left-to-end': 'somebody is on the line; the conversation is left to end',
  'too-late': 'it had ended by then',
  'not-stopped': 'it could not be stopped',
};

function issuesOf(error: unknown): readonly Issue[] {
  if (!(error instanceof ApplicationFailure) || error.type !== failureTypes.invalidRequest) return [];
  return (error.details ?? []) as Issue[];
}
