import { Temporal } from 'temporal-polyfill';

/** A stretch of time in which a zone's clocks run evenly: wall clock = UTC + `offsetMs`. */
export interface EvenClock {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly offsetMs: number;
}

export function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The stretches between `fromMs` and `untilMs` in their order, one more at each change of the zone's clocks. */
export function* evenClocks(timeZone: string, fromMs: number, untilMs: number): Generator<EvenClock> {
  for (let startMs = fromMs; startMs < untilMs;) {
    const start = Temporal.Instant.fromEpochMilliseconds(startMs).toZonedDateTimeISO(timeZone);
    const endMs = Math.min(start.getTimeZoneTransition('next')?.epochMilliseconds ?? untilMs, untilMs);
    yield { fromMs: startMs, untilMs: endMs, offsetMs: start.offsetNanoseconds / 1e6 };
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
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.test(text)) return undefined;
  try {
    return Temporal.PlainDateTime.from(text, { overflow: 'reject' }).toZonedDateTime(timeZone).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
