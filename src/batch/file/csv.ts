import { pipeline } from 'node:stream';
import { parse, type Parser } from 'csv-parse';
import type { Utf8Text } from '../text-encoding.js';
import type { Issue } from '../../contract/issues.js';
import { columnsOf, type Column, type ColumnOptions } from './columns.js';
import { BatchFileError, garbled, maxRowLength, replacementCharacter, type RowDraft } from './row-draft.js';
import { merged } from './complete-row.js';

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

/** A row of cells. */
interface CsvRecord {
  readonly cells: readonly string[];
  /** Where it begins, counted from 1. */
  readonly line: number;
  /** Bytes of the file up to its end. */
  readonly endsAtByte: number;
  /** A cell that does not begin with a quote has one: where its commas and line ends belong is a guess. */
  readonly hasStrayQuote: boolean;
}

/** What comes out of the parser, in the order of the file. */
type Parsed = { readonly record: readonly string[]; readonly raw: string } | { readonly brokenBy: string };

/**
 * Records of CSV as RFC 4180 has it, the header among them; lines end with LF, CRLF or CR. Empty lines, and rows of empty cells, are none.
 *
 * @throws BatchFileError where no row can be told from the next any more
 */
async function* csvRecords({ utf8, bytesOf }: Utf8Text): AsyncGenerator<CsvRecord, void, undefined> {
  const parser: Parser = parse({
    // Lines are counted by it: the parser's own count takes CRLF within quotes for two.
    raw: true,
    // Any line ending, row by row: files that were put together mix them.
    record_delimiter: ['\r\n', '\n', '\r'],
    trim: true,
    relax_column_count: true,
    // A stray quote does not change where a row ends, so such rows are passed on like all others, and refused where their cells are read.
    relax_quotes: true,
    skip_records_with_error: true,
    max_record_size: maxRowLength,
    // After any other error it goes on in the middle of nowhere. Thrown here, it would take the rows before it with it.
    on_skip: (error) => void parser.push({ brokenBy: error?.code ?? '' } satisfies Parsed),
  });
  let line = 1;
  let endsAtByte = 0;
  for await (const parsed of pipeline(utf8, parser, () => undefined) as AsyncIterable<Parsed>) {
    if ('brokenBy' in parsed) throw endOf(parsed.brokenBy, line);
    const { record: cells, raw } = parsed;
    // The parser leaves out the LF of CRLF; files with CR alone are rare, and the count is for a bar.
    endsAtByte += bytesOf(raw.replace(/\r$/, '\r\n'));
    if (cells.some((cell) => cell.trim() !== '')) yield { cells, line, endsAtByte, hasStrayQuote: hasStrayQuote(raw) };
    line += raw.match(/\r\n|\n|\r/g)?.length ?? 0;
  }
}

function hasStrayQuote(raw: string): boolean {
  if (!raw.includes('"')) return false;
  const nextCell = /\s*"[^"]*(?:""[^"]*)*"\s*(?:,|$)|[^",]*(?:,|$)/y;
  while (nextCell.lastIndex < raw.length) if (!nextCell.test(raw)) return true;
  return false;
}

/** In our words: those of the parser quote the cells. */
function endOf(code: string, line: number): BatchFileError {
  const whys: Readonly<Record<string, string>> = {
    CSV_INVALID_CLOSING_QUOTE: goesOn,
    CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: goesOn,
    CSV_QUOTE_NOT_CLOSED: 'a quote is not closed',
    CSV_MAX_RECORD_SIZE: `the row is longer than ${maxRowLength} characters; is a quote not closed?`,
  };
  return new BatchFileError(`line ${line}: ${whys[code] ?? 'is not CSV'}. No row from there on can be read.`);
}

const goesOn = 'a quote is closed, and the cell goes on';
