import type { HeldUntil } from '../../src/contract/admission.js';
import type { Hold, TimelineEntry } from '../../src/contract/call-view.js';
import { readable } from '../../src/contract/hold-in-words.js';

export { holdInWords, readable } from '../../src/contract/hold-in-words.js';

/** A wait as the query tells it. */
export const holdOf = ({ reason, untilMs, inWords, timeZoneVersion }: Omit<HeldUntil, 'is'>): Hold => ({
  reason,
  until: new Date(untilMs).toISOString(),
  inWords,
  ...(timeZoneVersion === undefined ? {} : { timeZoneVersion }),
});

/** Part of the words are Amazon Connect's, and may look like Markdown. */
const escapeMarkdown = (text: string): string => text.replace(/[*_[\]<>`]/g, '\\$&');

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
