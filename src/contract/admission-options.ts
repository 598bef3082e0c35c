import type { output } from 'zod/v4/core';
import { callingHoursRules, createCallingHoursSchema } from './calling-hours.js';
import { parseWith, type Issue, type Parsed } from './issues.js';
import { isPlainObject, object, once, optional, withoutNulls } from './shapes.js';
import { instant, instantMs } from './time.js';

/** Members that say when a call may be dialled; calls and follow-ups share them. Every one may be left out. */
export const admissionShape = () => ({
  /** Never dial before this instant. ISO 8601 with offset. Default: the start. */
  notBefore: optional(instant()),
  /**
   * Never dial at or after this instant: the call then ends with outcome EXPIRED. ISO 8601 with offset. Default of a
   * call: 7 days after it could first be dialled; of a follow-up: none.
   */
  expiresAt: optional(instant()),
  /**
   * Dial only while these hours are open on the callee’s clock. weekly or preset is required, not both. Without
   * timeZone every candidate zone of the number must be open. Hours that never open, unknown zones and unknown holidays
   * are refused.
   */
  callingHours: optional(createCallingHoursSchema()),
});

/** When a call may be dialled. */
export function createAdmissionOptionsSchema() {
  return object(admissionShape());
}

const admissionOptionsSchema = once(createAdmissionOptionsSchema);

/** When a call may be dialled. */
export type AdmissionOptions = output<ReturnType<typeof createAdmissionOptionsSchema>>;

/** Checks when a call may be dialled: every rule and every issue. */
export function parseAdmissionOptions(input: unknown): Parsed<AdmissionOptions> {
  const parsed = parseWith(admissionOptionsSchema(), input ?? {});
  const issues = [...(parsed.ok ? [] : parsed.issues), ...admissionRules(input)];
  return issues.length > 0 ? { ok: false, issues } : parsed;
}

/** The rules between members. They read the input as it came, like the rules of a request. */
export function admissionRules(given: unknown): Issue[] {
  const options = withoutNulls(given);
  if (!isPlainObject(options)) return [];
  const { notBefore, expiresAt, expiresAfter, callingHours } = options;
  const issues = callingHoursRules(callingHours).map(({ member, message }) => ({
    member: `callingHours.${member}`,
    message,
  }));
  if (expiresAt !== undefined && expiresAfter !== undefined) {
    issues.unshift({ member: 'expiresAfter', message: 'stands instead of expiresAt: leave one of them out' });
  }
  if (instantMs(notBefore) >= instantMs(expiresAt)) {
    issues.unshift({ member: 'notBefore', message: 'must be before expiresAt' });
  }
  return issues;
}

/** Whether it must be decided when the call may be dialled; `expiresAt` alone is only a limit. */
export function hasTimes({ notBefore, callingHours }: AdmissionOptions): boolean {
  return notBefore !== undefined || callingHours !== undefined;
}

/**
 * The times, `expiresAfter` having become `expiresAt`: it counts from when the call is due, the latest of `notBefore` and `startMs`.
 *
 * @param startMs the call's start; of the run of a schedule the time that the schedule meant. Epoch milliseconds
 */
export function withExpiryFrom(
  times: AdmissionOptions,
  expiresAfterMs: number | undefined,
  startMs: number,
): AdmissionOptions {
  if (times.expiresAt !== undefined || expiresAfterMs === undefined) return times;
  const dueMs = Math.max(startMs, times.notBefore === undefined ? 0 : Date.parse(times.notBefore));
  return { ...times, expiresAt: new Date(dueMs + expiresAfterMs).toISOString() };
}

/** What a call is asked to change about its times: a member given replaces the old one, null takes it away. */
export type TimesChange = { readonly [Member in keyof AdmissionOptions]?: AdmissionOptions[Member] | null };

/** The options after a change. */
export function rescheduled(options: AdmissionOptions, change: unknown): Parsed<AdmissionOptions> {
  if (!isPlainObject(change) || Object.keys(change).length === 0) {
    const message = 'must give notBefore, expiresAt or callingHours; null takes one away';
    return { ok: false, issues: [{ member: '', message }] };
  }
  return parseAdmissionOptions({ ...options, ...change });
}
