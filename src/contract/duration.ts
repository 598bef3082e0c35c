import { ruled, type Schema } from './shapes.js';

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
