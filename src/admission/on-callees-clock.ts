import { canonicalTimeZone, clockStateAt, zoneClock } from './time-zones.js';

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
