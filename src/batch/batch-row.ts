import type { CallState, Started } from '../contract/started.js';
import type { CallOptions } from '../contract/call-options.js';
import type { Issue } from '../contract/issues.js';
import type { FollowUpPlan } from '../contract/plan.js';
import type { StartOutboundVoiceContactRequest } from '../contract/request.js';

/** A call, or with `plan` a follow-up, that a batch is to start. */
export type BatchRow = CallRow | FollowUpRow;

interface RowToStart {
  /** Decides what "the same call" is: a batch that is run again finds what it has started by it. */
  readonly workflowId: string;
  readonly request: StartOutboundVoiceContactRequest;
  /** Where it stands in its file; told again with the verdict. */
  readonly line?: number;
}

/** A row of a batch that is a call. */
export interface CallRow extends RowToStart {
  readonly options?: CallOptions;
  readonly plan?: never;
}

/** A row of a batch that is a follow-up. */
export interface FollowUpRow extends RowToStart {
  readonly plan: FollowUpPlan;
  readonly options?: never;
}

/** A row that whoever read the file could make no sense of; its verdict is `invalid`, the others go on. */
export interface UnreadableRow {
  readonly workflowId?: string;
  /** Without values: they may be personal. */
  readonly issues: readonly Issue[];
  readonly line?: number;
}

/** What became of a row. */
export type BatchVerdict = RowPlace & RowVerdict & RowWarning;

export interface RowWarning {
  /** What to check, whatever the verdict: the number stands in an earlier row under another ID. The number itself is not told. */
  readonly warning?: string;
}

export interface RowPlace {
  /** Counted from 1, in the order of the input. */
  readonly row: number;
  readonly line?: number;
  /** Missing only where the row has none. */
  readonly workflowId?: string;
}

export type RowVerdict =
  /** By this batch; an earlier start of the same request is under way; it has ended. All three are taken. */
  | TakenRow
  /** Nothing was started: correct what `issues` lists. */
  | InvalidRow
  /** The ID stands for another request, with other values of `members`; none are named when it is another kind of workflow. */
  | { readonly verdict: 'conflict'; readonly members: readonly string[]; readonly reason?: string }
  /** Temporal refused this row, and only this one. */
  | { readonly verdict: 'failed'; readonly reason: string };

export interface TakenRow extends Omit<Started, 'state'> {
  readonly verdict: CallState;
}

export interface InvalidRow {
  readonly verdict: 'invalid';
  readonly issues: readonly Issue[];
}

/** Whether a row's call or follow-up exists, with the same request. */
export const isTaken = (verdict: string): boolean => takenVerdicts.has(verdict);

const takenVerdicts: ReadonlySet<string> = new Set(['started', 'in-progress', 'finished']);
