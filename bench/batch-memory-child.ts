import { Readable } from 'node:stream';
import type { Client } from '@temporalio/client';
import { RingonceClient } from '../src/client/index.js';
import { readBatch } from '../src/batch/file/read-batch.js';
import type { BatchMemoryFigures, MeasuredFormat } from './batch-memory.js';
import { brokenCsvRows, csvRows, jsonRows, inCommon } from './batch-rows.js';
import { endWithParent, sendToParent } from './children.js';

// Run by batch-memory.ts: node --expose-gc batch-memory-child.ts <rows> <format>
endWithParent();
const [rowsText, format] = process.argv.slice(2) as [string, MeasuredFormat];
const count = Number(rowsText);
const rowsOf = { csv: csvRows, jsonl: jsonRows, 'broken-csv': brokenCsvRows };
const expected = format === 'broken-csv' ? 'invalid' : 'started';

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

/** Another one a row, as each is remembered; +999 belongs to no country. */
const ownNumber = (row: number): string => `+999${String(row).padStart(10, '0')}`;
const input = Readable.from(rowsOf[format]('memory', count, ownNumber), { objectMode: false });
const rows = await readBatch(input, {
  format: format === 'jsonl' ? 'jsonl' : 'csv',
  idColumn: 'id',
  common: inCommon,
});
const startedAtMs = performance.now();
let atATenth = 0;
let atTheEnd = 0;
let asExpected = 0;
for await (const { row, verdict } of new RingonceClient(answering).startBatch(rows)) {
  if (verdict === expected) asExpected++;
  if (row === count / 10) atATenth = heapMB();
  // Before the end, when all that a batch holds is still held.
  if (row === count) atTheEnd = heapMB();
}
const rowsPerSecond = count / ((performance.now() - startedAtMs) / 1000);
if (asExpected !== count) throw new Error(`Only ${asExpected} of ${count} rows were ${expected}.`);
const maxRssMB = process.resourceUsage().maxRSS / 1024;
await sendToParent({ heapMB: { atATenth, atTheEnd }, maxRssMB, rowsPerSecond } satisfies BatchMemoryFigures);
process.removeAllListeners('disconnect');
process.disconnect();

function heapMB(): number {
  if (globalThis.gc === undefined) throw new Error('Needs node --expose-gc.');
  globalThis.gc();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
