import { canonicalTimeZone, changeAt, clockStateAt, zoneClock, type ZoneClock } from './time-zones.js';

/** A stretch of time in which a zone's clocks run evenly: wall clock = UTC + `offsetMs`. */
export interface EvenClock {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly offsetMs: number;
}

export const isTimeZone = (name: string): boolean => zoneClock(name) !== undefined;

/**
 * The stretches between `fromMs` and `untilMs` in their order, one more at each change of the zone's clocks.
 *
 * @throws RangeError for an unknown zone
 */
export function* evenClocks(timeZone: string, fromMs: number, untilMs: number): Generator<EvenClock> {
  const clock = clockOf(timeZone);
  let index = changeAt(clock, fromMs);
  for (let startMs = fromMs; startMs < untilMs; index++) {
    const endMs = Math.min(clock[index + 1]?.atMs ?? Infinity, untilMs);
    yield { fromMs: startMs, untilMs: endMs, offsetMs: (clock[index] ?? clock[0]).offsetMs };
    startMs = endMs;
  }
}

/**
 * The instant at which a zone's clock shows a local time, `2026-11-25T10:00`. Of a time that the clock shows twice it is the
 * first, of one that it skips the same time past the gap, as calendars have it (RFC 5545).
 *
 * @returns undefined for what is no local time
 */
export function instantOfLocalTime(text: string, timeZone: string): number | undefined {
  const localMs = localTimeMs(text);
  const clock = zoneClock(timeZone);
  if (localMs === undefined || clock === undefined) return undefined;
  // No zone is further from UTC than a day, so the offset before the time is that of the day before.
  const dayMs = 86_400_000;
  const before = clockStateAt(clock, localMs - dayMs).offsetMs;
  const after = clockStateAt(clock, localMs + dayMs).offsetMs;
  const shown = [before, after]
    .map((offsetMs) => localMs - offsetMs)
    .filter((atMs) => atMs + clockStateAt(clock, atMs).offsetMs === localMs);
  return shown.length > 0 ? Math.min(...shown) : localMs - before;
}

/** A local time as if it were UTC. */
function localTimeMs(text: string): number | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?$/.exec(text);
  if (match === null) return undefined;
  const [, minutes = '', seconds = ':00'] = match;
  const ms = Date.parse(`${minutes}${seconds}Z`);
  // `Date` takes 30 February for 2 March, and 24:00 for the next day.
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(`${minutes}${seconds}`) ? ms : undefined;
}

function clockOf(timeZone: string): ZoneClock {
  const clock = zoneClock(timeZone);
  if (clock === undefined) throw new RangeError(`There is no time zone ${timeZone}.`);
  return clock;
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Zones whose abbreviations say one thing only: elsewhere `IST` is Israel's, India's and Ireland's. */
const abbreviated = /^(?:America\/|Pacific\/Honolulu$|(?:Etc\/)?UTC$)/;

/** An instant as a clock of the zone shows it: `Tue 24 Nov 2026 09:00 PST`. In UTC where the zone is unknown. */
export function onCalleesClock(atMs: number, timeZone: string): string {
  const clock = zoneClock(timeZone);
  const { offsetMs, abbreviation } = clock === undefined ? utc : clockStateAt(clock, atMs);
  const local = new Date(atMs + offsetMs);
  const date = `${local.getUTCDate()} ${months[local.getUTCMonth()] ?? ''} ${local.getUTCFullYear()}`;
  const hasName = abbreviated.test(canonicalTimeZone(timeZone) ?? 'UTC') && /^[A-Z]/.test(abbreviation);
  const zone = hasName ? abbreviation : fromGreenwich(offsetMs);
  return `${weekdays[local.getUTCDay()] ?? ''} ${date} ${local.toISOString().slice(11, 16)} ${zone}`;
}

const utc = { offsetMs: 0, abbreviation: 'UTC' };

/** `GMT+5:30` */
function fromGreenwich(offsetMs: number): string {
  if (offsetMs === 0) return 'GMT';
  const minutes = Math.abs(offsetMs) / 60_000;
  const rest = minutes % 60 === 0 ? '' : `:${String(minutes % 60).padStart(2, '0')}`;
  return `GMT${offsetMs < 0 ? '-' : '+'}${Math.floor(minutes / 60)}${rest}`;
}
