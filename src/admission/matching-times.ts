import { evenClocks, type EvenClock } from './wall-clock.js';

/** What a wall clock must show, in Temporal's meaning: every member must match. Numbers as a clock and a calendar show them. */
export interface CalendarTimes {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: readonly number[];
  /** 1 is January. */
  readonly months: readonly number[];
  /** 0 is Sunday. */
  readonly daysOfWeek: readonly number[];
  /** Left out: any. */
  readonly years?: readonly number[];
}

/** When a schedule is due. */
export interface DueTimes {
  readonly calendars: readonly CalendarTimes[];
  /** Times that match one of these are left out. */
  readonly skip: readonly CalendarTimes[];
  readonly timeZone: string;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Temporal goes no further. */
const lastYearEndsMs = Date.parse('2101-01-01T00:00:00Z');

/**
 * The instants of a schedule from `fromMs` to `untilMs`, both included, in order; no further than the year 2100.
 *
 * Like the server: a time that a clock skips never comes, and one that a clock shows twice comes twice.
 */
export function* matchingTimes(times: DueTimes, fromMs: number, untilMs = Infinity): Generator<number> {
  const endMs = Math.min(untilMs + 1, lastYearEndsMs);
  for (const clock of evenClocks(times.timeZone, fromMs, endMs)) yield* timesOfClock(times, clock);
}

function* timesOfClock({ calendars, skip }: DueTimes, { fromMs, untilMs, offsetMs }: EvenClock): Generator<number> {
  for (let day = Math.floor((fromMs + offsetMs) / dayMs); day * dayMs - offsetMs < untilMs; day++) {
    const date = new Date(day * dayMs);
    const skipped = new Set(minutesOfDate(skip, date));
    for (const minute of minutesOfDate(calendars, date)) {
      const atMs = day * dayMs - offsetMs + minute * minuteMs;
      if (atMs >= fromMs && atMs < untilMs && !skipped.has(minute)) yield atMs;
    }
  }
}

/** Minutes of a day, in order, each once. */
function minutesOfDate(calendars: readonly CalendarTimes[], date: Date): number[] {
  const minutes = calendars
    .filter((calendar) => hasDate(calendar, date))
    .flatMap(({ hours, minutes }) => hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute)));
  return [...new Set(minutes)].sort((a, b) => a - b);
}

const hasDate = ({ years, months, daysOfMonth, daysOfWeek }: CalendarTimes, date: Date): boolean =>
  (years?.includes(date.getUTCFullYear()) ?? true) &&
  months.includes(date.getUTCMonth() + 1) &&
  daysOfMonth.includes(date.getUTCDate()) &&
  daysOfWeek.includes(date.getUTCDay());
