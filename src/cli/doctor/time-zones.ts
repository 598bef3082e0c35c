import { olderThanRuntime } from '../../admission/data-versions.js';
import { takenOn, timeZoneVersion } from '../../admission/data/versions.js';
import { roughDuration } from '../../contract/rough-duration.js';
import { ok, warning, type Finding } from './finding.js';

/** Governments change their clocks a few times a year, often with little notice. */
const oldAfterMs = 180 * 86_400_000;

/** How old the time zones are that decide when a callee may be called. */
export function timeZonesFinding(nowMs: number): Finding {
  const check = 'time zones';
  const ageMs = Math.max(0, nowMs - Date.parse(takenOn));
  const says = `release ${timeZoneVersion}, taken ${roughDuration(ageMs)} ago`;
  const newer = olderThanRuntime();
  if (newer !== undefined) return warning(check, newer.replace(/: update ringonce\.$/, ''), 'Update ringonce.');
  return ageMs > oldAfterMs
    ? warning(check, `${says}: clocks may have changed since`, 'Update ringonce.')
    : ok(check, says);
}
