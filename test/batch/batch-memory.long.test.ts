import { describe, expect, it } from 'vitest';
import { measureBatchMemory } from '../../bench/batch.js';

describe('a batch holds no more at its end than at its beginning', () => {
  it.each([
    { format: 'csv', rows: 100_000 },
    { format: 'jsonl', rows: 40_000 },
    { format: 'broken-csv', rows: 100_000 },
  ] as const)('$rows rows of $format', async ({ format, rows }) => {
    const { heapMB } = await measureBatchMemory({ format, rows });

    // What stays of a row, be it a hundred bytes, would be more than this over nine tenths of the rows.
    expect(heapMB.atTheEnd / heapMB.atATenth).toBeLessThan(1.1);
  });
});
