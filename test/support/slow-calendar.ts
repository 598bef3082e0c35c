import { createRequire } from 'node:module';
import moment from 'moment-timezone';
import type { CallingHours } from '../../src/contract/index.js';

/**
 * The oracle of calling hours: what the wall clock shows, read from moment-timezone's data minute by minute. It brings its own, so the
 * answers are the same on every Node; the runtime's are older than the law. Written from the rules in docs/internals/admission.md ("What open means");
 * knows nothing of spans or changes of clocks, and shares no code and no data with `src/admission`.
 */
export interface SlowQuestion {
  readonly hours: CallingHours;
  readonly zones: readonly string[];
  readonly dialLimitMs: number;
}

/** A dial with `untilMs` undefined: not closed within the days that were searched. */
export type SlowAnswer =
  | { readonly is: 'dial'; readonly untilMs: number | undefined }
  | { readonly is: 'wait'; readonly untilMs: number }
  | { readonly is: 'unknown' };

const minuteMs = 60_000;
const searchedMinutes = 15 * 1440;

export function slowDecision(question: SlowQuestion, nowMs: number): SlowAnswer {
  const firstMinute = Math.floor(nowMs / minuteMs) + 1;
  const minutes = (count: number) => Array.from({ length: count }, (_, index) => (firstMinute + index) * minuteMs);
  if (mayStart(question, nowMs)) {
    const closesMs = minutes(3 * 1440).find((ms) => !isOpen(question, ms));
    return { is: 'dial', untilMs: closesMs === undefined ? undefined : closesMs - question.dialLimitMs };
  }
  const untilMs = minutes(searchedMinutes).find((ms) => mayStart(question, ms));
  return untilMs === undefined ? { is: 'unknown' } : { is: 'wait', untilMs };
}

/** It must still be open one dial limit later; a dial limit is a minute at most, so there is no third minute to ask. */
const mayStart = (question: SlowQuestion, ms: number): boolean =>
  isOpen(question, ms) && isOpen(question, ms + question.dialLimitMs);

const isOpen = ({ hours, zones }: SlowQuestion, ms: number): boolean =>
  zones.every((zone) => isOpenAt(hours, wallClock(zone, ms)));

function isOpenAt(hours: CallingHours, { date, time }: WallClock): boolean {
  const { closedDates = [] } = hours;
  const yesterday = dayBefore(date);
  if (closedDates.includes(date)) return false;
  const isOpenToday = spansOf(hours, date).some(([opens, closes]) =>
    opens < closes ? opens <= time && time < closes : opens <= time,
  );
  if (isOpenToday || closedDates.includes(yesterday)) return isOpenToday;
  return spansOf(hours, yesterday).some(([opens, closes]) => opens >= closes && time < closes);
}

const dayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

function spansOf({ weekly = {} }: CallingHours, date: string): [string, string][] {
  const day = dayNames[new Date(`${date}T12:00:00Z`).getUTCDay()];
  const spans = day === undefined ? undefined : weekly[day];
  return (spans ?? []).map((span) => span.split('-') as [string, string]);
}

function dayBefore(date: string): string {
  const day = new Date(`${date}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() - 1);
  return day.toISOString().slice(0, 10);
}

export interface WallClock {
  /** `2026-03-02` */
  readonly date: string;
  /** `17:05` */
  readonly time: string;
}

/** Minutes west of Greenwich, each until an instant. */
export interface PackedZone {
  readonly untils: readonly number[];
  readonly offsets: readonly number[];
}

/** As the package has them: `moment.tz` itself knows what its first copy in the process has loaded. */
const packed = createRequire(import.meta.url)('moment-timezone/data/packed/latest.json') as {
  readonly version: string;
  readonly zones: readonly string[];
  readonly links: readonly string[];
};

export const packedVersion = packed.version;

/** Every zone of moment-timezone by its name. */
export const packedZones: ReadonlyMap<string, PackedZone> = zonesOf(packed);

function zonesOf({ zones, links }: typeof packed): Map<string, PackedZone> {
  const known = new Map<string, PackedZone>(
    zones.map((text) => {
      const { name, untils, offsets } = moment.tz.unpack(text);
      return [name, { untils, offsets }];
    }),
  );
  for (const [target = '', name = ''] of links.map((link) => link.split('|'))) {
    const zone = known.get(target);
    if (zone !== undefined) known.set(name, zone);
  }
  return known;
}

export function wallClock(zone: string, ms: number): WallClock {
  const { untils, offsets } = packedZones.get(zone) ?? { untils: [], offsets: [] };
  // The first that has not come: some zones have a thousand, so they are halved and not walked.
  let [first, last] = [0, untils.length - 1];
  while (first < last) {
    const middle = Math.floor((first + last) / 2);
    if (ms < (untils[middle] ?? 0)) last = middle;
    else first = middle + 1;
  }
  const local = new Date(ms - (offsets[first] ?? Number.NaN) * minuteMs).toISOString();
  return { date: local.slice(0, 10), time: local.slice(11, 16) };
}

/** The minutes at which a zone's clocks change, as far as a change outlasts a week. */
export function clockChanges(zone: string, fromMs: number, untilMs: number): number[] {
  const weekMs = 7 * 1440 * minuteMs;
  const changes: number[] = [];
  for (let startMs = fromMs; startMs < untilMs; startMs += weekMs) {
    if (offsetMs(zone, startMs) === offsetMs(zone, startMs + weekMs)) continue;
    let [before, after] = [startMs / minuteMs, (startMs + weekMs) / minuteMs];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (offsetMs(zone, middle * minuteMs) === offsetMs(zone, startMs)) before = middle;
      else after = middle;
    }
    changes.push(after * minuteMs);
  }
  return changes;
}

function offsetMs(zone: string, ms: number): number {
  const { date, time } = wallClock(zone, ms);
  return Date.parse(`${date}T${time}Z`) - ms;
}
