import { setTimeout as wait } from 'node:timers/promises';
import { isGrpcDeadlineError, isRetryableError } from '@temporalio/client';
import { maskText } from '../contract/masking.js';
import type { BatchRow, RowVerdict } from './batch-row.js';
import type { Started } from '../client/call/call.js';
import { CallConflictError } from '../client/errors.js';
import { InvalidRequestError, RingonceError } from '../contract/errors.js';
import { grpcStatusOf } from '../temporal/grpc-status.js';

export interface StartRowOptions {
  /** Starts a call or a follow-up, once for an ID. */
  readonly start: (row: BatchRow) => Promise<Started>;
  /** How long a row is tried again while Temporal does not answer. */
  readonly retryForMs: number;
  /** Nobody waits for a retry any more. */
  readonly ending: AbortSignal;
}

const firstWaitMs = 500;
const longestWaitMs = 10_000;

/**
 * Starts a row; while Temporal does not answer, again and again.
 *
 * @returns undefined when the batch ended before Temporal answered: whether it was started is not known
 * @throws what every other row would run into as well: Temporal is away, the namespace is not ready, access is denied
 */
export async function startRow(
  row: BatchRow,
  { start, retryForMs, ending }: StartRowOptions,
): Promise<RowVerdict | undefined> {
  const giveUpAtMs = Date.now() + retryForMs;
  const isEnding = (): boolean => ending.aborted;
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    try {
      const { state: verdict, outcome, nothingRang } = await start(row);
      return { verdict, ...(outcome === undefined ? {} : { outcome }), ...(nothingRang ? { nothingRang } : {}) };
    } catch (error) {
      const verdict = verdictOfError(error);
      if (verdict !== undefined) return verdict;
      if (!isAway(error)) throw error;
      if (isEnding()) return undefined;
      if (Date.now() + waitMs > giveUpAtMs) throw error;
    }
    // Half of it chance: rows that failed together do not come back together.
    await wait(waitMs / 2 + (Math.random() * waitMs) / 2, undefined, { signal: ending }).catch(() => undefined);
    if (isEnding()) return undefined;
  }
}

/** What is wrong with this row and no other; undefined for what would hit the next one too, or may. */
function verdictOfError(error: unknown): RowVerdict | undefined {
  if (error instanceof InvalidRequestError) return { verdict: 'invalid', issues: error.issues };
  if (error instanceof CallConflictError) {
    const { members } = error;
    return { verdict: 'conflict', members, ...(members.length === 0 ? { reason: anotherKind } : {}) };
  }
  const status = error instanceof RingonceError ? undefined : grpcStatusOf(error);
  if (status === undefined || !rowsOwnCodes.has(status.code)) return undefined;
  return { verdict: 'failed', reason: maskText(status.details, []) };
}

const anotherKind = 'the ID belongs to another kind of workflow';

/** gRPC's INVALID_ARGUMENT and FAILED_PRECONDITION: Temporal has looked at what was sent, and does not take it. */
const rowsOwnCodes: ReadonlySet<number> = new Set([3, 9]);

/** Temporal does not answer, for now. Its deadline the SDK does not count as worth a retry within the same deadline. */
export function isAway(error: unknown): boolean {
  const status = grpcStatusOf(error);
  return status !== undefined && (isRetryableError(status) || isGrpcDeadlineError(status));
}
