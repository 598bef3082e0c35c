import { minutesADay, type SpanMinutes } from '../contract/calling-hours.js';
import { evenClocks, type EvenClock } from './wall-clock.js';

/** From the first open instant to the first closed one. */
export interface OpenSpan {
  readonly opensMs: number;
  readonly closesMs: number;
}

/** Calling hours in numbers, ready to be searched. */
export interface OpenHours {
  /** Spans of each weekday, Monday first, ordered by their opening. */
  readonly weekly: readonly (readonly SpanMinutes[])[];
  /** The minute from which a local date, `2026-12-24`, is closed: 0 is all day, undefined never. */
  readonly closedFrom: (date: string) => number | undefined;
}

export interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
}

const minuteMs = 60_000;
const dayMs = minutesADay * minuteMs;

/**
 * When the hours are open in one zone, in order, each span as long as it goes, cut to the stretch.
 *
 * An instant is open if and only if the zone's wall clock shows a time within the hours; that is all that daylight saving time
 * means. Times that a clock skips never come: hours that lie in the gap do not open that day, hours around it go on through it.
 * Times that a clock shows twice are open both times. Over midnight the calendar counts, also where it leaves out a date.
 */
export function openSpans(hours: OpenHours, timeZone: string, stretch: Stretch): Generator<OpenSpan> {
  return joined(spansOfClocks(hours, evenClocks(timeZone, stretch.fromMs, stretch.untilMs)));
}

function* spansOfClocks(hours: OpenHours, clocks: Iterable<EvenClock>): Generator<OpenSpan> {
  for (const { fromMs, untilMs, offsetMs } of clocks) {
    // The day before may reach over midnight.
    const firstDay = Math.floor((fromMs + offsetMs) / dayMs) - 1;
    for (let day = firstDay; day * dayMs - offsetMs < untilMs; day++) {
      for (const { opensMinute, closesMinute } of spansOfDay(hours, day)) {
        const midnightMs = day * dayMs - offsetMs;
        const opensMs = Math.max(fromMs, midnightMs + opensMinute * minuteMs);
        const closesMs = Math.min(untilMs, midnightMs + closesMinute * minuteMs);
        if (opensMs < closesMs) yield { opensMs, closesMs };
      }
    }
  }
}

/** The hours that open on a day; days are counted from 1970-01-01, which was a Thursday. */
function spansOfDay({ weekly, closedFrom }: OpenHours, day: number): readonly SpanMinutes[] {
  const spans = weekly[(((day + 3) % 7) + 7) % 7] ?? [];
  if (spans.length === 0) return [];
  const closesMinute = closedFrom(dateOf(day)) ?? Infinity;
  const untilTomorrow = spans.some(({ closesMinute }) => closesMinute > minutesADay);
  const closesTomorrow = minutesADay + (untilTomorrow ? (closedFrom(dateOf(day + 1)) ?? Infinity) : Infinity);
  const limit = Math.min(closesMinute, closesTomorrow);
  if (limit === Infinity) return spans;
  return spans
    .map((span) => ({ ...span, closesMinute: Math.min(span.closesMinute, limit) }))
    .filter(({ opensMinute, closesMinute }) => opensMinute < closesMinute);
}

const dateOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

/** Spans that overlap or touch become one; they come ordered by their opening. */
function* joined(spans: Iterable<OpenSpan>): Generator<OpenSpan> {
  let current: OpenSpan | undefined;
  for (const span of spans) {
    if (current !== undefined && span.opensMs <= current.closesMs) {
      current = { opensMs: current.opensMs, closesMs: Math.max(current.closesMs, span.closesMs) };
    } else {
      if (current !== undefined) yield current;
      current = span;
    }
  }
  if (current !== undefined) yield current;
}

/** What all of them have open at the same time. Each list is ordered and its spans do not touch; so is the answer. */
export function* commonSpans(lists: readonly Iterator<OpenSpan, unknown>[]): Generator<OpenSpan> {
  let spans = lists.map(nextOf);
  for (;;) {
    const present = spans.filter((span) => span !== undefined);
    if (present.length === 0 || present.length < lists.length) return;
    const opensMs = Math.max(...present.map((span) => span.opensMs));
    const closesMs = Math.min(...present.map((span) => span.closesMs));
    if (opensMs < closesMs) yield { opensMs, closesMs };
    spans = lists.map((list, index) => (spans[index]?.closesMs === closesMs ? nextOf(list) : spans[index]));
  }
}

function nextOf(list: Iterator<OpenSpan, unknown>): OpenSpan | undefined {
  const next = list.next();
  return next.done === true ? undefined : next.value;
}
