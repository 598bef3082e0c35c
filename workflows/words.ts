import type { HeldUntil } from '../src/contract/admission.js';
import type { Hold, TimelineEntry } from '../src/contract/call-view.js';

/** `2026-11-24 00:12:05 UTC`: the query has the instant to the millisecond. */
export const readable = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** A wait as the query tells it. */
export const holdOf = ({ reason, untilMs, inWords, timeZoneVersion }: Omit<HeldUntil, 'is'>): Hold => ({
  reason,
  until: new Date(untilMs).toISOString(),
  inWords,
  ...(timeZoneVersion === undefined ? {} : { timeZoneVersion }),
});

/** Part of the words are Amazon Connect's, and may look like Markdown. */
const escapeMarkdown = (text: string): string => text.replace(/[*_[\]<>`]/g, '\\$&');

/** What is waited for, until when, on the callee's clock and in UTC. */
export function holdInWords({ reason, until, inWords }: Hold): string {
  const when = until === undefined ? '' : ` ${inWords ?? ''} (${readable(Date.parse(until))})`;
  return `${reasons[reason]}${when}`;
}

const reasons = {
  NOT_BEFORE: 'it is not due before',
  CALLING_HOURS: 'the calling hours are closed; they open',
  CLOSED_DATE: 'it is a closed date; the calling hours open',
  HOLIDAY: 'it is a public holiday; the calling hours open',
  BETWEEN_ATTEMPTS: 'the next attempt is due',
  PAUSED: 'it is paused; `ringonce resume` goes on',
  NO_LINE: 'all lines of the instance are in use',
} as const;

/** The UI's current details. They cost nothing: they are computed when somebody opens the workflow. */
export function detailsInMarkdown({ title, next, timeline, request }: Details): string {
  const lines = timeline.map(({ at, what }) => `- \`${readable(Date.parse(at))}\` ${escapeMarkdown(what)}`);
  const asked = request === undefined ? '' : `\n\n#### The request\n\n${request}`;
  return `### ${title}\n\n${next}\n\n#### What happened\n\n${lines.join('\n')}${asked}`;
}

interface Details {
  readonly title: string;
  /** What comes next, Markdown. */
  readonly next: string;
  readonly timeline: readonly TimelineEntry[];
  /** Markdown; for a run that has no details of its own. */
  readonly request?: string;
}
