// Many starts at once: rows, what became of each, and (in file/) the files that rows come from. Knows no client, no workflow and no
// native code: it is given what starts a row.
import { setTimeout as wait } from 'node:timers/promises';
import { isGrpcDeadlineError, isRetryableError } from '@temporalio/client';
import { anything, InvalidRequestError, requireMembers, RingonceError } from '../contract/errors.js';
import { maskText } from '../contract/masking.js';
import { wholeNumber } from '../contract/shapes.js';
import { CallConflictError, type Started } from '../contract/started.js';
import { grpcCodes, grpcStatusOf, isCutOff, withoutFrame } from '../temporal/grpc-status.js';
import { isTaken, type BatchRow, type BatchVerdict, type RowVerdict, type UnreadableRow } from './batch-row.js';
import { judgeRows } from './judge-rows.js';

/** How a batch is carried out. */
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

interface StartRowOptions {
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
async function startRow(
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

/** Temporal has read what was sent, and refuses it. */
const rowsOwnCodes: ReadonlySet<number> = new Set([grpcCodes.invalidArgument, grpcCodes.failedPrecondition]);

/** Temporal does not answer, for now. Its deadline the SDK does not count as worth a retry within the same deadline. */
function isAway(error: unknown): boolean {
  const status = grpcStatusOf(error);
  return status !== undefined && (isRetryableError(status) || isGrpcDeadlineError(status) || isCutOff(status));
}

/** A batch stopped before its end, for a reason that is not its rows'. Run it again with the same rows once that is fixed. */
export class BatchStoppedError extends RingonceError {
  override readonly name = 'BatchStoppedError';
  readonly code = 'BATCH_STOPPED';
  /**
   * @param taken rows whose call or follow-up exists
   * @param why a sentence
   */
  constructor(
    readonly taken: number,
    why: string,
    options?: ErrorOptions,
  ) {
    super(
      `The batch stopped: ${why} ${taken} ${taken === 1 ? 'row was' : 'rows were'} taken. Run it again with the same rows: nothing is started twice.`,
      options,
    );
  }
}
