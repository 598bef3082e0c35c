import type { CalendarSpec, CalendarSpecDescription, ScheduleDescription } from '@temporalio/client';
import type { CalendarTimes, DueTimes } from '../../admission/matching-times.js';
import type { WordedCalendar } from './schedule-calendars.js';

const months = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const;
const days = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'] as const;

/** A calendar as Temporal takes it; the comment, up to 200 bytes, is what people read in its UI. Lists only: the SDK reads `{ start: 0 }` as 0 to 1. */
export function temporalCalendar({ inWords, times }: WordedCalendar): CalendarSpec {
  return {
    minute: [...times.minutes],
    hour: [...times.hours],
    dayOfMonth: [...times.daysOfMonth],
    month: times.months.flatMap((month) => months[month - 1] ?? []),
    dayOfWeek: times.daysOfWeek.flatMap((day) => days[day] ?? []),
    comment: inWords,
  };
}

/** A date on which nothing is due. Every member must match for a time to be skipped, seconds too. */
export function skippedDate(date: string): CalendarSpec {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return {
    year,
    month: months[month - 1] ?? [],
    dayOfMonth: day,
    hour: '*',
    minute: '*',
    second: '*',
    comment: date,
  };
}

/** The dates of a schedule that ringonce made; what matches them is left out. */
export const datesAsTimes = (dates: readonly string[]): CalendarTimes[] =>
  dates.map((date) => timesOfDate(date.split('-').map(Number)));

const upTo = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

const timesOfDate = ([year = 0, month = 0, day = 0]: number[]): CalendarTimes => ({
  years: [year],
  months: [month],
  daysOfMonth: [day],
  daysOfWeek: upTo(0, 6),
  hours: upTo(0, 23),
  minutes: upTo(0, 59),
});

/** When a schedule is due by what the server has; undefined when another program gave it intervals, or seconds. */
export function dueTimesOf({ spec }: ScheduleDescription): DueTimes | undefined {
  const { calendars = [], intervals = [], skip = [], timezone } = spec;
  const hasSeconds = calendars.some(({ second }) => second.some(({ start, end }) => start > 0 || end > 0));
  if (intervals.length > 0 || hasSeconds) return undefined;
  // No zone is UTC to the server.
  return {
    calendars: calendars.map(timesOf),
    skip: skip.map(timesOf),
    timeZone: timezone === '' ? 'UTC' : (timezone ?? 'UTC'),
  };
}

const timesOf = (calendar: CalendarSpecDescription): CalendarTimes => ({
  minutes: calendar.minute.flatMap(expanded),
  hours: calendar.hour.flatMap(expanded),
  daysOfMonth: calendar.dayOfMonth.flatMap(expanded),
  months: calendar.month.flatMap((range) => expanded(numbered(months, range))).map((index) => index + 1),
  daysOfWeek: calendar.dayOfWeek.flatMap((range) => expanded(numbered(days, range))),
  // No year is every year.
  ...(calendar.year.length === 0 ? {} : { years: calendar.year.flatMap(expanded) }),
});

interface Numbers {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

const numbered = <T>(names: readonly T[], { start, end, step }: { start: T; end: T; step: number }): Numbers => ({
  start: names.indexOf(start),
  end: names.indexOf(end),
  step,
});

const expanded = ({ start, end, step }: Numbers): number[] =>
  upTo(start, end).filter((value) => (value - start) % step === 0);
