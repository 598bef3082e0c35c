/** An instant as a clock of the zone shows it: `Tue 24 Nov 2026 09:00 PST`. */
export function onCalleesClock(atMs: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const [weekday, day, month, year, hour, minute, zone] = (
    ['weekday', 'day', 'month', 'year', 'hour', 'minute', 'timeZoneName'] as const
  ).map((type) => parts.get(type) ?? '');
  return `${weekday} ${day} ${month} ${year} ${hour}:${minute} ${zone}`;
}
