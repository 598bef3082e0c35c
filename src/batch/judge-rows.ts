import { setMaxListeners } from 'node:events';
import { pMapIterable, pMapSkip } from 'p-map';
import { unknownMembersOf } from '../contract/issues.js';
import { isPlainObject } from '../contract/shapes.js';
import type { BatchRow, InvalidRow, RowPlace, RowWarning, UnreadableRow } from './batch-row.js';
import { createCalledNumbers } from './called-numbers.js';

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
    const warning = `has the number of row ${earlier} under another ID: someone may be called twice`;
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

/** A row that has its place behind earlier ones of the same ID. */
interface RowInTurn<T> {
  readonly row: T;
  /** Resolves when the row before it with the same ID has ended; undefined when none is under way. */
  readonly earlier: Promise<void> | undefined;
  /** To be called when the row has ended. */
  readonly end: () => void;
}

/**
 * Gives rows of one ID their places in the order of the rows, before anything runs beside anything else: of two of them the first
 * counts. IDs are forgotten when their last row has ended.
 */
async function* rowsInTurns<T>(
  rows: AsyncIterable<T>,
  idOf: (row: T) => string | undefined,
): AsyncGenerator<RowInTurn<T>, void, undefined> {
  const underWay = new Map<string, Promise<void>>();
  for await (const row of rows) {
    const id = idOf(row);
    if (id === undefined) {
      yield { row, earlier: undefined, end: () => undefined };
      continue;
    }
    const earlier = underWay.get(id);
    let resolve = (): void => undefined;
    const ended = new Promise<void>((resolved) => (resolve = resolved));
    underWay.set(id, ended);
    const end = (): void => {
      if (underWay.get(id) === ended) underWay.delete(id);
      resolve();
    };
    yield { row, earlier, end };
  }
}

/** The rows, one after the other; none any more once the signal is given, even while the next one is waited for. */
async function* rowsUntilAborted<T>(
  rows: Iterable<T> | AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const iterator = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  let isDone = false;
  try {
    while (!signal.aborted) {
      const next = await unlessAborted(Promise.resolve(iterator.next()), signal);
      isDone = next?.done === true;
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not awaited: a source that waits for its next row would answer only then.
    if (!isDone) void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

/**
 * Undefined when the signal is given first. A listener for each wait, taken off again: one promise for the whole batch would keep every
 * wait in memory.
 */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => resolve(undefined);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
