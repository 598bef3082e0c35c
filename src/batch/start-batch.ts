import { maskText } from '../contract/masking.js';
import { wholeNumber } from '../contract/shapes.js';
import { type BatchRow, type BatchVerdict, type UnreadableRow, isTaken } from './batch-row.js';
import type { Started } from '../client/call/call.js';
import { BatchStoppedError } from '../client/errors.js';
import { RingonceError, requireMembers } from '../contract/errors.js';
import { grpcStatusOf, withoutFrame } from '../temporal/grpc-status.js';
import { judgeRows } from './judge-rows.js';
import { anything } from '../contract/members.js';
import { isAway, startRow } from './start-row.js';

export interface BatchOptions {
  /** Rows that are started at the same time, 1 or more. Default 20. */
  readonly concurrency?: number;
  /** How long a row is tried again while Temporal does not answer; then the batch stops. Milliseconds, default 2 minutes. */
  readonly retryForMs?: number;
  /** When given, no further row is taken; those under way end, have their verdicts told, and the batch ends. */
  readonly signal?: AbortSignal;
}

/** @throws InvalidRequestError for other members */
export const requireBatchOptions = (options: BatchOptions): void =>
  requireMembers(
    options,
    { concurrency: wholeNumber({ minimum: 1 }), retryForMs: anything, signal: anything },
    'Nothing was started.',
  );

export const defaultBatchConcurrency = 20;
const defaultRetryForMs = 120_000;

/**
 * Starts rows and tells what became of each, in their order.
 *
 * @param start starts a call or a follow-up, once for an ID
 * @throws BatchStoppedError when Temporal stays away, or refuses every row
 */
export async function* startBatch(
  start: (row: BatchRow) => Promise<Started>,
  rows: Iterable<BatchRow | UnreadableRow> | AsyncIterable<BatchRow | UnreadableRow>,
  options: BatchOptions = {},
): AsyncGenerator<BatchVerdict, void, undefined> {
  const { concurrency = defaultBatchConcurrency, retryForMs = defaultRetryForMs, signal } = options;
  let taken = 0;
  let refusal: { readonly error: unknown } | undefined;
  const judge = async (row: BatchRow, ending: AbortSignal) => {
    try {
      const verdict = await startRow(row, { start, retryForMs, ending });
      if (verdict !== undefined && isTaken(verdict.verdict)) taken++;
      return verdict;
    } catch (error) {
      refusal ??= { error };
      throw error;
    }
  };
  try {
    yield* judgeRows(rows, { judge, concurrency, signal });
  } catch (error) {
    // An error of the rows' own source is its reader's.
    if (refusal === undefined) throw error;
    throw new BatchStoppedError(taken, reasonOf(refusal.error, retryForMs), { cause: refusal.error });
  }
}

function reasonOf(error: unknown, retryForMs: number): string {
  if (error instanceof RingonceError) return error.message;
  const details = withoutFrame(grpcStatusOf(error)?.details ?? '');
  const what = isAway(error) ? `Temporal did not take a row for ${Math.round(retryForMs / 1000)} s` : messageOf(error);
  const why = maskText(details === '' ? what : `${what}: ${details}`, []);
  return /[.!?]$/.test(why) ? why : `${why}.`;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
