import type { output } from 'zod/v4/core';
import { admissionRules, admissionShape, type AdmissionOptions } from './admission-options.js';
import { duration, durationMs } from './time.js';
import { parseWith, type Parsed } from './issues.js';
import { urgencyOf, urgencyShape, type Urgency } from './urgency.js';
import { object, once, oneOf, optional } from './shapes.js';

/** The client token's life at Amazon Connect: no call waits longer for its dial, no dial is repeated later. */
export const tokenLifeMs = 7 * 24 * 3_600_000;

const dayMs = 24 * 3_600_000;

/** How a call is conducted: members that calls and the attempts of a follow-up share. */
export const conductShape = () => ({
  ...urgencyShape(),
  /**
   * How long the identical request may be sent again, from the first send that may have reached Amazon Connect.
   * Milliseconds or text such as "90s"; 0 (never) to 7 days, as text too. Default: 15 minutes.
   *
   * @remarks 60 s for users who do not trust the token once a call has ended.
   */
  resendWindow: optional(
    duration({ minMs: 0, maxMs: tokenLifeMs, limits: '0 to 7 days (the client token is valid no longer)' }),
  ),
  /**
   * A call whose end is not known this long after its dial ends as UNKNOWN. Milliseconds or text; 2 minutes to 24
   * hours. Default: 4 hours.
   */
  maxCallLength: optional(duration({ minMs: 120_000, maxMs: dayMs, limits: '2 minutes to 24 hours' })),
  /**
   * How long after the first look, at the dial limit, Amazon Connect is asked again for the end of a call that no
   * contact event has told; the wait grows to ten times as much. Milliseconds or text; 1 second to 1 hour. Default: 30
   * seconds.
   */
  lookInterval: optional(duration({ minMs: 1_000, maxMs: 3_600_000, limits: '1 second to 1 hour' })),
});

/** `expiresAt` as a duration, for calls and follow-ups whose start nobody knows beforehand. */
export const expiresAfter = () =>
  optional(duration({ minMs: 1_000, maxMs: 366 * dayMs, limits: '1 second to 366 days' }));

/** How a call is to be placed. JSON; every member may be left out. The comments of members go into `schemas/`. */
export function createCallOptionsSchema() {
  return object({
    /** `expiresAt` defaults to 7 days after the call could first be dialled, the client token's life. */
    ...admissionShape(),
    /**
     * Instead of expiresAt: how long after it was due, the latest of its start (of a scheduled run: the time that the
     * schedule meant) and notBefore. Milliseconds or text; 1 second to 366 days.
     */
    expiresAfter: expiresAfter(),
    /**
     * outcome (default): follow the call to its end. none: end with PLACED as soon as Amazon Connect has accepted it.
     *
     * @remarks With `none` it is not stopped either when the workflow is cancelled.
     */
    tracking: optional(oneOf('outcome', 'none')),
    ...conductShape(),
  });
}

const callOptionsSchema = once(createCallOptionsSchema);

/** How a call is to be placed; every member may be left out. */
export type CallOptions = output<ReturnType<typeof createCallOptionsSchema>>;

/** Options with every default in its place. */
export interface ResolvedCallOptions {
  readonly times: AdmissionOptions;
  readonly expiresAfterMs: number | undefined;
  readonly resendWindowMs: number;
  readonly isTracked: boolean;
  readonly maxCallLengthMs: number;
  readonly lookIntervalMs: number;
  readonly urgency: Urgency;
  /** Whether it takes a line of its instance before the dial. */
  readonly takesLine: boolean;
}

const defaultResendWindowMs = 15 * 60_000;
const defaultMaxCallLengthMs = 4 * 3_600_000;
const defaultLookIntervalMs = 30_000;

/** Checks the options of a call: every rule and every issue. */
export function parseCallOptions(input: unknown): Parsed<CallOptions> {
  const parsed = parseWith(callOptionsSchema(), input ?? {});
  const issues = [...(parsed.ok ? [] : parsed.issues), ...admissionRules(input)];
  return issues.length > 0 ? { ok: false, issues } : parsed;
}

export function resolveCallOptions(options: CallOptions): ResolvedCallOptions {
  const { notBefore, expiresAt, callingHours, expiresAfter, resendWindow, tracking, maxCallLength, lookInterval } =
    options;
  return {
    times: {
      ...(notBefore === undefined ? {} : { notBefore }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(callingHours === undefined ? {} : { callingHours }),
    },
    expiresAfterMs: expiresAfter === undefined ? undefined : durationMs(expiresAfter),
    resendWindowMs: resendWindow === undefined ? defaultResendWindowMs : durationMs(resendWindow),
    isTracked: tracking !== 'none',
    maxCallLengthMs: maxCallLength === undefined ? defaultMaxCallLengthMs : durationMs(maxCallLength),
    lookIntervalMs: lookInterval === undefined ? defaultLookIntervalMs : durationMs(lookInterval),
    urgency: urgencyOf(options),
    takesLine: options.lines !== 'unlimited',
  };
}
