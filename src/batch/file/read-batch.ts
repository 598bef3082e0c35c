// Files of rows, CSV and JSON Lines: read as a stream, row by row, completed by what all rows have in common.
import type { Readable } from 'node:stream';
import type { BatchRow, UnreadableRow } from '../batch-row.js';
import { EncodingError, toUtf8 } from '../text-encoding.js';
import { completeRow, type CommonMembers } from './complete-row.js';
import { readCsv } from './csv.js';
import { BatchFileError } from './row-draft.js';
import { readJsonLines } from './json-lines.js';

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

/** Rows as they are needed, each with the line that it begins in. */
export interface BatchRows extends AsyncIterable<BatchRow | UnreadableRow> {
  /** Bytes of the file up to the end of the row that was taken last. */
  readonly bytesTaken: () => number;
}

/**
 * The rows of a file in UTF-8, or in UTF-16 with a byte order mark.
 *
 * @throws BatchFileError at once when the columns of a CSV file are not understood; while reading, when no row can be told from the
 *   next any more. A single row that makes no sense is none of these: it comes with its issues.
 */
export async function readBatch(input: Readable, { format, idColumn, common }: ReadBatchOptions): Promise<BatchRows> {
  const { areFollowUps } = common;
  const file = toUtf8(input);
  const drafts =
    format === 'csv' ? await readCsv(file, { idColumn, areFollowUps }).catch(asFileError) : readJsonLines(file);
  let bytesTaken = 0;
  async function* completed(): AsyncGenerator<BatchRow | UnreadableRow, void, undefined> {
    try {
      for await (const draft of drafts) {
        bytesTaken = draft.endsAtByte;
        yield await completeRow(draft, common);
      }
    } catch (error) {
      asFileError(error);
    }
  }
  const rows = completed();
  return { [Symbol.asyncIterator]: () => rows, bytesTaken: () => bytesTaken };
}

function asFileError(error: unknown): never {
  throw error instanceof EncodingError ? new BatchFileError(`The file ${error.message}.`, { cause: error }) : error;
}
