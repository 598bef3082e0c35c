import { RingonceError } from '../../contract/errors.js';
import type { Issue } from '../../contract/issues.js';
import type { TimeTexts } from '../../admission/time-texts.js';

type JsonObject = Readonly<Record<string, unknown>>;

/** A row as its file says it, before what all rows have in common is added; valid or not is decided elsewhere. */
export interface RowDraft {
  /** Where it begins, counted from 1. */
  readonly line: number;
  /** Bytes of the file up to its end. */
  readonly endsAtByte: number;
  readonly id?: string;
  /** Members of the request. */
  readonly request: JsonObject;
  /** As a caller in TypeScript would give them: a row of JSON Lines. */
  readonly options?: JsonObject;
  readonly plan?: JsonObject;
  /** As a command line would give them: the cells of a CSV row, and the hours of either format. */
  readonly times?: TimeTexts;
  readonly conduct?: JsonObject;
  readonly maxAttempts?: unknown;
  /** What cannot be read; nothing else counts then. */
  readonly issues?: readonly Issue[];
}

/** Characters of one row. Attributes have 32 KiB at most; what is longer is a file of another kind, or a quote that is never closed. */
export const maxRowLength = 1_048_576;

/** What decoders put in the place of bytes that are not of the encoding: someone would be called by a garbled name. */
export const replacementCharacter = '\ufffd';

export const garbled: Issue = { member: '', message: 'has a character that cannot be read: save the file as UTF-8' };

/** The file cannot be read, or not further: its rows cannot be told apart. Rows before that place were read. */
export class BatchFileError extends RingonceError {
  override readonly name = 'BatchFileError';
  readonly code = 'BATCH_FILE';
}
