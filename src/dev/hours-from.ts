import type { CallingHours } from '../client/index.js';
import { weekdays } from '../contract/calling-hours.js';

const openMs = 8 * 3_600_000;

/** Calling hours that open every day at the minute of `openingMs`, by the clock of the zone, and close eight hours later. */
export function hoursFrom(openingMs: number, timeZone: string): CallingHours {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  const span = `${clock.format(openingMs)}-${clock.format(openingMs + openMs)}`;
  return { timeZone, weekly: Object.fromEntries(weekdays.map((day) => [day, [span]])) };
}

/** Calling hours know no seconds: the first full minute that is at least `leadMs` away. */
export function openingAfter(leadMs: number): number {
  return Math.ceil((Date.now() + leadMs) / 60_000) * 60_000;
}
