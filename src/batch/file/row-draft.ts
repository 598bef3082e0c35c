import type { Issue } from '../../contract/issues.js';

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

/** When a call may be dialled, in texts: instants may be local to the zone. */
export interface TimeTexts {
  /** `2026-03-02T17:00:00-08:00`, or `2026-03-02T17:00` on the clocks of `timeZone`. */
  readonly notBefore?: string;
  readonly expiresAt?: string;
  readonly expiresAfter?: string | number;
  /** A preset's name, or the hours themselves. */
  readonly callingHours?: string | JsonObject;
  readonly timeZone?: string;
}
