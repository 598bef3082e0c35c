// Run by node-versions.long.test.ts under each Node: prints what is decided, and what it is decided by.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { answerAdmission } from '../../src/admission/answer-admission.js';
import { decide } from '../../src/admission/decide.js';
import { onCalleesClock } from '../../src/admission/wall-clock.js';
import { timeZoneVersion } from '../../src/admission/data/versions.js';
import { zonesOfNumber } from '../../src/admission/zones-of-number.js';
import { slowDecision } from '../support/slow-calendar.js';
import { agrees, cases, instantsIn, zones } from './arbitrary-hours.js';

/** What one Node answers. */
export interface Answers {
  readonly timeZoneVersion: string;
  /** What clocks show that older time zones have wrong. */
  readonly clocks: readonly string[];
  /** Whether Vancouver would be dialled at 22:15. */
  readonly vancouver: string;
  readonly decided: number;
  /** Zones in which the minute-by-minute oracle says something else. */
  readonly wrong: readonly string[];
  /** Of all answers. */
  readonly digest: string;
  readonly runtime: string;
}

const seed = Number(process.argv[2]);
const hash = createHash('sha256');
const wrong: string[] = [];
let decided = 0;
for (const zone of zones) {
  for (const { nowMs, hours, dialLimitMs } of fc.sample(cases(instantsIn(zone)), { seed, numRuns: 2 })) {
    const callingHours = { timeZone: zone, ...hours, holidays: { country: 'US', region: 'CA' } };
    const admission = decide({ nowMs, options: { callingHours: { timeZone: zone, ...hours } }, dialLimitMs });
    if (!agrees(admission, slowDecision({ hours, zones: [zone], dialLimitMs }, nowMs), nowMs)) wrong.push(zone);
    const withHolidays = decide({ nowMs, options: { callingHours }, dialLimitMs });
    hash.update(JSON.stringify([zone, admission, withHolidays, onCalleesClock(nowMs, zone)]));
    decided++;
  }
}
for (let code = 200; code < 1000; code++) hash.update(zonesOfNumber(`+1${code}2010100`).join());
const vancouver = answerAdmission({
  nowMs: Date.parse('2026-12-02T05:15:00Z'),
  times: { callingHours: { preset: 'canada' } },
  dialLimitMs: 60_000,
  DestinationPhoneNumber: '+16045550100',
});
const december = ['Vancouver', 'Edmonton', 'Winnipeg', 'Inuvik', 'Regina'].map((city) => `America/${city}`);
const answers: Answers = {
  timeZoneVersion,
  clocks: [
    ...[...december, 'Africa/Casablanca'].map((zone) => onCalleesClock(Date.parse('2026-12-16T12:00:00Z'), zone)),
    onCalleesClock(Date.parse('2026-07-01T12:00:00Z'), 'America/Asuncion'),
  ].map((text) => /\d\d:\d\d/.exec(text)?.[0] ?? ''),
  vancouver: vancouver.is,
  decided,
  wrong,
  digest: hash.digest('hex'),
  runtime: `${process.version} ${process.versions['tz'] ?? ''}`,
};
process.stdout.write(JSON.stringify(answers));
