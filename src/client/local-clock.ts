// Every instant that is printed for a person: one zone, one form.
import { readable } from '../contract/hold-in-words.js';

export interface Clock {
  /** `2026-11-24 09:12:05 PST`, of an instant in ISO 8601. */
  instant(at: string): string;
  instant(at: string | undefined): string | undefined;
  /** A text in which the workflow has written instants in UTC, with them on this clock. Times on the callee's clock stay. */
  text(words: string): string;
}

/** @param utc in UTC; else in this process's time zone, which TZ may name */
export function clockOf({ utc }: { readonly utc: boolean }): Clock {
  const inZone = utc ? readable : zoneReader();
  const instant = (at: string | undefined) => (at === undefined ? undefined : inZone(Date.parse(at)));
  return {
    instant: instant as Clock['instant'],
    text: (words) =>
      words
        .replace(/(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC/g, (_, day: string, time: string) =>
          inZone(Date.parse(`${day}T${time}Z`)),
        )
        // The line of a call under way has no date: it is the latest such moment.
        .replace(/since (\d\d:\d\d:\d\d) UTC/g, (_, time: string) => `since ${inZone(latest(time))}`),
  };
}

function latest(time: string): number {
  const today = Date.parse(`${new Date().toISOString().slice(0, 10)}T${time}Z`);
  // A server's clock may be a little ahead.
  return today > Date.now() + 60_000 ? today - 86_400_000 : today;
}

function zoneReader(): (atMs: number) => string {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZoneName: 'short' },
  });
  return (atMs) => {
    const parts = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
    const { year, month, day, hour, minute, second, timeZoneName } = parts;
    return `${year}-${month}-${day} ${hour}:${minute}:${second} ${timeZoneName}`;
  };
}
