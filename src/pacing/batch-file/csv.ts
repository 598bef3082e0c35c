import { pipeline, type Readable } from 'node:stream';
import { parse, type CsvError, type Info } from 'csv-parse';
import type { Issue } from '../../contract/issues.js';
import { columnsOf, type Column, type ColumnOptions } from './columns.js';
import { BatchFileError } from './errors.js';
import { maxRowLength, notUtf8, replacementCharacter } from './limits.js';
import type { RowDraft } from './row-draft.js';

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: Info;
}

/**
 * Rows of CSV as RFC 4180 has it, with `columns` in its first line. Empty lines, and rows of empty cells, are none.
 *
 * @returns the rows, the header having been read
 * @throws BatchFileError for columns that are not understood; while reading, where no row can be told from the next any more
 */
export async function readCsv(input: Readable, options: ColumnOptions): Promise<AsyncGenerator<RowDraft>> {
  const unreadable: CsvError[] = [];
  const parser = parse({
    bom: true,
    info: true,
    trim: true,
    relax_column_count: true,
    skip_records_with_empty_values: true,
    skip_records_with_error: true,
    max_record_size: maxRowLength,
    on_skip: (error) => {
      // A row may have several; one says enough.
      if (error !== undefined && lineOf(error) !== lineOf(unreadable.at(-1))) unreadable.push(error);
    },
  });
  const records = pipeline(input, parser, () => undefined)[Symbol.asyncIterator]() as AsyncIterator<CsvRecord>;
  const first = await records.next();
  // The parser reads ahead: what is wrong further down is told in its turn.
  const [error] = unreadable;
  if (error !== undefined && (first.done === true || lineOf(error) < first.value.info.lines)) throw endOf(error);
  if (first.done === true) throw new BatchFileError('line 1: is missing; it names the columns');
  return draftsOf(records, { columns: columnsOf(first.value.record, options), unreadable });
}

interface Reading {
  readonly columns: readonly Column[];
  /** What the parser has passed over, in its order; it reads ahead. */
  readonly unreadable: CsvError[];
}

async function* draftsOf(
  records: AsyncIterator<CsvRecord>,
  { columns, unreadable }: Reading,
): AsyncGenerator<RowDraft, void, undefined> {
  // The parser counts CRLF within quotes as two lines.
  let countedTwice = 0;
  try {
    for (;;) {
      const next = await records.next();
      const before = next.done === true ? Infinity : next.value.info.lines;
      while (lineOf(unreadable[0]) < before) {
        const error = unreadable.shift() as CsvError;
        yield brokenRow(error, lineOf(error) - countedTwice);
      }
      if (next.done === true) return;
      const { record, info } = next.value;
      countedTwice += matchesIn(record, /\r\n/g);
      yield draftOf(record, { columns, line: info.lines - countedTwice - matchesIn(record, /\r\n|\n|\r/g) });
    }
  } finally {
    await records.return?.();
  }
}

/** @throws BatchFileError when the parser cannot tell where the next row begins */
function brokenRow(error: CsvError, line: number): RowDraft {
  if (error.code !== 'INVALID_OPENING_QUOTE') throw endOf(error, line);
  const message = 'has a quote in the middle of a cell: put the whole cell in quotes, and double those within';
  return { line, request: {}, issues: [{ member: '', message }] };
}

/** Where the parser noticed it; Infinity without an error. */
const lineOf = (error: CsvError | undefined): number => (error === undefined ? Infinity : Number(error['lines']));

/** In our words: those of the parser quote the cells. */
function endOf(error: CsvError, line = lineOf(error)): BatchFileError {
  const whys: Readonly<Record<string, string>> = {
    CSV_INVALID_CLOSING_QUOTE: 'a quote is closed, and the cell goes on',
    CSV_QUOTE_NOT_CLOSED: 'a quote is not closed; it may have been opened in an earlier line',
    CSV_MAX_RECORD_SIZE: `a row is longer than ${maxRowLength} characters; is a quote not closed?`,
  };
  return new BatchFileError(`line ${line}: ${whys[error.code] ?? 'is not CSV'}. No row from there on can be read.`);
}

const matchesIn = (record: readonly string[], pattern: RegExp): number =>
  record.reduce((sum, cell) => sum + (cell.match(pattern)?.length ?? 0), 0);

interface RowPlace {
  readonly columns: readonly Column[];
  readonly line: number;
}

function draftOf(record: readonly string[], { columns, line }: RowPlace): RowDraft {
  const unreadable = (issue: Issue): RowDraft => ({ line, request: {}, issues: [issue] });
  if (record.length !== columns.length) {
    const message = `has ${record.length} cells, and there are ${columns.length} columns`;
    return unreadable({ member: '', message });
  }
  if (record.some((cell) => cell.includes(replacementCharacter))) return unreadable(notUtf8);
  return draftOfCells(record, { columns, line });
}

function draftOfCells(record: readonly string[], { columns, line }: RowPlace): RowDraft {
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
    const cell = record[index] ?? '';
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
    line,
    ...(typeof id === 'string' ? { id } : {}),
    request: parts.attribute.length === 0 ? request : { ...request, Attributes: withOthers(request, attributes) },
    times: Object.fromEntries(parts.times),
    conduct: Object.fromEntries(parts.conduct),
    ...(parts.maxAttempts[0] === undefined ? {} : { maxAttempts: parts.maxAttempts[0][1] }),
    ...(issues.length === 0 ? {} : { issues }),
  };
}

const withOthers = (request: Readonly<Record<string, unknown>>, attributes: object): object => ({
  ...(request['Attributes'] as object | undefined),
  ...attributes,
});

/** What is no number stays text, and is refused as such; undefined for what is no JSON. */
function valueOf(cell: string, { member, reading }: Column): unknown {
  if (reading === 'number') return /^-?\d{1,15}(?:\.\d+)?$/.test(cell) ? Number(cell) : cell;
  // A bare number would be milliseconds; only 0 needs no unit.
  if (reading === 'text') return member === 'resendWindow' && cell === '0' ? 0 : cell;
  try {
    return JSON.parse(cell);
  } catch {
    return undefined;
  }
}
