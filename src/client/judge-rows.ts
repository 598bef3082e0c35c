import { pMapIterable, pMapSkip } from 'p-map';
import { isPlainObject } from '../contract/shapes.js';
import type { BatchRow, InvalidRow, RowPlace, UnreadableRow } from './batch-row.js';
import { rowsUntilAborted } from './rows-until-aborted.js';

export interface JudgeOptions<V> {
  /** Of one row; undefined for one that was given up without an answer, because the batch ends. */
  readonly judge: (row: BatchRow, ending: AbortSignal) => Promise<V | undefined>;
  readonly concurrency: number;
  /** No further row is taken from then on; those under way end. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * One verdict a row, in the order of the rows, with a bounded number of rows in memory.
 *
 * @throws what reading the rows throws, or `judge`: after the verdicts of the rows before it, and when all under way have ended
 */
export async function* judgeRows<V extends object>(
  rows: Iterable<BatchRow | UnreadableRow> | AsyncIterable<BatchRow | UnreadableRow>,
  { judge, concurrency, signal }: JudgeOptions<V>,
): AsyncGenerator<RowPlace & (V | InvalidRow), void, undefined> {
  const ending = new AbortController();
  const endNow = (): void => ending.abort();
  signal?.addEventListener('abort', endNow, { once: true });
  if (signal?.aborted === true) endNow();
  /** By ID. Two rows of one ID take turns, so that the first of them is the one that counts. */
  const underWay = new Map<string, Promise<unknown>>();

  const judgeInTurn = async (row: BatchRow): Promise<V | undefined> => {
    const turn = (underWay.get(row.workflowId) ?? Promise.resolve()).then(() => judge(row, ending.signal));
    const ended = turn.catch(() => undefined);
    underWay.set(row.workflowId, ended);
    try {
      return await turn;
    } finally {
      if (underWay.get(row.workflowId) === ended) underWay.delete(row.workflowId);
    }
  };
  const verdictOf = async (given: BatchRow | UnreadableRow, index: number) => {
    const place = { row: index + 1, ...placeOf(given) };
    const unreadable = issuesOf(given);
    if (unreadable !== undefined) return { ...place, verdict: 'invalid' as const, issues: unreadable };
    try {
      const verdict = await judgeInTurn(given as BatchRow);
      return verdict === undefined ? pMapSkip : { ...place, ...verdict };
    } catch (error) {
      endNow();
      throw error;
    }
  };

  try {
    const source = rowsUntilAborted(rows, ending.signal);
    // Twice as many as are judged: a slow row does not hold up those behind it at once.
    yield* pMapIterable(source, verdictOf, { concurrency, backpressure: 2 * concurrency });
  } finally {
    endNow();
    signal?.removeEventListener('abort', endNow);
    await Promise.all(underWay.values());
  }
}

function placeOf(given: unknown): Omit<RowPlace, 'row'> {
  if (!isPlainObject(given)) return {};
  const { workflowId, line } = given;
  return {
    ...(typeof line === 'number' ? { line } : {}),
    ...(typeof workflowId === 'string' ? { workflowId } : {}),
  };
}

/** Of a row that cannot even be asked about. */
function issuesOf(given: BatchRow | UnreadableRow): UnreadableRow['issues'] | undefined {
  if (!isPlainObject(given)) return [{ member: '', message: 'is not an object' }];
  const { workflowId, issues } = given as Partial<UnreadableRow>;
  if (issues !== undefined) return issues;
  return typeof workflowId === 'string' ? undefined : [{ member: 'workflowId', message: 'is required' }];
}
