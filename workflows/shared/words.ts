import { ApplicationFailure } from '@temporalio/workflow';
import type { HeldUntil, HoldReason } from '../../src/contract/admission.js';
import type { Hold, TimelineEntry } from '../../src/contract/call-view.js';
import { failureTypes } from '../../src/contract/failures.js';
import { readable } from '../../src/contract/hold-in-words.js';
import type { Issue } from '../../src/contract/issues.js';
import type { CallResult } from '../../src/contract/outcome.js';

export { holdInWords, readable } from '../../src/contract/hold-in-words.js';

/** How the bar of a wait begins in the UI's timeline. */
export const openingWords: Readonly<Record<HoldReason, string>> = {
  NOT_BEFORE: 'Due',
  CALLING_HOURS: 'Opens',
  CLOSED_DATE: 'Closed date, opens',
  HOLIDAY: 'Holiday, opens',
  BETWEEN_ATTEMPTS: 'Next attempt',
  PAUSED: 'Paused until',
  NO_LINE: 'No line, asks again',
};

/** A wait as the query tells it. */
export const holdOf = ({ reason, untilMs, inWords, timeZoneVersion }: Omit<HeldUntil, 'is'>): Hold => ({
  reason,
  until: new Date(untilMs).toISOString(),
  inWords,
  ...(timeZoneVersion === undefined ? {} : { timeZoneVersion }),
});

/** How a call ended, as a line of a timeline: `Answered after 6 s by a person, talked 42 s`. */
export function endInWords(result: CallResult): string {
  const { outcome, answeredBy, ringSeconds, talkSeconds, reason } = result;
  const received = [result.disconnectReason, result.answeringMachineDetectionStatus].filter(
    (word) => word !== undefined,
  );
  const after = ringSeconds === undefined ? '' : ` after ${ringSeconds} s`;
  const what =
    answeredBy === undefined
      ? `${outcome}${after}`
      : `Answered${after} ${who[answeredBy]}${talkSeconds === undefined ? '' : `, talked ${talkSeconds} s`}`;
  const told = received.length === 0 ? '' : ` (${received.join(', ')})`;
  return `${what}${told}${reason === undefined ? '' : `: ${reason}`}`;
}

const who = { person: 'by a person', machine: 'by a machine', unknown: '(person or machine unknown)' } as const;

/** Why a workflow failed, as lines of its timeline: one an issue. */
export function failureInWords(error: unknown): string[] {
  const isInvalid = error instanceof ApplicationFailure && error.type === failureTypes.invalidRequest;
  const issues = isInvalid ? ((error.details ?? []) as Issue[]) : [];
  if (issues.length === 0) return [error instanceof Error ? error.message : 'unknown error'];
  return issues.map(({ member, message }) => `${member === '' ? 'the input' : `${member}:`} ${message}`);
}

/** Part of the words are Amazon Connect's, and may look like Markdown. */
const escapeMarkdown = (text: string): string => text.replace(/[*_[\]<>`]/g, '\\$&');

/** The UI's current details. They cost nothing: they are computed when the workflow is opened there. */
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
