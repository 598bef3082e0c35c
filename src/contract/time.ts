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

/** A duration as Temporal's TypeScript SDK writes it: milliseconds, or text such as `90s`, `15 minutes`, `7 days`. */
export type Duration = number | string;

export interface DurationLimits {
  readonly minMs: number;
  readonly maxMs: number;
  /** The limits in words. */
  readonly limits: string;
}

export function duration({ minMs, maxMs, limits }: DurationLimits): Schema<Duration> {
  return ruled<Duration>({ duration: { pattern, minMs, maxMs } }, (value, fail) => {
    const ms = durationMs(value);
    if (Number.isNaN(ms)) fail('must be milliseconds or text such as "15 minutes"');
    else if (ms < minMs || ms > maxMs) fail(`must be ${limits}`);
  });
}

/** Milliseconds; NaN for what is no duration. */
export function durationMs(value: unknown): number {
  if (typeof value === 'number') return value;
  const [, amount = '', unit = ''] = (typeof value === 'string' ? pattern.exec(value) : undefined) ?? [];
  const short = unit.startsWith('ms') || unit.startsWith('mil') ? 'ms' : unit[0];
  return short !== undefined && short in units ? Number(amount) * units[short as keyof typeof units] : Number.NaN;
}
