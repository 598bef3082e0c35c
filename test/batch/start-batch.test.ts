import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  BatchStoppedError,
  CallConflictError,
  InvalidRequestError,
  NamespaceNotReadyError,
  type BatchRow,
  type BatchVerdict,
  type Started,
} from '../../src/client/index.js';
import { startBatch } from '../../src/batch/start-batch.js';
import { allOf } from '../support/all-of.js';
import { aRequest } from '../support/requests.js';
import { grpcError, unavailable } from './a-refusal.js';

const row = (workflowId: string, DestinationPhoneNumber = '+12065550100'): BatchRow => ({
  workflowId,
  request: aRequest({ DestinationPhoneNumber }),
});
/** Each with a number of its own. */
const rowsOf = (count: number): BatchRow[] =>
  Array.from({ length: count }, (_, index) => row(`row-${index + 1}`, `+9995550${index + 1000}`));
const everyStart = () => Promise.resolve({ state: 'started' as const });

/** Rows as they are asked for. */
function counted(rows: readonly BatchRow[]) {
  const source = {
    taken: 0,
    *[Symbol.iterator]() {
      for (const each of rows) {
        source.taken++;
        yield each;
      }
    },
  };
  return source;
}

describe('a batch', () => {
  it('tells what became of each row, in their order', async () => {
    const issues = [{ member: 'Name', message: 'is wrong' }];
    const answers: Record<string, () => Promise<Started>> = {
      'row-1': everyStart,
      'row-2': () => Promise.resolve({ state: 'in-progress' }),
      'row-3': () => Promise.resolve({ state: 'finished', outcome: 'EXPIRED', nothingRang: true }),
      'row-4': () => Promise.reject(new InvalidRequestError(issues)),
      'row-5': () => Promise.reject(new CallConflictError('row-5', ['Name'])),
      'row-6': () => Promise.reject(grpcError(3, 'the payload of +12065550100 is too large')),
    };
    const rows = [...rowsOf(6), { line: 9, issues }, { issues, workflowId: 'row-8' }, null as never, {} as never];

    const verdicts = await allOf(startBatch(({ workflowId }) => (answers[workflowId] ?? everyStart)(), rows));

    expect(verdicts).toEqual([
      { row: 1, workflowId: 'row-1', verdict: 'started' },
      { row: 2, workflowId: 'row-2', verdict: 'in-progress' },
      { row: 3, workflowId: 'row-3', verdict: 'finished', outcome: 'EXPIRED', nothingRang: true },
      { row: 4, workflowId: 'row-4', verdict: 'invalid', issues },
      { row: 5, workflowId: 'row-5', verdict: 'conflict', members: ['Name'] },
      { row: 6, workflowId: 'row-6', verdict: 'failed', reason: 'the payload of ••• is too large' },
      { row: 7, line: 9, verdict: 'invalid', issues },
      { row: 8, workflowId: 'row-8', verdict: 'invalid', issues },
      { row: 9, verdict: 'invalid', issues: [{ member: '', message: 'is not an object' }] },
      { row: 10, verdict: 'invalid', issues: [{ member: 'workflowId', message: 'is required' }] },
    ]);
  });

  it('warns of a number that stands in an earlier row under another ID, whatever becomes of either, and does not tell it', async () => {
    const rows = [row('a'), row('b', '+12065550101'), row('a'), row('c'), { issues: [] }, row('d', 'none'), row('e')];
    const start = ({ workflowId }: BatchRow) =>
      workflowId === 'c' ? Promise.reject(new CallConflictError('c', ['Name'])) : everyStart();

    const verdicts = await allOf(startBatch(start, rows, { concurrency: 3 }));

    const warning = 'has the number of row 1 under another ID: someone may be called twice';
    expect(verdicts.filter((verdict) => verdict.warning !== undefined)).toEqual([
      { row: 4, workflowId: 'c', verdict: 'conflict', members: ['Name'], warning },
      { row: 7, workflowId: 'e', verdict: 'started', warning },
    ]);
  });

  it('reads no more rows than it can start, however slowly its verdicts are read', async () => {
    const rows = counted(rowsOf(1_000));
    const verdicts = startBatch(everyStart, rows, { concurrency: 5 });

    await verdicts.next();
    for (let index = 0; index < 50; index++) await turn();

    expect(rows.taken).toBeLessThanOrEqual(2 * 5 + 2);
    await verdicts.return();
  });

  it.each([
    { why: 'does not answer', error: unavailable() },
    { why: 'does not answer before the deadline', error: grpcError(4, 'Deadline exceeded') },
    { why: 'is busy and gives the request up at its deadline', error: grpcError(1, 'context canceled') },
  ])('tries a row again while Temporal $why', async ({ error }) => {
    let tries = 0;
    const start = () => (++tries < 2 ? Promise.reject(error) : everyStart());

    expect(await allOf(startBatch(start, rowsOf(1)))).toMatchObject([{ verdict: 'started' }]);
    expect(tries).toBe(2);
  });
});

describe('a batch stops', () => {
  it.each([
    {
      why: 'when Temporal stays away',
      error: grpcError(14, 'No connection established. Last error: Error: connect ECONNREFUSED. Resolution note: '),
      says: 'Temporal did not take a row for 0 s: connect ECONNREFUSED.',
    },
    {
      why: 'when Temporal has too much to do',
      error: grpcError(8, 'namespace rate limit exceeded'),
      says: 'Temporal did not take a row for 0 s: namespace rate limit exceeded.',
    },
    { why: 'when the namespace is not ready', error: new NamespaceNotReadyError('Run setup.'), says: 'Run setup.' },
    {
      why: 'when access is denied',
      error: grpcError(7, 'not for +12065550100'),
      says: 'Failed to start Workflow: not for •••.',
    },
    {
      why: 'when Temporal has an error of its own',
      error: grpcError(13, 'oops.'),
      says: 'Failed to start Workflow: oops.',
    },
    {
      why: 'when its own caller has given the request up',
      error: grpcError(1, 'Cancelled on client'),
      says: 'Failed to start Workflow: Cancelled on client.',
    },
    {
      why: 'when nobody knows what it is',
      error: new TypeError('12065550100 is not a function'),
      says: '••• is not a function.',
    },
  ])('$why, and tells how many rows were taken', async ({ error, says }) => {
    const verdicts: BatchVerdict[] = [];
    const rows = counted(rowsOf(1_000));
    const start = ({ workflowId }: BatchRow) => (workflowId === 'row-8' ? Promise.reject(error) : everyStart());

    const batch = (async () => {
      for await (const verdict of startBatch(start, rows, { concurrency: 2, retryForMs: 0 })) verdicts.push(verdict);
    })();

    const stopped: unknown = await batch.catch((caught: unknown) => caught);
    expect(stopped).toBeInstanceOf(BatchStoppedError);
    const { taken, message, cause } = stopped as BatchStoppedError;
    expect(verdicts.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    // Those behind it that were under way count too, and are all that there are.
    expect(taken).toBeGreaterThanOrEqual(7);
    expect(taken).toBeLessThanOrEqual(7 + 4);
    expect(rows.taken).toBeLessThanOrEqual(8 + 5);
    expect({ message, cause }).toEqual({
      message: `The batch stopped: ${says} ${taken} rows were taken. Run it again with the same rows: nothing is started twice.`,
      cause: error,
    });
  });

  it('at once for a row that still waits for Temporal; that one has no verdict, and is not taken', async () => {
    const start = ({ workflowId }: BatchRow) =>
      Promise.reject(workflowId === 'row-1' ? unavailable() : grpcError(7, 'denied'));

    const stopped: unknown = await allOf(startBatch(start, rowsOf(3))).catch((caught: unknown) => caught);

    expect(stopped).toBeInstanceOf(BatchStoppedError);
    expect(stopped).toMatchObject({ taken: 0 });
  });

  it('when its rows cannot be read any further, with that error, after the verdicts of those before', async () => {
    const verdicts: BatchVerdict[] = [];
    const unreadable = new Error('unreadable');
    async function* rows() {
      yield* rowsOf(3);
      await turn();
      throw unreadable;
    }

    const batch = (async () => {
      for await (const verdict of startBatch(everyStart, rows())) verdicts.push(verdict);
    })();

    await expect(batch).rejects.toBe(unreadable);
    expect(verdicts).toHaveLength(3);
  });
});

describe('a batch that is aborted', () => {
  it('takes no further row; those under way end and have their verdicts', async () => {
    const abort = new AbortController();
    const rows = counted(rowsOf(1_000));
    let underWay = 0;
    let ended = 0;
    const start = async () => {
      if (++underWay === 4) abort.abort();
      await turn();
      ended++;
      return { state: 'started' as const };
    };

    const verdicts = await allOf(startBatch(start, rows, { concurrency: 4, signal: abort.signal }));

    expect(verdicts.length).toBeGreaterThanOrEqual(4);
    expect(verdicts).toHaveLength(ended);
    expect(rows.taken).toBeLessThanOrEqual(8);
  });

  it('starts no row that has not begun yet, be it read already or waiting for an earlier one with its ID', async () => {
    const abort = new AbortController();
    const begun: string[] = [];
    const start = async ({ workflowId }: BatchRow) => {
      begun.push(workflowId);
      if (begun.length === 2) abort.abort();
      for (let index = 0; index < 5; index++) await turn();
      return { state: 'started' as const };
    };
    const rows = [row('a'), row('a'), row('b'), ...rowsOf(10)];

    const verdicts = await allOf(startBatch(start, rows, { concurrency: 3, signal: abort.signal }));

    expect(begun).toEqual(['a', 'b']);
    expect(verdicts.map(({ row }) => row)).toEqual([1, 3]);
  });

  it('warns of no leak of listeners while many rows wait for Temporal', async () => {
    const warnings: Error[] = [];
    const listener = (warning: Error) => void warnings.push(warning);
    process.on('warning', listener);
    onTestFinished(() => void process.off('warning', listener));
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);

    await allOf(startBatch(() => Promise.reject(unavailable()), rowsOf(40), { concurrency: 20, signal: abort.signal }));

    await turn();
    expect(warnings).toEqual([]);
  });

  it('does not wait for a row that does not come, nor for Temporal to come back', async () => {
    const abort = new AbortController();
    async function* rows() {
      yield* rowsOf(2);
      await new Promise(() => undefined);
    }
    const start = ({ workflowId }: BatchRow) => {
      if (workflowId === 'row-1') return everyStart();
      queueMicrotask(() => abort.abort());
      return Promise.reject(unavailable());
    };

    const verdicts = await allOf(startBatch(start, rows(), { signal: abort.signal }));

    // Whether the second one was started nobody knows: it has no verdict, and counts as not taken.
    expect(verdicts).toEqual([{ row: 1, workflowId: 'row-1', verdict: 'started' }]);
  });

  it('before its start takes nothing', async () => {
    expect(await allOf(startBatch(everyStart, rowsOf(3), { signal: AbortSignal.abort() }))).toEqual([]);
  });
});
