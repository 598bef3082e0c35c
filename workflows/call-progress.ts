import {
  ApplicationFailure,
  CancellationScope,
  condition,
  defineQuery,
  defineUpdate,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { AcceptedCall } from '../src/contract/call.js';
import type { CallPhase, CallView, TimelineEntry } from '../src/contract/call-view.js';
import { failureTypes } from '../src/contract/failures.js';
import { maskPhoneNumber } from '../src/contract/masking.js';
import { queryNames, searchAttributes, updateNames } from '../src/contract/names.js';
import type { CallResult, Outcome } from '../src/contract/outcome.js';

const callQuery = defineQuery<CallView>(queryNames.call);
const contactIdUpdate = defineUpdate<string>(updateNames.contactId);

const callPhase = defineSearchAttributeKey('CallPhase', searchAttributes.CallPhase);
const callOutcome = defineSearchAttributeKey('CallOutcome', searchAttributes.CallOutcome);
const connectContactId = defineSearchAttributeKey('ConnectContactId', searchAttributes.ConnectContactId);

/** Where a call stands, told to everyone who asks: the query, the update, search attributes and the UI's current details. */
export class CallProgress {
  #phase: CallPhase = 'DIALLING';
  #outcome: Outcome | undefined;
  #ContactId: string | undefined;
  #destination: string | undefined;
  #dialBefore: string | undefined;
  #failure: unknown;
  readonly #timeline: TimelineEntry[] = [];

  /** Handlers are set before the workflow's first `await`, so that no early message is lost. */
  constructor() {
    setHandler(callQuery, () => this.#view(), { description: 'Where the call stands' });
    setHandler(contactIdUpdate, () => this.#untilContactId(), {
      description: 'The ContactId, as soon as Amazon Connect has accepted the call',
    });
  }

  dialling({ request }: AcceptedCall, dialBeforeMs: number): void {
    this.#destination = maskPhoneNumber(request.DestinationPhoneNumber);
    this.#dialBefore = new Date(dialBeforeMs).toISOString();
    this.#tell(`Request accepted; dialling ${this.#destination}`);
    this.#show(
      `Waiting for Amazon Connect to take the call. The workflow ID is its client token, so it rings once however often the request is sent.`,
    );
  }

  ended(result: CallResult): void {
    this.#ContactId = result.ContactId;
    this.#close('ENDED', result.outcome);
    this.#tell(
      result.ContactId === undefined
        ? `${result.outcome}: ${result.reason ?? ''}`
        : `Amazon Connect accepted the call: contact ${result.ContactId}`,
    );
    this.#show(result.outcome === 'PLACED' ? 'The call is placed; it is not followed further.' : 'The call has ended.');
  }

  cancelled(): void {
    this.#close('ENDED', 'CANCELLED');
    this.#tell('Cancelled before the dial: nothing rang');
    this.#show('Start it again under the same or another ID if it is still wanted.');
  }

  failed(error: unknown): void {
    this.#failure = error;
    this.#close('FAILED');
    this.#tell(`Failed: ${error instanceof Error ? error.message : 'unknown error'}`);
    this.#show(
      'Nothing rang. A person has to mend the request or the Amazon Connect instance; then start the call again.',
    );
  }

  /** One upsert a call: each costs a history event and, on Temporal Cloud, an Action. */
  #close(phase: CallPhase, outcome?: Outcome): void {
    this.#phase = phase;
    this.#outcome = outcome;
    upsertSearchAttributes([
      { key: callPhase, value: phase },
      ...(outcome === undefined ? [] : [{ key: callOutcome, value: outcome }]),
      ...(this.#ContactId === undefined ? [] : [{ key: connectContactId, value: this.#ContactId }]),
    ]);
  }

  #tell(what: string): void {
    this.#timeline.push({ at: new Date().toISOString(), what });
  }

  /** Current details cost nothing: they are computed when somebody opens the call. */
  #show(next: string): void {
    const lines = this.#timeline.map(({ at, what }) => `- ${at} ${what}`);
    const until =
      this.#dialBefore === undefined || this.#phase !== 'DIALLING'
        ? ''
        : ` Not dialled at or after ${this.#dialBefore}.`;
    setCurrentDetails(
      `**${this.#outcome ?? this.#phase}** ${this.#destination ?? ''}\n\n${next}${until}\n\n${lines.join('\n')}`,
    );
  }

  #view(): CallView {
    return {
      phase: this.#phase,
      ...(this.#destination === undefined ? {} : { destination: this.#destination }),
      ...(this.#dialBefore === undefined ? {} : { dialBefore: this.#dialBefore }),
      ...(this.#ContactId === undefined ? {} : { ContactId: this.#ContactId }),
      ...(this.#outcome === undefined ? {} : { outcome: this.#outcome }),
      timeline: this.#timeline,
    };
  }

  async #untilContactId(): Promise<string> {
    await CancellationScope.nonCancellable(() => condition(() => this.#phase !== 'DIALLING'));
    if (this.#ContactId !== undefined) return this.#ContactId;
    if (this.#failure instanceof ApplicationFailure) throw this.#failure;
    throw ApplicationFailure.nonRetryable(
      `The call has no contact: it ended as ${this.#outcome ?? this.#phase}`,
      failureTypes.callNotPlaced,
    );
  }
}
