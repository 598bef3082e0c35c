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

/** The answer of the update `start`. */
export interface StartAnswer {
  readonly state: Exclude<CallState, 'finished'>;
  /** Of a call, once Amazon Connect has accepted it. */
  readonly ContactId?: string;
}

export const conflictInWords = (workflowId: string, members: readonly string[]): string =>
  `The ID ${workflowId} stands for a call with another ${members.join(', ')}. Nothing was started: use another ID, or follow that call.`;

/** The ID stands for something else. Choose another ID, or follow the call that has it. */
export class CallConflictError extends RingonceError {
  override readonly name = 'CallConflictError';
  readonly code = 'CALL_CONFLICT';
  /** @param members members of the request that differ; empty when the ID belongs to another kind of workflow */
  constructor(
    readonly workflowId: string,
    readonly members: readonly string[],
  ) {
    super(
      members.length === 0
        ? `The ID ${workflowId} belongs to another kind of workflow. Nothing was started: use another ID.`
        : conflictInWords(workflowId, members),
    );
  }
}
