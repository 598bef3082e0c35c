import { setMaxListeners } from 'node:events';
import { pMapIterable, pMapSkip } from 'p-map';
import { unknownMembersOf } from '../contract/issues.js';
import { isPlainObject } from '../contract/shapes.js';
import type { BatchRow, InvalidRow, RowPlace, RowWarning, UnreadableRow } from './batch-row.js';
import { createCalledNumbers } from './called-numbers.js';
import { rowsInTurns, type RowInTurn } from './rows-in-turns.js';
import { rowsUntilAborted, unlessAborted } from './rows-until-aborted.js';

export interface JudgeOptions<V> {
  /** Of one row; undefined for one that was given up without an answer, because the batch ends. */
  readonly judge: (row: BatchRow, ending: AbortSignal) => Promise<V | undefined>;
  readonly concurrency: number;
  /** No further row is judged from then on; those under way end. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * One verdict a row, in the order of the rows, with a bounded number of rows in memory.
 *
 * @throws what reading the rows throws, or `judge`: after the verdicts of the rows before it, and when all under way have ended
 */
export async function* judgeRows<V extends object>(
  rows: Iterable<Given> | AsyncIterable<Given>,
  { judge, concurrency, signal }: JudgeOptions<V>,
): AsyncGenerator<RowPlace & RowWarning & (V | InvalidRow), void, undefined> {
  const ending = new AbortController();
  // One listener for each row that waits.
  setMaxListeners(0, ending.signal);
  const isEnding = (): boolean => ending.signal.aborted;
  const endNow = (): void => ending.abort();
  signal?.addEventListener('abort', endNow, { once: true });
  if (signal?.aborted === true) endNow();
  const underWay = new Set<Promise<unknown>>();

  const judgeInTurn = async ({ row: { given }, earlier, end }: RowInTurn<NumberedRow>): Promise<V | undefined> => {
    try {
      // The earlier one may have been dropped, if the batch ends: it would be waited for in vain.
      if (earlier !== undefined && !isEnding()) await unlessAborted(earlier, ending.signal);
      return isEnding() ? undefined : await judge(given as BatchRow, ending.signal);
    } finally {
      end();
    }
  };
  const verdictOf = async (inTurn: RowInTurn<NumberedRow>) => {
    const { given, row, warned } = inTurn.row;
    const place = { row, ...placeOf(given) };
    const unreadable = issuesOf(given);
    if (unreadable !== undefined) return { ...place, verdict: 'invalid' as const, issues: unreadable };
    const judging = judgeInTurn(inTurn);
    underWay.add(judging);
    try {
      const verdict = await judging;
      return verdict === undefined ? pMapSkip : { ...place, ...verdict, ...warned };
    } catch (error) {
      endNow();
      throw error;
    } finally {
      underWay.delete(judging);
    }
  };

  try {
    const source = rowsInTurns(numbered(rowsUntilAborted(rows, ending.signal)), ({ given }) => idToJudge(given));
    // Twice as many as are judged: a slow row does not hold up those behind it at once.
    yield* pMapIterable(source, verdictOf, { concurrency, backpressure: 2 * concurrency });
  } finally {
    endNow();
    signal?.removeEventListener('abort', endNow);
    await Promise.allSettled(underWay);
  }
}

type Given = BatchRow | UnreadableRow;

interface NumberedRow {
  /** Counted from 1. */
  readonly row: number;
  readonly given: Given;
  readonly warned: RowWarning;
}

/** In the order of the rows, before anything runs beside anything else: of two rows with one number the later one has the warning. */
async function* numbered(rows: AsyncIterable<Given>): AsyncGenerator<NumberedRow, void, undefined> {
  const numbers = createCalledNumbers();
  let row = 0;
  for await (const given of rows) {
    row++;
    const id = idToJudge(given);
    const number = numberOf(given);
    const earlier = id === undefined || number === undefined ? undefined : numbers.earlierRow(number, id, row);
    const warning = `has the number of row ${earlier} under another ID: somebody may be called twice`;
    yield { row, given, warned: earlier === undefined ? {} : { warning } };
  }
}

function numberOf(given: unknown): string | undefined {
  const request = isPlainObject(given) ? given['request'] : undefined;
  const number = isPlainObject(request) ? request['DestinationPhoneNumber'] : undefined;
  return typeof number === 'string' ? number : undefined;
}

/** Of a row that is judged; others wait for nobody. */
const idToJudge = (given: Given): string | undefined => (issuesOf(given) === undefined ? given.workflowId : undefined);

function placeOf(given: unknown): Omit<RowPlace, 'row'> {
  if (!isPlainObject(given)) return {};
  const { workflowId, line } = given;
  return {
    ...(typeof line === 'number' ? { line } : {}),
    ...(typeof workflowId === 'string' ? { workflowId } : {}),
  };
}

const rowMembers = ['workflowId', 'request', 'options', 'plan', 'line'];

/** Of a row that cannot even be asked about. */
function issuesOf(given: Given): UnreadableRow['issues'] | undefined {
  if (!isPlainObject(given)) return [{ member: '', message: 'is not an object' }];
  const { workflowId, issues } = given as Partial<UnreadableRow>;
  if (issues !== undefined) return issues;
  // A plan under another name would be no follow-up, calling hours beside the options would not hold.
  const unknown = unknownMembersOf(given, rowMembers);
  if (given['plan'] != null && given['options'] != null)
    unknown.push({ member: 'options', message: 'stand in plan.call: leave one of them out' });
  if (unknown.length > 0) return unknown;
  return typeof workflowId === 'string' ? undefined : [{ member: 'workflowId', message: 'is required' }];
}
