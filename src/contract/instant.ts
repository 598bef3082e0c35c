import { text } from './shapes.js';

/** Date, time and offset; `Date.parse` alone would take local times and much else. */
const isoInstant =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** An instant as it crosses the contract, for example `2026-03-02T17:00:00-08:00`. */
export const instant = () =>
  text({
    pattern: isoInstant,
    isValid: hasDayOfCalendar,
    otherwise: 'must be an instant in ISO 8601 with offset, such as 2026-03-02T17:00:00-08:00',
  });

/** Whether the calendar has the day that a text begins with: `Date.parse` takes 30 February for 2 March. */
export function hasDayOfCalendar(dateOrInstant: string): boolean {
  const day = dateOrInstant.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}
