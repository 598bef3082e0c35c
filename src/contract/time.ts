import { parseWith } from './issues.js';
import { once, ruled, text, type Schema } from './shapes.js';

/** Date, time and offset; `Date.parse` alone would take local times and much else. */
const isoInstant =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** An instant as it crosses the contract, for example `2026-03-02T17:00:00-08:00`. */
export const instant = () =>
  text({
    pattern: isoInstant,
    isValid: hasDayOfCalendar,
    otherwise: 'must be an instant in ISO 8601 with offset, such as 2026-03-02T17:00:00-08:00',
  });

/** Whether the calendar has the day that a text begins with: `Date.parse` takes 30 February for 2 March. */
export function hasDayOfCalendar(dateOrInstant: string): boolean {
  const day = dateOrInstant.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

const anyInstant = once(instant);

/** An instant in milliseconds; NaN, which compares with nothing, for what the schema does not take. */
export function instantMs(input: unknown): number {
  return typeof input === 'string' && parseWith(anyInstant(), input).ok ? Date.parse(input) : Number.NaN;
}

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const pattern = /^(\d{1,9}(?:\.\d{1,3})?) ?(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)$/;

/** ISO 8601 without years and months, whose length is not fixed. No lookahead: not every language's JSON Schema takes it. */
const isoPattern = (() => {
  const seconds = '\\d{1,9}(?:\\.\\d{1,9})?S';
  const minutes = `(?:\\d{1,9}M(?:${seconds})?|${seconds})`;
  const time = `T(?:\\d{1,9}H${minutes}?|${minutes})`;
  return new RegExp(`^P(?:\\d{1,9}W|\\d{1,9}D(?:${time})?|${time})$`);
})();
/** `M` are minutes: only those come behind the `T`. */
const isoUnits = { W: 7 * units.d, D: units.d, H: units.h, M: units.m, S: units.s } as const;

/** A number below it is meant as seconds, mostly. 0 means never. */
const leastNumberMs = 1_000;

/**
 * A duration: milliseconds, text as Temporal's TypeScript SDK writes it, such as `90s`, `15 minutes`, `7 days`, or ISO 8601, such as `PT15M`
 * or `P7D`.
 */
export type Duration = number | string;

export interface DurationLimits {
  readonly minMs: number;
  readonly maxMs: number;
  /** The limits in words. */
  readonly limits: string;
}

export function duration({ minMs, maxMs, limits }: DurationLimits): Schema<Duration> {
  const rules = { duration: { patterns: [pattern, isoPattern], minMs, leastNumberMs, maxMs } };
  return ruled<Duration>(rules, (value, fail) => {
    const ms = durationMs(value);
    if (Number.isNaN(ms)) fail(hasYearsOrMonths(value) ? yearsOrMonths : noDuration);
    else if (typeof value === 'number' && ms > 0 && ms < leastNumberMs) fail(tooSmallANumber);
    else if (ms < minMs || ms > maxMs) fail(`must be ${limits}`);
  });
}

const noDuration = 'must be milliseconds or text such as "15 minutes"';
const yearsOrMonths = 'has years or months, whose length is not fixed: write days, such as P30D';
const tooSmallANumber = 'is below 1000, and numbers are milliseconds: for seconds write text, such as "60s"';

const hasYearsOrMonths = (value: unknown): boolean => typeof value === 'string' && /^P[^T]*\d[YM]/.test(value);

/** Milliseconds; NaN for what is no duration. */
export function durationMs(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return Number.NaN;
  if (isoPattern.test(value)) return isoMs(value);
  const [, amount = '', unit = ''] = pattern.exec(value) ?? [];
  const short = unit.startsWith('ms') || unit.startsWith('mil') ? 'ms' : unit[0];
  return short !== undefined && short in units ? Number(amount) * units[short as keyof typeof units] : Number.NaN;
}

function isoMs(iso: string): number {
  const parts = iso.matchAll(/([\d.]+)([WDHMS])/g);
  return Array.from(parts, ([, amount, unit]) => Number(amount) * isoUnits[unit as keyof typeof isoUnits]).reduce(
    (sum, ms) => sum + ms,
    0,
  );
}
