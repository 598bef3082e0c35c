import { RingonceError } from './errors.js';
import type { Outcome } from './outcome.js';

/** `started`: by this very invocation. The others: by an earlier one with the same request. */
export type CallState = 'started' | 'in-progress' | 'finished';

/** What a start came to. */
export interface Started {
  readonly state: CallState;
  /** Of one that had finished, unless it failed. */
  readonly outcome?: Outcome | undefined;
  /** It had finished, and surely no phone rang: it was refused, invalid, cancelled before the dial, or too late for it. */
  readonly nothingRang?: true | undefined;
}

/** The ID stands for something else. Choose another ID, or follow the call that has it. */
export class CallConflictError extends RingonceError {
  override readonly name = 'CallConflictError';
  readonly code = 'CALL_CONFLICT';
  /** @param members members of the request that differ; empty when the ID belongs to another kind of workflow */
  constructor(
    readonly workflowId: string,
    readonly members: readonly string[],
  ) {
    const what =
      members.length === 0
        ? 'belongs to another kind of workflow'
        : `stands for a call with another ${members.join(', ')}`;
    super(`The ID ${workflowId} ${what}. Nothing was started: use another ID, or follow that call.`);
  }
}
