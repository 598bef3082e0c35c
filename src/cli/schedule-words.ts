// A schedule as people read it.

import { onCalleesClock } from '../admission/wall-clock.js';
import type { CallingHours, ScheduleView } from '../client/index.js';
import { workflowTypes } from '../contract/index.js';
import { note, print } from './terminal.js';

/** Prints a schedule, with a warning on stderr where Temporal's server has other clocks. */
export function printSchedule(view: ScheduleView, asJson = false): void {
  if (view.clockWarning !== undefined) note(view.clockWarning);
  print(asJson ? JSON.stringify(view, undefined, 2) : inWords(view));
}

/** For people: what it is, what limits it, what comes next, what was. */
function inWords(view: ScheduleView): string {
  const { scheduleId, timeZone, nextRuns, recentRuns, running, expiresAfter } = view;
  const onItsClock = (time: string): string => `${onCalleesClock(Date.parse(time), timeZone)}  ${inUtc(time)}`;
  const facts: [string, string | undefined][] = [
    ['when', `${view.when.join('; ')}, ${timeZone}`],
    ['skipped', view.skip.length === 0 ? undefined : view.skip.join(', ')],
    ['from', view.startAt && onItsClock(view.startAt)],
    ['until', view.endAt && onItsClock(view.endAt)],
    ['jitter', view.jitterMs === 0 ? undefined : `up to ${durationInWords(view.jitterMs)}`],
    ['state', stateInWords(view)],
    ['overlap', view.overlap.toLowerCase().replaceAll('_', '-')],
    ['catch-up window', durationInWords(view.catchUpWindowMs)],
    ['expires after', typeof expiresAfter === 'number' ? durationInWords(expiresAfter) : (expiresAfter ?? 'no limit')],
    ['calling hours', view.callingHours && hoursInWords(view.callingHours)],
    ['missed', view.missedRuns === 0 ? undefined : `${view.missedRuns}: the catch-up window was over`],
    ['left out', view.skippedRuns === 0 ? undefined : `${view.skippedRuns}: the run before was still in progress`],
    ...labelled(
      view.isPaused ? 'next (if resumed)' : 'next',
      nextRuns.length === 0 ? ['none'] : nextRuns.map(onItsClock),
    ),
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
    ...(recentRuns.length === 0 ? [] : ['  For the result of a run: ringonce show <ID of the run>']),
  ].join('\n');
}

const hoursInWords = ({ preset, timeZone }: CallingHours): string =>
  `${preset ?? 'of its own'}${timeZone === undefined ? '' : `, ${timeZone}`}`;

/** The label is on the first line only. */
const labelled = (label: string, lines: readonly string[]): [string, string][] =>
  lines.map((line, index) => [index === 0 ? label : '', line]);

/** To the second, as in the IDs of runs. */
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
