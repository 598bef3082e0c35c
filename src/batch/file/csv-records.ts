import { pipeline } from 'node:stream';
import { parse, type Parser } from 'csv-parse';
import type { Utf8Text } from '../text-encoding.js';
import { BatchFileError } from './errors.js';
import { maxRowLength } from './limits.js';

/** A row of cells. */
export interface CsvRecord {
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
export async function* csvRecords({ utf8, bytesOf }: Utf8Text): AsyncGenerator<CsvRecord, void, undefined> {
  const parser: Parser = parse({
    // Lines are counted by it: the parser's own count takes CRLF within quotes for two.
    raw: true,
    // Not that of the first line for all: whoever puts files together mixes them.
    record_delimiter: ['\r\n', '\n', '\r'],
    trim: true,
    relax_column_count: true,
    // A stray quote does not change where a row ends, so such rows come like all others, and are refused by whoever reads them.
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
