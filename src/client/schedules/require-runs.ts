import { workflowTypes } from '../../contract/names.js';
import { InvalidRequestError } from '../../contract/errors.js';
import { previewTimes } from '../preview.js';
import type { AcceptedSchedule } from './schedule-definition.js';
import { datesAsTimes } from './temporal-calendars.js';

/** So many runs in a row that expire before their hours open are no accident of holidays. */
const runsChecked = 30;

/**
 * Refuses a schedule that can do nothing: in a zone that is not known here, without any time to come, or whose next runs would all expire
 * before their calling hours open.
 *
 * @returns the zone's canonical name: the server reads names as files, so it knows no other spelling, and not every old name
 * @throws InvalidRequestError
 */
export async function requireRuns(schedule: AcceptedSchedule, nowMs: number): Promise<string> {
  // Not at the top: most programs make no schedule.
  const { canonicalTimeZone } = await import('../../admission/time-zones.js');
  const { matchingTimes } = await import('../../admission/matching-times.js');
  const { request, times, startAt, endAt, expiresAfterMs = Infinity } = schedule;
  const timeZone = canonicalTimeZone(schedule.timeZone);
  if (timeZone === undefined) {
    throw refused('timeZone', 'is unknown: it must be an IANA time zone, such as America/Los_Angeles');
  }
  const due = { calendars: schedule.calendars.map(({ times }) => times), skip: datesAsTimes(schedule.skip), timeZone };
  const name = schedule.workflowType === workflowTypes.followUp ? 'plan' : 'options';
  let checked = 0;
  for (const dueMs of matchingTimes(due, Math.max(nowMs, startAt?.getTime() ?? 0), endAt?.getTime())) {
    // Without the expiry, which is judged below: an hour is no fault of the hours.
    const { at } = await previewTimes({ request, times, expiresAfterMs: undefined, nowMs: dueMs }, name);
    if (at !== undefined && Date.parse(at) < dueMs + expiresAfterMs) return timeZone;
    if (++checked === runsChecked) break;
  }
  if (checked > 0) {
    throw refused(
      `${name}.callingHours`,
      `are closed at the next ${checked} times, and do not open before they expire`,
    );
  }
  throw refused(schedule.timesMember, 'has no time to come: see startAt, endAt, skip, and days that no month has');
}

const refused = (member: string, message: string): InvalidRequestError =>
  new InvalidRequestError([{ member, message }]);
