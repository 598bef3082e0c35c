// One follow-up: its result and view; steering it. Everything is asked of Temporal, as for a call.
import {
  QueryNotRegisteredError,
  ServiceError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure } from '@temporalio/common';
import type { TimesChange } from '../../contract/admission-options.js';
import type { FollowUpView } from '../../contract/call-view.js';
import { failureTypes } from '../../contract/failures.js';
import type { FollowUpResult } from '../../contract/follow-up.js';
import type { Issue } from '../../contract/issues.js';
import { queryNames, updateNames } from '../../contract/names.js';
import type { Outcome } from '../../contract/outcome.js';
import { boolean, oneOf } from '../../contract/shapes.js';
import type { CallState, Started } from '../../contract/started.js';
import { CallCancelledError, CallFailedError, CallNotFoundError, CallRefusedError } from '../errors.js';
import { InvalidRequestError, requireMembers } from '../../contract/errors.js';
import { executeUpdate, requireTimesChange } from '../execute-update.js';
import { wrongType } from '../why-no-answer.js';

/** A worker answers at once, or none is there. */
const viewPatienceMs = 5_000;

/** A follow-up that exists, or may. Whatever is asked of it acts on its latest run. */
export class FollowUp {
  readonly #client: Client;
  readonly #firstRunId: string | undefined;

  /** @param firstRunId the follow-up's first run; without it the result is that of whatever stands under the ID */
  constructor(
    client: Client,
    readonly workflowId: string,
    firstRunId?: string,
  ) {
    this.#client = client;
    this.#firstRunId = firstRunId;
  }

  /**
   * How it ended, with every attempt; waits for it.
   *
   * @throws CallRefusedError when Amazon Connect refused an attempt, CallCancelledError when nothing was dialled,
   *   InvalidRequestError, CallNotFoundError, CallFailedError
   */
  async result(): Promise<FollowUpResult> {
    try {
      const { firstRunId, ...latest } = await this.#latestRun(this.#firstRunId);
      let { runId } = latest;
      for (;;) {
        try {
          // Long plans go on in further runs; the SDK's handle follows them.
          return (await this.#client.workflow.getHandle(this.workflowId, runId).result()) as FollowUpResult;
        } catch (error) {
          if (!(error instanceof WorkflowFailedError)) throw error;
          // An operator's reset terminates a running follow-up and goes on in a new run.
          const nextRunId =
            error.cause instanceof TerminatedFailure ? (await this.#latestRun(firstRunId)).runId : runId;
          if (nextRunId === runId) throw this.#asCallError(error.cause);
          runId = nextRunId;
        }
      }
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) throw new CallNotFoundError(this.workflowId, { cause: error });
      throw error;
    }
  }

  /** Where it stands, in words; needs a worker. */
  async view(): Promise<FollowUpView> {
    try {
      return await this.#client.workflow.getHandle(this.workflowId).query<FollowUpView>(queryNames.call);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) throw new CallNotFoundError(this.workflowId, { cause: error });
      throw error;
    }
  }

  /** The same, or undefined when no worker answers. */
  async viewIfAnswered(): Promise<FollowUpView | undefined> {
    try {
      return await this.#client.withDeadline(Date.now() + viewPatienceMs, () => this.view());
    } catch (error) {
      if (error instanceof ServiceError || error instanceof QueryNotRegisteredError) return undefined;
      throw error;
    }
  }

  /** No further attempt begins until `resume`; one under way goes on. */
  pause(): Promise<FollowUpView> {
    return this.#update(updateNames.pause);
  }

  /** Goes on after `pause`. @throws as `pause` */
  resume(): Promise<FollowUpView> {
    return this.#update(updateNames.resume);
  }

  /**
   * Makes the next attempt now, without waiting for its time. Calling hours hold, unless `ignoreCallingHours`.
   * @throws ActionRefusedError while an attempt is under way, while it is paused, after its end; InvalidRequestError for other members
   */
  async callNow(how: { readonly ignoreCallingHours?: boolean } = {}): Promise<FollowUpView> {
    requireMembers(how, { ignoreCallingHours: boolean() }, 'No attempt was made.');
    const { ignoreCallingHours = false } = how;
    return this.#update(updateNames.callNow, { ignoreCallingHours });
  }

  /** Changes when the next attempts may be dialled; null takes a limit away. An attempt under way keeps its times. */
  async reschedule(change: TimesChange): Promise<FollowUpView> {
    requireTimesChange(change);
    return this.#update(updateNames.reschedule, change);
  }

  /**
   * Ends it: no further attempt.
   * @param how.callInProgress what becomes of an attempt under way. `stop` (default): not dialled, nothing rings; ringing, it is stopped; a
   *   conversation is left to end. `hang-up`: that is ended too. `leave`: it goes on to its outcome.
   * @throws InvalidRequestError for other members
   */
  async cancel(how: { readonly callInProgress?: CallInProgress } = {}): Promise<FollowUpView> {
    requireMembers(how, { callInProgress: oneOf('stop', 'leave', 'hang-up') }, 'Nothing was cancelled.');
    const { callInProgress = 'stop' } = how;
    if (callInProgress !== 'stop') return this.#update(updateNames.cancellation, { callInProgress });
    const wrong = await wrongType(this.#client, this.workflowId, ['followUp']);
    if (wrong !== undefined) throw wrong;
    try {
      // Temporal's own cancellation means the same, and stands also while no worker runs.
      await this.#client.workflow.getHandle(this.workflowId).cancel();
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
    return this.view();
  }

  /** Its latest run, however it came about: by a long plan or a reset. Never a run of another follow-up of the same ID. */
  async #latestRun(ours: string | undefined): Promise<{ readonly runId: string; readonly firstRunId: string }> {
    const { runId, raw } = await this.#client.workflow.getHandle(this.workflowId).describe();
    const firstRunId = raw.workflowExecutionInfo?.firstRunId ?? runId;
    return ours === undefined || ours === firstRunId ? { runId, firstRunId } : { runId: ours, firstRunId: ours };
  }

  #update(name: string, ...args: unknown[]): Promise<FollowUpView> {
    return executeUpdate<FollowUpView>(this.#client, this.workflowId, { of: 'followUp', name, args });
  }

  #asCallError(cause: unknown): Error {
    if (cause instanceof CancelledFailure) return new CallCancelledError(this.workflowId, { cause });
    if (cause instanceof ApplicationFailure && cause.type === failureTypes.invalidRequest)
      return new InvalidRequestError((cause.details ?? []) as Issue[], { cause });
    if (cause instanceof ApplicationFailure && cause.nonRetryable === true)
      return new CallRefusedError(cause.type ?? 'Refused', cause.message, { cause });
    const what = cause instanceof Error ? cause.message : 'it ended without a result';
    return new CallFailedError(`The follow-up ${this.workflowId} failed: ${what}`, { cause });
  }
}

/** What becomes of the call in progress when its follow-up is cancelled. */
export type CallInProgress = 'stop' | 'leave' | 'hang-up';

/** A follow-up that `followUp` has started or found. */
export class StartedFollowUp extends FollowUp implements Started {
  readonly state: CallState;
  readonly outcome: Outcome | undefined;
  readonly nothingRang: true | undefined;

  constructor(client: Client, workflowId: string, { runId, ...started }: Started & { readonly runId: string }) {
    super(client, workflowId, runId);
    this.state = started.state;
    this.outcome = started.outcome;
    this.nothingRang = started.nothingRang;
  }
}
