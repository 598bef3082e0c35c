import type { CalendarTimes } from '../../admission/matching-times.js';
import { weekdays } from '../../contract/calling-hours.js';
import { memberOf, type Issue } from '../../contract/issues.js';
import { isPlainObject } from '../../contract/shapes.js';
import { parseCron } from './cron.js';

const maxTimes = 100;

/** Times, and the same in words. */
export interface WordedCalendar {
  readonly inWords: string;
  readonly times: CalendarTimes;
}

/** What a definition's times say. */
interface Calendars {
  readonly calendars: readonly WordedCalendar[];
  readonly issues: readonly Issue[];
}

/** The times of `calendars` or `cron`, which are of the right form, or the schema tells. */
export function calendarsOf(calendars: unknown, cron: unknown): Calendars {
  if (typeof cron === 'string') {
    const times = parseCron(cron);
    if ('issue' in times) return { calendars: [], issues: [{ member: 'cron', message: times.issue }] };
    return { calendars: [{ inWords: cron.trim().replace(/\s+/g, ' '), times }], issues: [] };
  }
  if (!Array.isArray(calendars)) return { calendars: [], issues: [] };
  const issues: Issue[] = [];
  if (calendars.length === 0) issues.push({ member: 'calendars', message: 'is empty' });
  const weekly = calendars.flatMap((calendar: unknown, index) => {
    const { on, at } = isPlainObject(calendar) ? calendar : {};
    const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
    if (isEmpty(at)) issues.push({ member: memberOf(['calendars', index, 'at']), message: 'names no time' });
    if (isEmpty(on)) {
      issues.push({
        member: memberOf(['calendars', index, 'on']),
        message: 'names no day: for every day leave it out',
      });
    }
    return Array.isArray(at) ? at.map((time: unknown) => timeOfWeek(on, time)) : [];
  });
  if (weekly.length > maxTimes) issues.push({ member: 'calendars', message: `name more than ${maxTimes} times` });
  return { calendars: weekly, issues };
}

/** One calendar a time: hours and minutes of several would mix. */
function timeOfWeek(on: unknown, time: unknown): WordedCalendar {
  const days = Array.isArray(on) ? weekdays.filter((day) => on.includes(day)) : weekdays;
  const [hour, minute] = String(time).split(':').map(Number);
  const named = days.map((day) => `${day.charAt(0).toUpperCase()}${day.slice(1, 3)}`).join(', ');
  return {
    inWords: `${days.length === weekdays.length ? 'every day' : named} ${String(time)}`,
    times: {
      hours: [hour ?? Number.NaN],
      minutes: [minute ?? Number.NaN],
      daysOfMonth: everyDayOfMonth,
      months: everyMonth,
      daysOfWeek: days.map((day) => (weekdays.indexOf(day) + 1) % 7),
    },
  };
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);
const everyDayOfMonth = upTo(31);
const everyMonth = upTo(12);
