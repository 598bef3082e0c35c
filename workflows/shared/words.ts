import { ApplicationFailure } from '@temporalio/workflow';
import type { HeldUntil, HoldReason } from '../../src/contract/admission.js';
import type { Hold, TimelineEntry } from '../../src/contract/call-view.js';
import { failureTypes } from '../../src/contract/failures.js';
import { outcomeWords } from '../../src/contract/call-status.js';
import { readable } from '../../src/contract/hold-in-words.js';
import { escapeMarkdown } from '../../src/contract/markdown.js';
import type { Issue } from '../../src/contract/issues.js';
import type { CallResult } from '../../src/contract/outcome.js';

export { holdInWords, readable } from '../../src/contract/hold-in-words.js';

const timerWords: Readonly<Record<HoldReason, string>> = {
  NOT_BEFORE: 'due',
  CALLING_HOURS: 'opens',
  CLOSED_DATE: 'opens after a closed date',
  HOLIDAY: 'opens after a holiday',
  BETWEEN_ATTEMPTS: 'next attempt',
  PAUSED: 'paused',
  NO_LINE: 'asks again for a line',
};

/**
 * The bar of a wait in the UI's timeline, of which some twenty characters stand out: `08:00 PST Sat: opens, 28 Nov 2026`.
 * @param inWords `Sat 28 Nov 2026 08:00 PST`
 */
export function timerSummary(reason: HoldReason, inWords: string): string {
  const [weekday = '', day = '', month = '', year = '', ...time] = inWords.split(' ');
  return `${[...time, weekday].join(' ')}: ${timerWords[reason]}, ${day} ${month} ${year}`;
}

/** A wait as the query tells it. */
export const holdOf = ({ reason, untilMs, inWords, timeZoneVersion }: Omit<HeldUntil, 'is'>): Hold => ({
  reason,
  until: new Date(untilMs).toISOString(),
  inWords,
  ...(timeZoneVersion === undefined ? {} : { timeZoneVersion }),
});

/** How a call ended, for a timeline and its result: `Answered after 6 s by a person, talked 42 s`. */
export function endInWords(result: CallResult): string {
  const { answeredBy, ringSeconds, talkSeconds, reason } = result;
  const received = [result.disconnectReason, result.answeringMachineDetectionStatus].filter(
    (word) => word !== undefined,
  );
  const after = ringSeconds === undefined ? '' : ` after ${ringSeconds} s`;
  const what =
    answeredBy === undefined
      ? `${ended(result)}${after}`
      : `Answered${after} ${who[answeredBy]}${talkSeconds === undefined ? '' : `, talked ${talkSeconds} s`}`;
  const told = received.length === 0 ? '' : ` (${received.join(', ')})`;
  return `${what}${told}${reason === undefined ? '' : `. ${inCapital(reason)}`}`;
}

function ended({ outcome, ContactId }: CallResult): string {
  if (outcome === 'UNKNOWN') return 'In doubt, it may have rung';
  const isSilent = outcome === 'CANCELLED' && ContactId === undefined;
  return `${inCapital(outcomeWords[outcome])}${isSilent ? ', nothing rang' : ''}`;
}

/** At the beginning of a sentence. */
export const inCapital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const who = { person: 'by a person', machine: 'by a machine', unknown: '(person or machine unknown)' } as const;

/** Why a workflow failed, as lines of its timeline: one an issue. */
export function failureInWords(error: unknown): string[] {
  const isInvalid = error instanceof ApplicationFailure && error.type === failureTypes.invalidRequest;
  const issues = isInvalid ? ((error.details ?? []) as Issue[]) : [];
  if (issues.length === 0) return [error instanceof Error ? error.message : 'unknown error'];
  return issues.map(({ member, message }) => `${member === '' ? 'the input' : `${member}:`} ${message}`);
}

/** The UI's current details. They cost nothing: they are computed when the workflow is opened there. */
export function detailsInMarkdown({ title, next, timeline, request }: Details): string {
  const lines = timeline.map(({ at, what }) => `- **${readable(Date.parse(at))}** ${escapeMarkdown(what)}`);
  const asked = request === undefined ? '' : `\n\n#### The request\n\n${request}`;
  return `### ${escapeMarkdown(title)}\n\n${escapeMarkdown(next)}\n\n#### What happened\n\n${lines.join('\n')}${asked}`;
}

interface Details {
  readonly title: string;
  /** What comes next. */
  readonly next: string;
  readonly timeline: readonly TimelineEntry[];
  /** Markdown; for a run that has no details of its own. */
  readonly request?: string;
}
