import type { CallingHours } from '../contract/calling-hours.js';
import type { Issue } from '../contract/issues.js';
import { decide, type AdmissionQuestion, type NeverReason } from './decide.js';
import { unknownPlace } from './holidays.js';
import { withPreset } from './start-window.js';
import { isTimeZone } from './wall-clock.js';

/**
 * What is wrong with options of the right form: the checks that need time zones and holidays, so the sandbox cannot make them.
 * An `expiresAt` in the past is no issue: such a call has expired.
 */
export function admissionIssues(question: AdmissionQuestion): Issue[] {
  const { options, candidateZones = [] } = question;
  const issues = options.callingHours === undefined ? [] : dataIssues(options.callingHours, candidateZones);
  if (issues.length > 0) return issues;
  const admission = decide(question);
  return admission.is === 'never' ? issuesOf(admission.reason, question) : [];
}

function dataIssues(hours: CallingHours, candidateZones: readonly string[]): Issue[] {
  const issues: Issue[] = [];
  const timeZone = (message: string): unknown => issues.push({ member: 'callingHours.timeZone', message });
  if (hours.timeZone !== undefined) {
    if (!isTimeZone(hours.timeZone)) timeZone('is unknown: it must be an IANA time zone, such as America/Los_Angeles');
  } else if (candidateZones.length === 0) {
    timeZone('is required: no time zone is known of DestinationPhoneNumber');
  } else if (!candidateZones.every(isTimeZone)) {
    timeZone('is required: DestinationPhoneNumber may be in a time zone that is not known here');
  }
  const { holidays } = withPreset(hours);
  const place = holidays === undefined ? undefined : unknownPlace(holidays);
  if (place !== undefined) {
    issues.push({ member: `callingHours.holidays.${place}`, message: 'is unknown: no holidays are known of it' });
  }
  return issues;
}

function issuesOf(reason: NeverReason, { options, candidateZones = [] }: AdmissionQuestion): Issue[] {
  switch (reason) {
    case 'expires-first':
      return [{ member: 'callingHours', message: 'are not open once before expiresAt' }];
    case 'never-opens':
      return options.callingHours?.timeZone === undefined && candidateZones.length > 1
        ? [
            {
              member: 'callingHours.timeZone',
              message: `is required: DestinationPhoneNumber may be in ${candidateZones.length} time zones, whose hours are never open together`,
            },
          ]
        : [{ member: 'callingHours', message: 'are not open once within a year' }];
    case 'expired':
    case 'no-time-zone':
    case 'unknown-time-zone':
    case 'unknown-holidays':
      return []; // The first is none; of the others dataIssues has told.
  }
}
