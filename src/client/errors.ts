import { RingonceError } from '../contract/errors.js';

/** No call has this ID, or its retention is over. Check the ID and the namespace. */
export class CallNotFoundError extends RingonceError {
  override readonly name = 'CallNotFoundError';
  readonly code = 'CALL_NOT_FOUND';
  constructor(
    readonly workflowId: string,
    options?: ErrorOptions,
  ) {
    super(
      `No call has the ID ${workflowId}; it was never started, or the namespace's retention is over. Check the ID and the namespace.`,
      options,
    );
  }
}

/** A schedule has this ID already; nothing was changed. Choose another ID, or delete that schedule first. */
export class ScheduleExistsError extends RingonceError {
  override readonly name = 'ScheduleExistsError';
  readonly code = 'SCHEDULE_EXISTS';
  constructor(
    readonly scheduleId: string,
    options?: ErrorOptions,
  ) {
    super(
      `The schedule ${scheduleId} exists; nothing was changed. Use another ID, or delete it first: runs under way go on.`,
      options,
    );
  }
}

/** No schedule of calls has this ID. `client.schedules.list()` names those that exist. */
export class ScheduleNotFoundError extends RingonceError {
  override readonly name = 'ScheduleNotFoundError';
  readonly code = 'SCHEDULE_NOT_FOUND';
  constructor(
    readonly scheduleId: string,
    options?: ErrorOptions,
  ) {
    super(`No schedule of calls has the ID ${scheduleId}. \`ringonce schedule list\` shows those that exist.`, options);
  }
}

/** Amazon Connect refused the call; nothing rang. Correct the request or the instance; `type` is AWS's error name. */
export class CallRefusedError extends RingonceError {
  override readonly name = 'CallRefusedError';
  readonly code = 'CALL_REFUSED';
  constructor(
    readonly type: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What was asked for cannot be done in the state that the call or follow-up is in; nothing changed. The message says why. */
export class ActionRefusedError extends RingonceError {
  override readonly name = 'ActionRefusedError';
  readonly code = 'ACTION_REFUSED';
  constructor(
    readonly workflowId: string,
    why: string,
    options?: ErrorOptions,
  ) {
    super(`${workflowId}: ${why}`, options);
  }
}

/** No worker has answered in time. Temporal keeps what was asked for until one does: start one. */
export class NoWorkerError extends RingonceError {
  override readonly name = 'NoWorkerError';
  readonly code = 'NO_WORKER';
  /** @param options with `why`, a sentence that says what to do */
  constructor(
    readonly workflowId: string,
    { why = 'Start one: ringonce worker.', ...options }: ErrorOptions & { readonly why?: string } = {},
  ) {
    super(`No worker has answered for ${workflowId}: it is not known whether it was done. ${why}`, options);
  }
}

/** The ID stands for another kind of workflow than what was asked of it. Give the ID of a call, or of a follow-up. */
export class WrongWorkflowTypeError extends RingonceError {
  override readonly name = 'WrongWorkflowTypeError';
  readonly code = 'WRONG_WORKFLOW_TYPE';
  /**
   * @param type Temporal's workflow type
   * @param what what it is instead, as the rest of a sentence
   */
  constructor(
    readonly workflowId: string,
    readonly type: string,
    what: string,
  ) {
    super(`${workflowId} ${what}.`);
  }
}

/** The call was cancelled before the dial; nothing rang. To call after all, start it under another ID. */
export class CallCancelledError extends RingonceError {
  override readonly name = 'CallCancelledError';
  readonly code = 'CALL_CANCELLED';
  constructor(
    readonly workflowId: string,
    options?: ErrorOptions,
  ) {
    super(
      `The call ${workflowId} was cancelled before the dial; nothing rang. To call after all, start it under another ID.`,
      options,
    );
  }
}

/** The call ended without a contact: EXPIRED, nothing rang; or UNKNOWN, it may have rung. `result()` tells which, and why. */
export class CallNotPlacedError extends RingonceError {
  override readonly name = 'CallNotPlacedError';
  readonly code = 'CALL_NOT_PLACED';
}

/** The workflow was terminated, timed out or failed in a way that is not ringonce's. It may have rung: see its history in the Temporal UI. */
export class CallFailedError extends RingonceError {
  override readonly name = 'CallFailedError';
  readonly code = 'CALL_FAILED';
}
