import { Readable } from 'node:stream';
import { connectRingonce, type RingonceClient } from '../src/client/index.js';
import { readBatch } from '../src/batch/file/read-batch.js';
import type { TemporalServer } from '../src/dev/temporal-server.js';
import { measureBatchMemory, type BatchMemoryFigures } from './batch-memory.js';
import { csvRows, inCommon } from './batch-rows.js';
import { progress } from './progress.js';
import { settingsOf } from './world.js';

export interface BatchPlan {
  /** Of the batch whose memory is measured; its Temporal answers at once. */
  readonly memoryRows: number;
  /** Of the batch that is started on a server. */
  readonly startedRows: number;
}

export interface BatchFigures {
  readonly memory: BatchMemoryFigures;
  /** On a server, with nobody who dials. */
  readonly startsPerSecond: number;
  /** The same batch again, of which every row is found. */
  readonly foundPerSecond: number;
}

/** What a batch of many rows takes, and how fast it goes. */
export async function measureBatch(server: TemporalServer, plan: BatchPlan): Promise<BatchFigures> {
  progress(`Batch: ${plan.memoryRows.toLocaleString('en')} rows from a file, a Temporal that answers at once`);
  const memory = await measureBatchMemory({ rows: plan.memoryRows, format: 'csv' });
  progress(`Batch: ${plan.startedRows.toLocaleString('en')} rows on a server, twice`);
  await using ringonce = await connectRingonce(settingsOf(server));
  const startsPerSecond = await rowsPerSecond(ringonce, { rows: plan.startedRows, expected: 'started' });
  const foundPerSecond = await rowsPerSecond(ringonce, { rows: plan.startedRows, expected: 'in-progress' });
  return { memory, startsPerSecond, foundPerSecond };
}

async function rowsPerSecond(
  ringonce: RingonceClient,
  { rows, expected }: { readonly rows: number; readonly expected: string },
): Promise<number> {
  const input = Readable.from(csvRows('batch', rows), { objectMode: false });
  const read = await readBatch(input, { format: 'csv', idColumn: 'id', common: inCommon });
  const startedAtMs = performance.now();
  for await (const { row, verdict } of ringonce.startBatch(read))
    if (verdict !== expected) throw new Error(`Row ${row} of the batch is ${verdict}, not ${expected}.`);
  return rows / ((performance.now() - startedAtMs) / 1000);
}
