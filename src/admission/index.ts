export { admissionIssues } from './admission-issues.js';
export { decide, type Admission, type AdmissionQuestion, type NeverReason, type WaitReason } from './decide.js';
export { presets, type Preset } from './presets.js';
export { zonesOfNumber } from './zones-of-number.js';
