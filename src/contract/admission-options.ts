import type { output } from 'zod/v4/core';
import { callingHoursRules, createCallingHoursSchema } from './calling-hours.js';
import { instant } from './instant.js';
import { parseWith, type Issue, type Parsed } from './issues.js';
import { isPlainObject, object, optional } from './shapes.js';

/** When a call may be dialled. Every member may be left out. A function for the reason told at `createRequestSchema`. */
export function createAdmissionOptionsSchema() {
  return object({
    /** Never dial before this instant. ISO 8601 with offset. Default: the start. */
    notBefore: optional(instant()),
    /** Never dial at or after this instant: the call then ends with outcome EXPIRED. ISO 8601 with offset. Default: none. */
    expiresAt: optional(instant()),
    /** Dial only while the callee's hours are open. Default: at any hour. */
    callingHours: optional(createCallingHoursSchema()),
  });
}

export type AdmissionOptions = output<ReturnType<typeof createAdmissionOptionsSchema>>;

export function parseAdmissionOptions(input: unknown): Parsed<AdmissionOptions> {
  const parsed = parseWith(createAdmissionOptionsSchema(), input ?? {});
  const issues = [...(parsed.ok ? [] : parsed.issues), ...admissionRules(input)];
  return issues.length > 0 ? { ok: false, issues } : parsed;
}

/** The rules between members. They read the input as it came, like the rules of a request. */
export function admissionRules(options: unknown): Issue[] {
  if (!isPlainObject(options)) return [];
  const { notBefore, expiresAt, callingHours } = options;
  const issues = callingHoursRules(callingHours).map(({ member, message }) => ({
    member: `callingHours.${member}`,
    message,
  }));
  return instantMs(notBefore) >= instantMs(expiresAt)
    ? [{ member: 'notBefore', message: 'must be before expiresAt' }, ...issues]
    : issues;
}

/** NaN, which compares with nothing, for what the schema does not take. */
function instantMs(input: unknown): number {
  return typeof input === 'string' && parseWith(instant(), input).ok ? Date.parse(input) : Number.NaN;
}
