import type { Readable } from 'node:stream';
import type { BatchRow, UnreadableRow } from '../../client/batch-row.js';
import { completeRow, type CommonMembers } from './complete-row.js';
import { readCsv } from './csv.js';
import { readJsonLines } from './json-lines.js';
import type { RowDraft } from './row-draft.js';

export type BatchFormat = 'csv' | 'jsonl';

export interface ReadBatchOptions {
  readonly format: BatchFormat;
  /** Of CSV: the column that holds the workflow IDs. */
  readonly idColumn: string;
  readonly common: CommonMembers;
}

/** The format that a file's name tells. */
export function formatOfName(name: string): BatchFormat | undefined {
  if (/\.csv$/i.test(name)) return 'csv';
  return /\.(?:jsonl|ndjson)$/i.test(name) ? 'jsonl' : undefined;
}

/**
 * The rows of a file, in UTF-8, as they are needed; each with the line that it begins in.
 *
 * @throws BatchFileError at once when the columns of a CSV file are not understood; while reading, when no row can be told from the
 *   next any more. A single row that makes no sense is none of these: it comes with its issues.
 */
export async function readBatch(
  input: Readable,
  { format, idColumn, common }: ReadBatchOptions,
): Promise<AsyncIterable<BatchRow | UnreadableRow>> {
  const { areFollowUps } = common;
  const drafts = format === 'csv' ? await readCsv(input, { idColumn, areFollowUps }) : readJsonLines(input);
  return completed(drafts, common);
}

async function* completed(drafts: AsyncIterable<RowDraft>, common: CommonMembers) {
  for await (const draft of drafts) yield await completeRow(draft, common);
}
