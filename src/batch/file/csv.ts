import type { Utf8Text } from '../text-encoding.js';
import type { Issue } from '../../contract/issues.js';
import { columnsOf, type Column, type ColumnOptions } from './columns.js';
import { csvRecords, type CsvRecord } from './csv-records.js';
import { BatchFileError } from './errors.js';
import { garbled, replacementCharacter } from './limits.js';
import { merged } from './merged.js';
import type { RowDraft } from './row-draft.js';

const strayQuote = 'has a quote in the middle of a cell: put the whole cell in quotes, and double those within';

/**
 * Rows of CSV with `columns` in its first line.
 *
 * @returns the rows, the header having been read
 * @throws BatchFileError for columns that are not understood; while reading, where no row can be told from the next any more
 */
export async function readCsv(file: Utf8Text, options: ColumnOptions): Promise<AsyncGenerator<RowDraft>> {
  const records = csvRecords(file);
  const first = await records.next();
  if (first.done === true) throw new BatchFileError('line 1: is missing; it names the columns');
  const { cells, line, hasStrayQuote } = first.value;
  if (hasStrayQuote) throw new BatchFileError(`line ${line}, the columns' names: ${strayQuote}`);
  return draftsOf(records, columnsOf(cells, options));
}

async function* draftsOf(
  records: AsyncIterable<CsvRecord>,
  columns: readonly Column[],
): AsyncGenerator<RowDraft, void, undefined> {
  for await (const record of records) yield draftOf(record, columns);
}

function draftOf({ cells, line, endsAtByte, hasStrayQuote }: CsvRecord, columns: readonly Column[]): RowDraft {
  const place = { line, endsAtByte };
  const unreadable = (issue: Issue): RowDraft => ({ ...place, request: {}, issues: [issue] });
  if (hasStrayQuote) return unreadable({ member: '', message: strayQuote });
  if (cells.length !== columns.length) {
    const message = `has ${cells.length} cells, and there are ${columns.length} columns`;
    return unreadable({ member: '', message });
  }
  if (cells.some((cell) => cell.includes(replacementCharacter))) return unreadable(garbled);
  return { ...place, ...draftOfCells(cells, columns) };
}

function draftOfCells(cells: readonly string[], columns: readonly Column[]): Omit<RowDraft, 'line' | 'endsAtByte'> {
  const parts: Record<Column['part'], [string, unknown][]> = {
    id: [],
    request: [],
    attribute: [],
    times: [],
    conduct: [],
    maxAttempts: [],
  };
  const issues: Issue[] = [];
  for (const [index, column] of columns.entries()) {
    const cell = cells[index] ?? '';
    if (cell === '') continue;
    const value = valueOf(cell, column);
    if (value === undefined) issues.push({ member: column.member, message: 'is not JSON' });
    else parts[column.part].push([column.member, value]);
  }
  const id = parts.id[0]?.[1];
  if (id === undefined) issues.push({ member: 'id', message: 'is missing' });
  // Made of entries: a key called __proto__ is then refused like any other, and not passed over.
  const request = Object.fromEntries(parts.request);
  const attributes = Object.fromEntries(parts.attribute);
  return {
    ...(typeof id === 'string' ? { id } : {}),
    request:
      parts.attribute.length === 0 ? request : { ...request, Attributes: merged(request['Attributes'], attributes) },
    times: Object.fromEntries(parts.times),
    conduct: Object.fromEntries(parts.conduct),
    ...(parts.maxAttempts[0] === undefined ? {} : { maxAttempts: parts.maxAttempts[0][1] }),
    ...(issues.length === 0 ? {} : { issues }),
  };
}

const durations: ReadonlySet<string> = new Set(['expiresAfter', 'resendWindow', 'maxCallLength', 'lookInterval']);

/** What is no number stays text, and is refused as such; undefined for what is no JSON. */
function valueOf(cell: string, { member, reading }: Column): unknown {
  if (reading === 'number') return /^-?\d{1,15}(?:\.\d+)?$/.test(cell) ? Number(cell) : cell;
  // A bare number is milliseconds.
  if (reading === 'text') return durations.has(member) && /^\d{1,15}$/.test(cell) ? Number(cell) : cell;
  try {
    return JSON.parse(cell);
  } catch {
    return undefined;
  }
}
