import { Readable } from 'node:stream';
import type { Client } from '@temporalio/client';
import { RingonceClient } from '../src/client/index.js';
import { readBatch, type BatchFormat } from '../src/pacing/batch-file/read-batch.js';
import type { BatchMemoryFigures } from './batch-memory.js';
import { csvRows, jsonRows, inCommon } from './batch-rows.js';
import { endWithParent, sendToParent } from './children.js';

// Run by batch-memory.ts: node --expose-gc batch-memory-child.ts <rows> <format>
endWithParent();
const [rowsText = '', format = 'csv'] = process.argv.slice(2);
const count = Number(rowsText);

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

const input = Readable.from(format === 'csv' ? csvRows('memory', count) : jsonRows('memory', count), {
  objectMode: false,
});
const rows = await readBatch(input, { format: format as BatchFormat, idColumn: 'id', common: inCommon });
const startedAtMs = performance.now();
let atATenth = 0;
let atTheEnd = 0;
let started = 0;
for await (const { row, verdict } of new RingonceClient(answering).startBatch(rows)) {
  if (verdict === 'started') started++;
  if (row === count / 10) atATenth = heapMB();
  // Before the end, when all that a batch holds is still held.
  if (row === count) atTheEnd = heapMB();
}
const rowsPerSecond = count / ((performance.now() - startedAtMs) / 1000);
if (started !== count) throw new Error(`Only ${started} of ${count} rows were started.`);
const maxRssMB = process.resourceUsage().maxRSS / 1024;
await sendToParent({ heapMB: { atATenth, atTheEnd }, maxRssMB, rowsPerSecond } satisfies BatchMemoryFigures);
process.removeAllListeners('disconnect');
process.disconnect();

function heapMB(): number {
  if (globalThis.gc === undefined) throw new Error('Needs node --expose-gc.');
  globalThis.gc();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
