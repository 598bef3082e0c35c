// When a call may be dialled: calling hours, time zones, holidays, expiry. Pure, with data of its own (data/), and imports the contract
// alone. Workflows never load it: a local activity has the answer recorded.
import type { AdmissionAnswer, AdmissionInput, HoldReason } from '../contract/admission.js';
import { admissionIssues } from './admission-issues.js';
import { timeZoneVersion } from './data/versions.js';
import { decide, type NeverReason, type WaitReason } from './decide.js';
import { onCalleesClock } from './wall-clock.js';
import { zonesOfNumber } from './zones-of-number.js';

/** Decides, and says it in words. For who asks from outside: the workflow's local activity, and the client at the door. */
export function answerAdmission(input: AdmissionInput): AdmissionAnswer {
  const { nowMs, times, dialLimitMs, DestinationPhoneNumber } = input;
  const { callingHours } = times;
  // Also where no hours need them: what is waited for is told on the callee's clock.
  const candidateZones = callingHours?.timeZone === undefined ? zonesOfNumber(DestinationPhoneNumber) : [];
  const question = { nowMs, options: times, dialLimitMs, candidateZones };
  const admission = decide(question);
  switch (admission.is) {
    case 'dial':
      return admission;
    case 'wait': {
      const [zone = 'UTC', ...others] = callingHours?.timeZone === undefined ? candidateZones : [callingHours.timeZone];
      return {
        is: 'wait',
        untilMs: admission.untilMs,
        reason: holdReasons[admission.reason],
        // A number of several zones tells nobody's own clock.
        inWords: onCalleesClock(admission.untilMs, others.length === 0 ? zone : 'UTC'),
        timeZoneVersion,
      };
    }
    case 'never':
      return {
        is: 'never',
        why: inWords[admission.reason],
        isTimeOver: timeIsOver.has(admission.reason),
        issues: admissionIssues(question),
      };
  }
}

const holdReasons: Readonly<Record<WaitReason, HoldReason>> = {
  'not-before': 'NOT_BEFORE',
  'calling-hours': 'CALLING_HOURS',
  'closed-date': 'CLOSED_DATE',
  holiday: 'HOLIDAY',
};

const timeIsOver: ReadonlySet<NeverReason> = new Set(['expired', 'expires-first', 'never-opens']);

const inWords: Readonly<Record<NeverReason, string>> = {
  expired: 'its time was over before it could be dialled',
  'expires-first': 'it expires before it may be dialled',
  'never-opens': 'its calling hours do not open within a year',
  'no-time-zone': 'no time zone is known of the number',
  'unknown-time-zone': 'its time zone is not known here',
  'unknown-holidays': 'its holidays are not known here',
};
