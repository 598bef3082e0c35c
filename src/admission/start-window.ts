import { spanMinutes, weekdays, type CallingHours } from '../contract/calling-hours.js';
import { createHolidayFrom } from './holidays.js';
import { commonSpans, openSpans, type OpenHours } from './open-spans.js';
import { presets } from './presets.js';

/** When a call may be started. */
export interface StartWindow {
  readonly firstMs: number;
  /** From here on it is too late: one dial limit before closing. */
  readonly endMs: number;
}

export interface StartWindowQuestion {
  /** All of them must be open. */
  readonly zones: readonly string[];
  readonly fromMs: number;
  readonly dialLimitMs: number;
}

/** How far ahead a window is searched. Hours repeat each week, and closed dates leave some day of a year open. */
const horizonMs = 366 * 86_400_000;

/** The first window that has not ended at `fromMs`, cut to begin there; undefined: none within a year. */
export function nextStartWindow(
  hours: CallingHours,
  { zones, fromMs, dialLimitMs }: StartWindowQuestion,
): StartWindow | undefined {
  const stretch = { fromMs, untilMs: fromMs + horizonMs };
  const open = openHoursOf(hours);
  for (const { opensMs, closesMs } of commonSpans(zones.map((zone) => openSpans(open, zone, stretch)))) {
    const endMs = closesMs - dialLimitMs;
    if (opensMs < endMs) return { firstMs: opensMs, endMs };
  }
  return undefined;
}

/** What a call waits for when its hours are closed: the reason without which it would start sooner. */
export function reasonForClosing(
  hours: CallingHours,
  question: StartWindowQuestion,
): 'calling-hours' | 'closed-date' | 'holiday' {
  const firstMs = (closed: CallingHours): number => nextStartWindow(closed, question)?.firstMs ?? Infinity;
  const { closedDates, ...withoutDates } = withPreset(hours);
  const { holidays, ...withoutBoth } = withoutDates;
  if (closedDates === undefined && holidays === undefined) return 'calling-hours';
  const actualMs = firstMs(hours);
  if (firstMs(withoutBoth) === actualMs) return 'calling-hours';
  return firstMs(withoutDates) < actualMs ? 'closed-date' : 'holiday';
}

/** The same hours with the preset written out. */
export function withPreset({ preset, ...hours }: CallingHours): CallingHours {
  if (preset === undefined) return hours;
  const { weekly, holidays } = presets[preset];
  return { weekly, ...(holidays === undefined ? {} : { holidays }), ...hours };
}

function openHoursOf(hours: CallingHours): OpenHours {
  const { weekly = {}, closedDates = [], openDates = [], holidays } = withPreset(hours);
  const closed = new Set(closedDates);
  const open = new Set(openDates);
  const holidayFrom = holidays === undefined ? () => undefined : createHolidayFrom(holidays);
  return {
    weekly: weekdays.map((day) => (weekly[day] ?? []).map(spanMinutes).sort((a, b) => a.opensMinute - b.opensMinute)),
    closedFrom: (date) => {
      if (closed.has(date)) return 0;
      return open.has(date) ? undefined : holidayFrom(date);
    },
  };
}
