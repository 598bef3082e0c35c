import type { LinesView } from '../src/contract/lines.js';
import { readable } from './words.js';

/** The UI's current details of a pool. */
export function linesInMarkdown(view: LinesView): string {
  const { lent, notLending, oldestWaitsSince, reserve, waitingByPriority } = view;
  const waiting = Object.entries(waitingByPriority).map(([priority, calls]) => `- priority ${priority}: ${calls}`);
  const calls = lent.map(
    ({ callId, since }) => `- \`${readable(Date.parse(since))}\` ${callId.replace(/[*_[\]<>`]/g, '\\$&')}`,
  );
  const more = calls.length > shown ? [`- … and ${calls.length - shown} more`] : [];
  return [
    `### ${usage(view)}`,
    ...(notLending === undefined ? [] : [`**It does not lend now**: ${notLending}.`]),
    ...(oldestWaitsSince === undefined
      ? []
      : [`The oldest has waited since ${readable(Date.parse(oldestWaitsSince))}.`]),
    ...(reserve === 0 ? [] : [`${reserve} of the instance's lines are kept for others, such as inbound calls.`]),
    ...(waiting.length === 0 ? [] : ['#### Waiting', waiting.join('\n')]),
    ...(calls.length === 0 ? [] : ['#### Lent', [...calls.slice(0, shown), ...more].join('\n')]),
    '`ringonce lines` shows the same; `ringonce lines --set 20` changes how many there are.',
  ].join('\n\n');
}

const shown = 20;

function usage({ lines, reserve, busy, waiting }: LinesView): string {
  const of = lines === 'unlimited' ? 'unlimited lines' : `${Math.max(0, lines - reserve)} lines`;
  return `${busy} of ${of} busy, ${waiting} waiting`;
}
