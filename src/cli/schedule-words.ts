import { onCalleesClock } from '../admission/wall-clock.js';
import type { CallingHours, ScheduleView } from '../client/index.js';
import { workflowTypes } from '../contract/index.js';

/** A schedule for people: what it is, what it does when something is in the way, what comes next, what was. */
export function scheduleInWords(view: ScheduleView): string {
  const { scheduleId, timeZone, nextRuns, recentRuns, running, expiresAfter } = view;
  const onItsClock = (time: string): string => `${onCalleesClock(Date.parse(time), timeZone)}  ${inUtc(time)}`;
  const facts: [string, string | undefined][] = [
    ['when', `${view.when.join('; ')}, ${timeZone}`],
    ['skipped', view.skip.length === 0 ? undefined : view.skip.join(', ')],
    ['from', view.startAt],
    ['until', view.endAt],
    ['jitter', view.jitterMs === 0 ? undefined : `up to ${durationInWords(view.jitterMs)}`],
    ['state', stateInWords(view)],
    ['overlap', view.overlap],
    ['catch-up window', durationInWords(view.catchUpWindowMs)],
    ['expires after', typeof expiresAfter === 'number' ? durationInWords(expiresAfter) : (expiresAfter ?? 'no limit')],
    ['calling hours', view.callingHours && hoursInWords(view.callingHours)],
    ['missed', view.missedRuns === 0 ? undefined : `${view.missedRuns}, later than the catch-up window`],
    ['left out', view.skippedRuns === 0 ? undefined : `${view.skippedRuns}, while the one before went on`],
    ...labelled(view.isPaused ? 'would be next' : 'next', nextRuns.length === 0 ? ['none'] : nextRuns.map(onItsClock)),
    ...labelled('running', running),
    ...labelled(
      'recent',
      recentRuns.map(({ workflowId, startedAt }) => `${workflowId}  started ${inUtc(startedAt)}`),
    ),
  ];
  const kind = view.workflowType === workflowTypes.followUp ? 'recurring follow-up' : 'recurring call';
  return [
    `${scheduleId}: ${kind}${view.destination === undefined ? '' : ` to ${view.destination}`}`,
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name.padEnd(17)}${value}`])),
    ...(recentRuns.length === 0 ? [] : ['  `ringonce show` with the ID of a run tells what became of it.']),
  ].join('\n');
}

const hoursInWords = ({ preset, timeZone }: CallingHours): string =>
  `${preset ?? 'of its own'}${timeZone === undefined ? '' : `, ${timeZone}`}`;

/** The label stands on the first line only. */
const labelled = (label: string, lines: readonly string[]): [string, string][] =>
  lines.map((line, index) => [index === 0 ? label : '', line]);

/** To the second, as runs' IDs have it. */
const inUtc = (time: string): string => `${time.slice(0, 19)}Z`;

const units = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
] as const;

function durationInWords(ms: number): string {
  const [unitMs, unit] = units.find(([unitMs]) => ms % unitMs === 0 && ms > 0) ?? [1, 'millisecond'];
  return `${ms / unitMs} ${unit}${ms === unitMs ? '' : 's'}`;
}

/** A note that says no more than the state is left out. */
export function stateInWords({ isPaused, note }: Pick<ScheduleView, 'isPaused' | 'note'>): string {
  const isDefault = note === undefined || note === 'Paused' || note === 'Resumed';
  return `${isPaused ? 'paused' : 'active'}${isDefault ? '' : `: ${note}`}`;
}
