import type { HoldReason } from './admission.js';
import type { Hold } from './call-view.js';

/** `2026-11-24 00:12:05 UTC`: how every instant is shown to people. Queries and `--json` have it to the millisecond. */
export const readable = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** The same of an instant in ISO 8601. */
export function instantInWords(at: string): string;
export function instantInWords(at: string | undefined): string | undefined;
export function instantInWords(at: string | undefined): string | undefined {
  return at === undefined ? undefined : readable(Date.parse(at));
}

/** What is waited for, until when, on the callee's clock and in UTC. */
export function holdInWords(hold: Hold): string {
  const until = untilInWords(hold);
  return until === undefined ? holdReasonWords[hold.reason] : `${holdReasonWords[hold.reason]} ${until}`;
}

/** `Tue 24 Nov 2026 09:00 PST (2026-11-24 17:00:00 UTC)`; without the first where the callee's clock is not known. */
export function untilInWords({
  until,
  inWords,
}: { readonly [Key in 'until' | 'inWords']?: string | undefined }): string | undefined {
  if (until === undefined) return undefined;
  const inUtc = readable(Date.parse(until));
  return inWords === undefined ? inUtc : `${inWords} (${inUtc})`;
}

/** The one table of words for why a call waits; a time may follow. */
export const holdReasonWords: Readonly<Record<HoldReason, string>> = {
  NOT_BEFORE: 'it is not due before',
  CALLING_HOURS: 'the calling hours are closed; they open',
  CLOSED_DATE: 'it is a closed date; the calling hours open',
  HOLIDAY: 'it is a public holiday; the calling hours open',
  BETWEEN_ATTEMPTS: 'the next attempt is due',
  PAUSED: 'it is paused; "ringonce resume" goes on',
  NO_LINE: 'no line of the instance is free, or its turn under the rate has not come',
};

/** The same where the time stands elsewhere, as in a table. */
export const holdLabels: Readonly<Record<HoldReason, string>> = {
  NOT_BEFORE: 'its time',
  CALLING_HOURS: 'calling hours',
  CLOSED_DATE: 'the end of a closed date',
  HOLIDAY: 'the end of a holiday',
  BETWEEN_ATTEMPTS: 'the next attempt',
  PAUSED: '"ringonce resume" (paused)',
  NO_LINE: 'a free line',
};
