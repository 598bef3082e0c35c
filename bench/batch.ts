import { Readable } from 'node:stream';
import type { Client } from '@temporalio/client';
import { RingonceClient } from '../src/client/index.js';
import type { CommonMembers } from '../src/batch/file/complete-row.js';
import { readBatch } from '../src/batch/file/read-batch.js';
import { everydayRequest } from './call-kinds.js';
import { heapUsedBytes, runChild, withTypeScriptAndGc } from './children.js';
import { budgets, figure, progress, type Measured, type Run } from './report.js';
// Of types only: the process whose memory is measured loads this file, and is to load no worker.
import type { Temporal } from './world.js';

const fullPlan = {
  /** Of the batch whose memory is measured; its Temporal answers at once. */
  memoryRows: 100_000,
  /** Of the batch that is started on a server, with nobody who dials. */
  startedRows: 2_000,
};
const quickPlan: typeof fullPlan = { memoryRows: 20_000, startedRows: 500 };

/** What a batch of many rows takes, and how fast it goes. */
export async function measureBatch({ ringonce }: Temporal, { isQuick }: Run): Promise<Measured> {
  const plan = isQuick ? quickPlan : fullPlan;
  const rows = plan.memoryRows.toLocaleString('en');
  progress(`Batch: ${rows} rows from a file, a Temporal that answers at once`);
  const memory = await measureBatchMemory({ rows: plan.memoryRows, format: 'csv' });
  progress(`Batch: ${plan.startedRows.toLocaleString('en')} rows on a server, twice`);
  const perSecond = (expected: 'started' | 'in-progress') => {
    const text = csvRows('batch', plan.startedRows);
    return runBatch(ringonce, { format: 'csv', text, rows: plan.startedRows, expected });
  };
  const startsPerSecond = await perSecond('started');
  // The same batch again, of which every row is found.
  const foundPerSecond = await perSecond('in-progress');
  const unit = 'rows/s';
  const { heapMB, maxRssMB } = memory;
  const figures = [
    figure(`batch: heap at the end of ${rows} rows`, heapMB.atTheEnd, {
      unit: 'MB',
      ratio: heapMB.atTheEnd / heapMB.atATenth,
      budget: budgets.batchHeap,
    }),
    figure('  RSS, at most', maxRssMB, { unit: 'MB' }),
    figure('  rows, a Temporal that answers at once', memory.rowsPerSecond, { unit }),
    figure('  rows started on a server', startsPerSecond, { unit }),
    figure('  rows found when it is run again', foundPerSecond, { unit }),
  ];
  return { plan, figures, measurements: { memory, startsPerSecond, foundPerSecond } };
}

interface Batch {
  readonly format: 'csv' | 'jsonl';
  readonly text: Iterable<string>;
  readonly rows: number;
  /** What becomes of each row. */
  readonly expected: 'started' | 'in-progress' | 'invalid';
  readonly onRow?: (row: number) => void;
}

/** Starts a batch and answers how many rows a second it does. */
async function runBatch(ringonce: RingonceClient, batch: Batch): Promise<number> {
  const { format, text, rows, expected, onRow = () => undefined } = batch;
  const input = Readable.from(text, { objectMode: false });
  const read = await readBatch(input, { format, idColumn: 'id', common: inCommon });
  const startedAtMs = performance.now();
  let done = 0;
  for await (const { row, verdict } of ringonce.startBatch(read)) {
    if (verdict !== expected) throw new Error(`Row ${row} of the batch is ${verdict}, not ${expected}.`);
    done++;
    onRow(row);
  }
  if (done !== rows) throw new Error(`Only ${done} of ${rows} rows were ${expected}.`);
  return rows / ((performance.now() - startedAtMs) / 1000);
}

interface BatchMemory {
  /** JavaScript heap after a collection, when a tenth of the rows had their verdict and when all but the last few had. */
  readonly heapMB: { readonly atATenth: number; readonly atTheEnd: number };
  /** The most that the process had resident at any moment. */
  readonly maxRssMB: number;
  readonly rowsPerSecond: number;
}

interface MemoryRows {
  readonly rows: number;
  /** Of `broken-csv` no row can be started. */
  readonly format: 'csv' | 'jsonl' | 'broken-csv';
}

/** What a process takes that starts a batch from a file, with a Temporal that answers at once. */
export async function measureBatchMemory(input: MemoryRows): Promise<BatchMemory> {
  const options = { nodeOptions: withTypeScriptAndGc, timeoutMs: 180_000 };
  return (await runChild('batchMemory', input, options)) as BatchMemory;
}

/** For a process of its own (`child.mjs`), with `--expose-gc`. */
export async function memoryOfBatch({ rows, format }: MemoryRows): Promise<BatchMemory> {
  const expected = format === 'broken-csv' ? 'invalid' : 'started';
  const text = { csv: csvRows, jsonl: jsonRows, 'broken-csv': brokenCsvRows }[format]('memory', rows, ownNumber);
  const heapMB = { atATenth: 0, atTheEnd: 0 };
  const onRow = (row: number) => {
    if (row === rows / 10) heapMB.atATenth = heapUsedBytes() / 2 ** 20;
    // Before the end, when all that a batch holds is still held.
    if (row === rows) heapMB.atTheEnd = heapUsedBytes() / 2 ** 20;
  };
  const batch = { format: format === 'jsonl' ? format : 'csv', text, rows, expected, onRow } as const;
  const rowsPerSecond = await runBatch(new RingonceClient(answering), batch);
  return { heapMB, maxRssMB: process.resourceUsage().maxRSS / 1024, rowsPerSecond };
}

/** A Temporal that answers at once and keeps nothing. */
const answering = {
  options: { namespace: 'default' },
  connection: { close: () => Promise.resolve() },
  workflow: {
    start: () => new Promise((resolve) => setImmediate(resolve, { firstExecutionRunId: 'run' })),
    getHandle: () => ({}),
  },
  withDeadline: (_deadline: number, ask: () => unknown) => ask(),
} as unknown as Client;

const { DestinationPhoneNumber, ...others } = everydayRequest;

/** What a command line would say of all rows. */
const inCommon: CommonMembers = {
  areFollowUps: false,
  request: others,
  times: {},
  conduct: { lines: 'unlimited' },
  options: { tracking: 'none' },
  plan: {},
};

/** Of which row; the same for all by default. */
type NumberOf = (row: number) => string;
const oneNumber: NumberOf = () => DestinationPhoneNumber;

/** Another one a row, as each is remembered; +999 belongs to no country. */
const ownNumber = (row: number): string => `+999${String(row).padStart(10, '0')}`;

/** The text of a CSV file, as it is read. */
function* csvRows(name: string, count: number, numberOf = oneNumber): Generator<string> {
  yield 'id,DestinationPhoneNumber,Attributes.language,Name\n';
  for (let row = 0; row < count; row++) yield `${name}-${row},${numberOf(row)},en,"Reminder, ${row}"\n`;
}

/** The same as JSON Lines. */
function* jsonRows(name: string, count: number, numberOf = oneNumber): Generator<string> {
  for (let row = 0; row < count; row++) {
    const request = { DestinationPhoneNumber: numberOf(row), Attributes: { language: 'en' }, Name: `Reminder, ${row}` };
    yield `${JSON.stringify({ id: `${name}-${row}`, request })}\n`;
  }
}

/** CSV of which no row can be read. */
function* brokenCsvRows(name: string, count: number, numberOf = oneNumber): Generator<string> {
  yield 'id,DestinationPhoneNumber,Attributes.language,Name\n';
  for (let row = 0; row < count; row++) yield `${name}-${row},${numberOf(row)},en,Reminder "${row}"\n`;
}
