/** What a clock shows: its wall clock is UTC plus the offset. */
export interface ClockState {
  readonly offsetMs: number;
  /** `PST`; digits where a zone has no abbreviation: `+03`. */
  readonly abbreviation: string;
}

export interface ClockChange extends ClockState {
  readonly atMs: number;
}

/** A clock that goes on for ever: evenly, or with two changes a year. */
export type PosixRule = {
  readonly standard: ClockState;
  readonly yearly: readonly YearlyChange[];
};

interface YearlyChange {
  readonly to: ClockState;
  /** Of the clock before it. */
  readonly offsetBeforeMs: number;
  /** 1 is January. */
  readonly month: number;
  /** 5 is the last. */
  readonly week: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** On the clock before it; below 0 and above 24 hours it is on another day. */
  readonly timeMs: number;
}

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const form =
  /^(?<std>[A-Za-z]+|<[^>]+>)(?<stdOffset>[-+\d:]+)(?:(?<dst>[A-Za-z]+|<[^>]+>)(?<dstOffset>[-+\d:]*),(?<start>[^,]+),(?<end>[^,]+))?$/;

/**
 * Reads `PST8PDT,M3.2.0,M11.1.0`, the last line of a compiled time zone (RFC 8536, POSIX TZ).
 *
 * @throws Error for what is no such rule
 */
export function parsePosixRule(text: string): PosixRule {
  const { std, stdOffset = '', dst, dstOffset = '', start = '', end = '' } = form.exec(text)?.groups ?? {};
  if (std === undefined) throw new Error(`No rule of a time zone: ${text}`);
  // POSIX counts westwards.
  const standard = { offsetMs: -timeMs(stdOffset), abbreviation: bare(std) };
  if (dst === undefined) return { standard, yearly: [] };
  const summer = {
    offsetMs: dstOffset === '' ? standard.offsetMs + hourMs : -timeMs(dstOffset),
    abbreviation: bare(dst),
  };
  return { standard, yearly: [yearlyChange(start, standard, summer), yearlyChange(end, summer, standard)] };
}

const bare = (name: string): string => name.replace(/^<|>$/g, '');

function yearlyChange(text: string, before: ClockState, to: ClockState): YearlyChange {
  const [, month, week, weekday, time = '2'] = /^M(\d+)\.(\d)\.(\d)(?:\/(.+))?$/.exec(text) ?? [];
  if (month === undefined) throw new Error(`No yearly change of a clock: ${text}`);
  return {
    to,
    offsetBeforeMs: before.offsetMs,
    month: Number(month),
    week: Number(week),
    weekday: Number(weekday),
    timeMs: timeMs(time),
  };
}

/** `-2:30` or `26`. */
function timeMs(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.replace(/^[-+]/, '').split(':').map(Number);
  return (text.startsWith('-') ? -1 : 1) * (hours * hourMs + minutes * minuteMs + seconds * secondMs);
}

/** The changes of a year, in order. */
export function changesOfYear({ yearly }: PosixRule, year: number): ClockChange[] {
  return yearly
    .map(({ to, offsetBeforeMs, month, week, weekday, timeMs }) => {
      const firstMs = Date.UTC(year, month - 1, 1);
      const firstMatch = (weekday - new Date(firstMs).getUTCDay() + 7) % 7;
      const daysOfMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
      const wanted = firstMatch + (week - 1) * 7;
      const day = wanted < daysOfMonth ? wanted : wanted - 7;
      return { ...to, atMs: firstMs + day * dayMs + timeMs - offsetBeforeMs };
    })
    .sort((a, b) => a.atMs - b.atMs);
}
