import { runChild } from './children.js';

/** What `batch-memory-child.ts` sends. */
export interface BatchMemoryFigures {
  /** JavaScript heap after a collection, when a tenth of the rows had their verdict and when all but the last few had. */
  readonly heapMB: { readonly atATenth: number; readonly atTheEnd: number };
  /** The most that the process had resident at any moment. */
  readonly maxRssMB: number;
  readonly rowsPerSecond: number;
}

export interface BatchMemoryOptions {
  readonly rows: number;
  readonly format: MeasuredFormat;
}

/** Of `broken-csv` no row can be started. */
export type MeasuredFormat = 'csv' | 'jsonl' | 'broken-csv';

const timeoutMs = 180_000;

/** What a process takes that starts a batch from a file, with a Temporal that answers at once. */
export async function measureBatchMemory({ rows, format }: BatchMemoryOptions): Promise<BatchMemoryFigures> {
  const figures = await runChild({
    script: new URL('./batch-memory-child.ts', import.meta.url),
    args: [String(rows), format],
    nodeOptions: ['--import', 'tsx', '--expose-gc'],
    timeoutMs,
  });
  return figures as BatchMemoryFigures;
}
