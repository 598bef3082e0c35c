import type { AdmissionOptions } from '../contract/admission-options.js';
import type { CallingHours } from '../contract/calling-hours.js';
import { unknownPlace } from './holidays.js';
import { nextStartWindow, reasonForClosing, withPreset, type StartWindow } from './start-window.js';
import { isTimeZone } from './wall-clock.js';

export interface AdmissionQuestion {
  readonly nowMs: number;
  /** Options that `parseAdmissionOptions` took. */
  readonly options: AdmissionOptions;
  /** What a call may take to be connected: the last start is this long before closing. */
  readonly dialLimitMs: number;
  /** `zonesOfNumber` of the destination number. Read only when there are calling hours without a time zone. */
  readonly candidateZones?: readonly string[];
}

export type Admission =
  | {
      readonly is: 'dial';
      /** Never dial at or after it; left out: no option sets a limit. */
      readonly untilMs?: number;
    }
  | {
      readonly is: 'wait';
      /** The first instant at which the call may be dialled. */
      readonly untilMs: number;
      readonly reason: WaitReason;
    }
  | { readonly is: 'never'; readonly reason: NeverReason };

/** What the call waits for, or what keeps its hours closed just now. */
export type WaitReason = 'not-before' | 'calling-hours' | 'closed-date' | 'holiday';

export type NeverReason =
  /** `expiresAt` has come. */
  | 'expired'
  /** `expiresAt` comes before the first moment at which the call may be dialled. */
  | 'expires-first'
  /** The hours do not open within a year in all zones at once. */
  | 'never-opens'
  /** No time zone is given, and none is known of the number. */
  | 'no-time-zone'
  /** This worker's data lacks the zone or the holidays; `admissionIssues` says so at the door. */
  | 'unknown-time-zone'
  | 'unknown-holidays';

/**
 * Whether a call may be dialled now, must wait, or must not happen.
 *
 * Pure; but time zones and holidays come with the runtime and the libraries and may differ between workers, so a workflow has
 * the answer recorded. In doubt nothing is dialled. Asked again when the wait is over, it answers `dial`.
 */
export function decide({ nowMs, options, dialLimitMs, candidateZones = [] }: AdmissionQuestion): Admission {
  const { notBefore, expiresAt, callingHours } = options;
  const expiresAtMs = expiresAt === undefined ? Infinity : Date.parse(expiresAt);
  if (nowMs >= expiresAtMs) return never('expired');
  const fromMs = notBefore === undefined ? nowMs : Math.max(nowMs, Date.parse(notBefore));

  const zones = callingHours?.timeZone === undefined ? candidateZones : [callingHours.timeZone];
  const missing = callingHours === undefined ? undefined : missingData(callingHours, zones);
  if (missing !== undefined) return never(missing);

  const question = { zones, fromMs, dialLimitMs };
  const window = callingHours === undefined ? atAnyHour(fromMs) : nextStartWindow(callingHours, question);
  if (window === undefined) return never('never-opens');
  const { firstMs, endMs } = window;
  if (firstMs >= expiresAtMs) return never('expires-first');
  if (firstMs > nowMs) {
    const isOpen = callingHours === undefined || firstMs === fromMs;
    return { is: 'wait', untilMs: firstMs, reason: isOpen ? 'not-before' : reasonForClosing(callingHours, question) };
  }
  const untilMs = Math.min(endMs, expiresAtMs);
  return { is: 'dial', ...(untilMs === Infinity ? {} : { untilMs }) };
}

const never = (reason: NeverReason): Admission => ({ is: 'never', reason });

const atAnyHour = (fromMs: number): StartWindow => ({ firstMs: fromMs, endMs: Infinity });

function missingData(hours: CallingHours, zones: readonly string[]): NeverReason | undefined {
  if (zones.length === 0) return 'no-time-zone';
  if (!zones.every(isTimeZone)) return 'unknown-time-zone';
  const { holidays } = withPreset(hours);
  return holidays !== undefined && unknownPlace(holidays) !== undefined ? 'unknown-holidays' : undefined;
}
