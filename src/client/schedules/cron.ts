import type { CalendarTimes } from '../../admission/matching-times.js';

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Field {
  readonly called: string;
  readonly min: number;
  readonly max: number;
  /** Names of three letters, from `min` on. */
  readonly names?: readonly string[];
}

const fields = {
  minutes: { called: 'minute', min: 0, max: 59 },
  hours: { called: 'hour', min: 0, max: 23 },
  daysOfMonth: { called: 'day of the month', min: 1, max: 31 },
  months: { called: 'month', min: 1, max: 12, names: monthNames },
  // 7 is Sunday too.
  daysOfWeek: { called: 'day of the week', min: 0, max: 7, names: dayNames },
} as const satisfies Record<keyof Required<Omit<CalendarTimes, 'years'>>, Field>;

/**
 * A cron expression of five fields: minute, hour, day of the month, month, day of the week. A field is `*`, a value, a range `1-5`, with
 * a step `/2` or without, or several with commas between; months and days also by three letters (`MON-FRI`).
 *
 * Temporal takes more, and that is refused: `CRON_TZ=` and `TZ=` would bring a second time zone, `@every` counts from 1970 and knows
 * none, a sixth and a seventh field mean different things to different crons. Like Temporal, and unlike many a cron, a time must match
 * the day of the month _and_ the day of the week.
 *
 * @returns the times, or what is wrong
 * @see https://docs.temporal.io/schedule (cron strings)
 */
export function parseCron(text: string): CalendarTimes | { readonly issue: string } {
  if (/TZ=/i.test(text)) return { issue: 'must not name a time zone: timeZone does' };
  if (text.trim().startsWith('@'))
    return { issue: 'must be five fields, such as 0 9 * * MON-FRI: @ forms are not taken' };
  if (text.includes('#')) return { issue: 'must not hold a comment: note is for it' };
  const parts = text.trim().split(/\s+/);
  if (parts.length !== 5)
    return { issue: 'must be five fields: minute, hour, day of the month, month, day of the week' };
  const times: Partial<Record<keyof typeof fields, number[]>> = {};
  for (const [index, [name, field]] of Object.entries(fields).entries()) {
    const values = valuesOf(parts[index] ?? '', field);
    if (typeof values === 'string') return { issue: `has a wrong ${field.called}: ${values}` };
    times[name as keyof typeof fields] = values;
  }
  const { daysOfWeek, ...others } = times as Record<keyof typeof fields, number[]>;
  return { ...others, daysOfWeek: [...new Set(daysOfWeek.map((day) => day % 7))] };
}

/** The values of a field, or what is wrong with it. */
function valuesOf(text: string, field: Field): number[] | string {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [, from = '', to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d{1,2}))?$/.exec(part) ?? [];
    const first = from === '*' ? field.min : valueOf(from, field);
    // `3/5` means from 3 on.
    const open = from === '*' || step !== undefined ? lastOf(field) : first;
    const last = to === undefined ? open : valueOf(to, field);
    const by = step === undefined ? 1 : Number(step);
    if (first === undefined || last === undefined || by === 0 || (from === '*' && to !== undefined))
      return `it must be ${field.min} to ${field.max}, a range, a step, a list of them, or *`;
    if (last < first) return 'a range must not go backwards: write both parts with a comma between';
    for (let value = first; value <= last; value += by) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

/** Of `*` and of an open step; Sunday is counted once. */
const lastOf = ({ max }: Field): number => (max === 7 ? 6 : max);

function valueOf(text: string, { min, max, names = [] }: Field): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + min;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}
