import {
  ApplicationFailure,
  CancellationScope,
  condition,
  defineQuery,
  defineUpdate,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { AcceptedCall } from '../src/contract/call.js';
import type { CallPhase, CallView, TimelineEntry } from '../src/contract/call-view.js';
import { failureTypes } from '../src/contract/failures.js';
import { maskPhoneNumber } from '../src/contract/masking.js';
import { queryNames, searchAttributes, updateNames } from '../src/contract/names.js';
import type { Issue } from '../src/contract/issues.js';
import type { CallResult, Outcome } from '../src/contract/outcome.js';
import { nextStepAfter, nextStepAfterFailure } from './next-step.js';

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
    if (wasReset()) this.#tell('Reset by an operator; an earlier run may already have placed this call');
    this.#tell('Request accepted; waiting to be dialled');
    this.#show(
      'Waiting for Amazon Connect to accept the call. Each attempt, the last answer and the next try are in the tab **Pending Activities**; pending without an attempt, its turn under the dial rate has not come, or no worker runs. The request carries the workflow ID as client token: Amazon Connect places one call for it.',
    );
  }

  ended(result: CallResult): void {
    this.#ContactId = result.ContactId;
    this.#close('ENDED', result.outcome);
    this.#tell(
      result.ContactId === undefined
        ? (result.reason ?? result.outcome)
        : `Amazon Connect accepted the call: contact ${result.ContactId}`,
    );
    this.#show(nextStepAfter(result.outcome));
  }

  cancelled(): void {
    this.#close('ENDED', 'CANCELLED');
    this.#tell('Cancelled before the dial: nothing rang');
    this.#show(nextStepAfter('CANCELLED'));
  }

  failed(error: unknown): void {
    this.#failure = error;
    this.#close('FAILED');
    const issues = issuesOf(error);
    for (const { member, message } of issues) this.#tell(member === '' ? message : `${member}: ${message}`);
    if (issues.length === 0) this.#tell(error instanceof Error ? error.message : 'unknown error');
    this.#show(nextStepAfterFailure(error));
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

  /** Current details cost nothing: they are computed when somebody opens the call. Markdown. */
  #show(next: string): void {
    const title = [this.#outcome ?? this.#phase, this.#destination].filter((part) => part !== undefined).join(' · ');
    const isWaiting = this.#dialBefore !== undefined && this.#phase === 'DIALLING';
    const until = isWaiting ? ` Not dialled at or after ${readable(this.#dialBefore ?? '')}.` : '';
    const lines = this.#timeline.map(({ at, what }) => `- \`${readable(at)}\` ${escapeMarkdown(what)}`);
    setCurrentDetails(`### ${title}\n\n${next}${until}\n\n#### What happened\n\n${lines.join('\n')}`);
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

/** `2026-11-24 00:12:05 UTC`: the query has the instant to the millisecond. */
const readable = (instant: string): string => `${instant.slice(0, 19).replace('T', ' ')} UTC`;

/** Part of the words are Amazon Connect's, and may look like Markdown. */
const escapeMarkdown = (text: string): string => text.replace(/[*_[\]<>`]/g, '\\$&');

function issuesOf(error: unknown): readonly Issue[] {
  if (!(error instanceof ApplicationFailure) || error.type !== failureTypes.invalidRequest) return [];
  return (error.details ?? []) as Issue[];
}

/** A reset keeps the first run's ID and start time; a start under a used ID does not. */
export function wasReset(): boolean {
  const { runId, firstExecutionRunId } = workflowInfo();
  return runId !== firstExecutionRunId;
}
