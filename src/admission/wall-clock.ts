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
