export { admissionIssues } from './admission-issues.js';
export { answerAdmission } from './answer-admission.js';
export { decide, type Admission, type AdmissionQuestion, type NeverReason, type WaitReason } from './decide.js';
export { matchingTimes, type CalendarTimes, type DueTimes } from './matching-times.js';
export { onCalleesClock } from './on-callees-clock.js';
export { presets, type Preset } from './presets.js';
export { isTimeZone } from './wall-clock.js';
export { zonesOfNumber } from './zones-of-number.js';
export { instantOfLocalTime } from './wall-clock.js';
