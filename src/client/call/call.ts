// One call: its ContactId, result and view; cancelling and rescheduling it. Everything is asked of Temporal; no worker's code is loaded.
import {
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type Client,
  type WorkflowHandle,
} from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure, TimeoutFailure } from '@temporalio/common';
import type { TimesChange } from '../../contract/admission-options.js';
import type { CallView } from '../../contract/call-view.js';
import { failureTypes } from '../../contract/failures.js';
import type { Issue } from '../../contract/issues.js';
import { queryNames, updateNames } from '../../contract/names.js';
import type { CallResult, Outcome } from '../../contract/outcome.js';
import type { CallState, Started } from '../../contract/started.js';
import { boolean } from '../../contract/shapes.js';
import { cancelCall, type CancelledCall } from './cancel-call.js';
import { askForContactId, runEndedFirst } from './contact-id.js';
import {
  ActionRefusedError,
  CallCancelledError,
  CallFailedError,
  CallNotFoundError,
  CallNotPlacedError,
  CallRefusedError,
  NoWorkerError,
} from '../errors.js';
import { InvalidRequestError, requireMembers } from '../../contract/errors.js';
import { executeUpdate, requireTimesChange } from '../execute-update.js';
import { outsideEnd, outsideEndInWords } from '../../temporal/outside-end.js';
import { dialUnderWay, lastQueryOf, pausedAmong, sightingOf, waitsForLine } from '../../temporal/call-activities.js';
import { pendingActivities } from '../../temporal/pending-activities.js';
import { surelySilent } from '../../temporal/run-end.js';
import { wrongType } from '../why-no-answer.js';

/** Longer than any cancellation is on its way. */
const withdrawnForMs = 10_000;

/** A run that a start has begun or found. */
interface KnownRun {
  /** The call's first. */
  readonly runId: string;
  /** Of an update `contactId` that has gone out already. */
  readonly updateId?: string;
}

/** A call that exists, or may. */
export class Call {
  readonly #client: Client;
  readonly #firstRunId: string | undefined;
  readonly #handle: WorkflowHandle;
  readonly #updateId: string | undefined;

  /** @param known of a call that was started or found; without it the call is whatever stands under the ID */
  constructor(
    client: Client,
    readonly workflowId: string,
    { runId: firstRunId, updateId }: Partial<KnownRun> = {},
  ) {
    this.#client = client;
    this.#firstRunId = firstRunId;
    this.#updateId = updateId;
    this.#handle = client.workflow.getHandle(
      workflowId,
      undefined,
      firstRunId === undefined ? {} : { firstExecutionRunId: firstRunId },
    );
  }

  /**
   * The ContactId, as soon as Amazon Connect has accepted the call or, if its answer was lost, a contact event has told of it; does
   * not wait for the call's end.
   *
   * @throws CallRefusedError, InvalidRequestError, CallCancelledError, CallNotPlacedError when there will be no contact
   */
  async contactId(): Promise<string> {
    await this.#requireCall();
    try {
      return await askForContactId(this.#client, {
        handle: this.#handle,
        updateId: this.#updateId,
        describe: async () => (await this.#latestRun()).description,
        view: () => this.view(),
      });
    } catch (error) {
      // One that has ended without a contact says in its result why: it was cancelled, for instance.
      if (error instanceof WorkflowUpdateFailedError && !runEndedFirst(error) && !hasNoContact(error))
        throw this.#asCallError(error.cause);
      // A closed workflow takes no new update, but its result is there.
      if (error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateFailedError)
        return this.#contactIdOfResult();
      throw error;
    }
  }

  /**
   * How the call ended; waits for it.
   *
   * @throws CallRefusedError when Amazon Connect refused it, InvalidRequestError, CallCancelledError (before the dial), CallFailedError
   */
  async result(): Promise<CallResult> {
    await this.#requireCall();
    let runId = this.#firstRunId;
    for (;;) {
      try {
        return (await this.#client.workflow.getHandle(this.workflowId, runId).result()) as CallResult;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) throw new CallNotFoundError(this.workflowId, { cause: error });
        if (!(error instanceof WorkflowFailedError)) throw error;
        // An operator's reset terminates a running call and goes on in a new run.
        const nextRunId = error.cause instanceof TerminatedFailure ? (await this.#latestRun()).runId : runId;
        if (nextRunId === runId) throw await this.#endError(error.cause, runId);
        runId = nextRunId;
      }
    }
  }

  /** Where the call stands, in words; needs a worker. */
  async view(): Promise<CallView> {
    try {
      // By its run: a refused call's ID may stand for a corrected call by now.
      const { runId, description } = await this.#latestRun();
      const view = await this.#client.workflow.getHandle(this.workflowId, runId).query<CallView>(queryNames.call);
      const activities = await pendingActivities(this.#client, description);
      const paused = pausedAmong(activities);
      const dial = view.phase === 'DIALLING' ? dialUnderWay(activities) : undefined;
      const lastQuery = lastQueryOf(activities);
      return {
        ...sightingOf(activities),
        ...view,
        ...(dial === undefined ? {} : { dial }),
        // The workflow does not know: waiting costs it nothing.
        ...(dial !== undefined && waitsForLine(activities) ? { hold: { reason: 'NO_LINE' } as const } : {}),
        ...(lastQuery === undefined ? {} : { lastQuery }),
        ...(paused === undefined ? {} : { paused }),
      };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) throw new CallNotFoundError(this.workflowId, { cause: error });
      throw error;
    }
  }

  /**
   * Cancels the call and tells what came of it. Before the dial nothing rings; a ringing contact is stopped; a conversation is left to
   * end, unless `hangUp`.
   *
   * @throws CallNotFoundError, WrongWorkflowTypeError, InvalidRequestError for other members
   */
  async cancel(how: { readonly hangUp?: boolean } = {}): Promise<CancelledCall> {
    requireMembers(how, { hangUp: boolean() }, 'Nothing was cancelled.');
    const { hangUp = false } = how;
    await this.#requireCall();
    return cancelCall(this.#client, {
      handle: this.#handle,
      view: () => this.view(),
      latestRun: () => this.#latestRun(),
      hangUp,
    });
  }

  /**
   * Changes when a call may be dialled that is not dialled yet: members given replace the old ones, null takes one away.
   *
   * @returns where it stands then
   * @throws ActionRefusedError when it is dialled already, InvalidRequestError when the new times cannot be kept, NoWorkerError,
   *   CallNotFoundError
   */
  async reschedule(change: TimesChange): Promise<CallView> {
    requireTimesChange(change);
    return executeUpdate<CallView>(this.#client, this.workflowId, {
      of: 'outboundCall',
      name: updateNames.reschedule,
      args: [change],
    });
  }

  /**
   * Ends a call that is not dialled yet; one whose request may be out goes on undisturbed, where `cancel` would stop its contact.
   *
   * @returns true: it ends as cancelled, and surely nothing rings. false: its request may be out, or it has ended
   * @throws NoWorkerError: nothing is out, and its times still hold
   */
  async withdraw(): Promise<boolean> {
    try {
      // Only `reschedule` takes a dial back if, and only if, nothing was sent. Should this process die before it cancels, the call expires.
      const notBeforeMs = Date.now() + withdrawnForMs;
      const [notBefore, expiresAt] = [notBeforeMs, notBeforeMs + 1].map((ms) => new Date(ms).toISOString());
      await this.reschedule({ notBefore, expiresAt, callingHours: null });
      await this.#handle.cancel();
      return true;
    } catch (error) {
      if (error instanceof ActionRefusedError || error instanceof WorkflowNotFoundError) return false;
      if (!(error instanceof NoWorkerError)) throw error;
      const { description } = await this.#latestRun();
      if (dialUnderWay(await pendingActivities(this.#client, description))?.mayBeRinging === true) return false;
      throw error;
    }
  }

  /** Only its own client's start has made sure of what stands under the ID. */
  async #requireCall(): Promise<void> {
    if (this.#firstRunId !== undefined) return;
    const wrong = await wrongType(this.#client, this.workflowId, ['outboundCall']);
    if (wrong !== undefined) throw wrong;
  }

  /** The call's latest run: its first, or the one that an operator's reset began. Never a run of another call of the same ID. */
  async #latestRun() {
    const description = await this.#client.workflow.getHandle(this.workflowId).describe();
    const { runId, raw } = description;
    const isOurs = this.#firstRunId === undefined || raw.workflowExecutionInfo?.firstRunId === this.#firstRunId;
    return isOurs ? { runId, description } : { runId: this.#firstRunId, description: undefined };
  }

  async #contactIdOfResult(): Promise<string> {
    const { ContactId, outcome, reason } = await this.result();
    if (ContactId !== undefined) return ContactId;
    throw new CallNotPlacedError(
      `The call ${this.workflowId} ${outcome === 'UNKNOWN' ? 'may have rung, and its contact is not known' : 'has no contact'}: ${outcome}${reason === undefined ? '' : `, ${reason}`}`,
    );
  }

  async #endError(cause: unknown, runId: string | undefined): Promise<Error> {
    const isFromOutside = cause instanceof TerminatedFailure || cause instanceof TimeoutFailure;
    const end = isFromOutside ? await outsideEnd(this.#client, { workflowId: this.workflowId, runId }) : undefined;
    if (end === undefined) return this.#asCallError(cause);
    return new CallFailedError(
      `The call ${this.workflowId} ${outsideEndInWords(end)}. Nobody follows or stops its contact any more: \`ringonce show ${this.workflowId}\` tells what it has left behind.`,
      { cause },
    );
  }

  #asCallError(cause: unknown): Error {
    if (cause instanceof CancelledFailure) return new CallCancelledError(this.workflowId, { cause });
    if (cause instanceof ApplicationFailure) {
      if (cause.type === failureTypes.invalidRequest)
        return new InvalidRequestError((cause.details ?? []) as Issue[], { cause });
      if (surelySilent(cause)) return new CallRefusedError(cause.type ?? 'Refused', cause.message, { cause });
    }
    const what = cause instanceof Error ? cause.message : 'it ended without a result';
    return new CallFailedError(`The call ${this.workflowId} failed: ${what}`, { cause });
  }
}

const hasNoContact = ({ cause }: WorkflowUpdateFailedError): boolean =>
  cause instanceof ApplicationFailure && cause.type === failureTypes.callNotPlaced;

/** A call that `start` has started or found. */
export class StartedCall extends Call implements Started {
  readonly state: CallState;
  readonly outcome: Outcome | undefined;
  readonly nothingRang: true | undefined;

  constructor(client: Client, workflowId: string, started: Started & KnownRun) {
    super(client, workflowId, started);
    this.state = started.state;
    this.outcome = started.outcome;
    this.nothingRang = started.nothingRang;
  }
}
