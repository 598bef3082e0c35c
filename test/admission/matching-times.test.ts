import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchingTimes, type CalendarTimes } from '../../src/admission/matching-times.js';
import { seeded } from '../contract/seeded.js';
import { clockChanges, wallClock } from '../support/slow-calendar.js';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const years = { fromMs: Date.UTC(2021, 0, 4), untilMs: Date.UTC(2031, 0, 4) };
/** Changes of an hour in both halves of the year, of half an hour, at midnight; a day that never was is no matter of ten years. */
const zones = [
  'America/New_York',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'America/Havana',
  'Asia/Kolkata',
  'UTC',
];

const upTo = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);
const everything: CalendarTimes = {
  minutes: upTo(0, 59),
  hours: upTo(0, 23),
  daysOfMonth: upTo(1, 31),
  months: upTo(1, 12),
  daysOfWeek: upTo(0, 6),
};
const at = (change: Partial<CalendarTimes>): CalendarTimes => ({ ...everything, ...change });
const some = (first: number, last: number) =>
  fc.oneof(fc.constant(upTo(first, last)), fc.uniqueArray(fc.integer({ min: first, max: last }), { minLength: 1 }));
const calendar = fc.record({
  minutes: fc.uniqueArray(fc.constantFrom(0, 15, 30, 59), { minLength: 1 }),
  // Clocks change in the small hours.
  hours: fc.uniqueArray(fc.constantFrom(0, 1, 2, 3, 23), { minLength: 1 }),
  daysOfMonth: some(1, 31),
  months: some(1, 12),
  daysOfWeek: some(0, 6),
});

it('are, minute by minute, those at which the zone’s clock and calendar show what is asked for', () => {
  const seen = { times: 0, none: 0 };
  for (const timeZone of zones) {
    const changes = clockChanges(timeZone, years.fromMs, years.untilMs);
    const middles =
      changes.length === 0 ? fc.integer({ min: years.fromMs, max: years.untilMs }) : fc.constantFrom(...changes);
    fc.assert(
      fc.property(
        middles,
        fc.array(calendar, { minLength: 1, maxLength: 2 }),
        fc.array(calendar, { maxLength: 1 }),
        (middleMs, calendars, skip) => {
          const fromMs = Math.floor((middleMs - dayMs) / minuteMs) * minuteMs;
          const untilMs = fromMs + 2 * dayMs;
          const slow = minutesOf(fromMs, untilMs).filter(
            (ms) =>
              calendars.some((times) => shows(timeZone, ms, times)) &&
              !skip.some((times) => shows(timeZone, ms, times)),
          );
          seen[slow.length > 0 ? 'times' : 'none']++;
          expect([...matchingTimes({ calendars, skip, timeZone }, fromMs, untilMs)]).toEqual(slow);
        },
      ),
      seeded(12),
    );
  }
  expect(Math.min(seen.times, seen.none)).toBeGreaterThan(zones.length);
});

/** Asks Intl, minute by minute, and knows nothing of changes. */
function shows(zone: string, ms: number, times: CalendarTimes): boolean {
  const { date, time } = wallClock(zone, ms);
  const [, month, day] = date.split('-').map(Number);
  const [hour, minute] = time.split(':').map(Number);
  return (
    times.months.includes(month ?? -1) &&
    times.daysOfMonth.includes(day ?? -1) &&
    times.daysOfWeek.includes(new Date(`${date}T12:00:00Z`).getUTCDay()) &&
    times.hours.includes(hour ?? -1) &&
    times.minutes.includes(minute ?? -1)
  );
}

function minutesOf(fromMs: number, untilMs: number): number[] {
  return Array.from({ length: (untilMs - fromMs) / minuteMs + 1 }, (_, index) => fromMs + index * minuteMs);
}

describe('the times of a schedule', () => {
  const first = (times: CalendarTimes, from: string): string | undefined => {
    const [atMs] = matchingTimes({ calendars: [times], skip: [], timeZone: 'UTC' }, Date.parse(from));
    return atMs === undefined ? undefined : new Date(atMs).toISOString();
  };

  it('are found as rarely as 29 February, a Monday', () => {
    const leapMonday = at({ daysOfMonth: [29], months: [2], daysOfWeek: [1], hours: [9], minutes: [0] });
    expect(first(leapMonday, '2027-01-01T00:00:00Z')).toBe('2044-02-29T09:00:00.000Z');
  });

  it('are none on a day that no calendar has, and none past the year 2100', () => {
    expect(first(at({ daysOfMonth: [30], months: [2] }), '2027-01-01T00:00:00Z')).toBeUndefined();
    expect(first(everything, '2101-01-01T00:00:00Z')).toBeUndefined();
  });
});
