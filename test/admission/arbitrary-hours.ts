import fc from 'fast-check';
import type { Admission } from '../../src/admission/decide.js';
import type { CallingHours } from '../../src/contract/index.js';
import { clockChanges, packedZones, type SlowAnswer } from '../support/slow-calendar.js';

const minutesADay = 1440;

/** Clocks change in the small hours, so half of all times lie there. */
const minute = fc.oneof(
  fc.integer({ min: 0, max: minutesADay - 1 }),
  fc.integer({ min: 0, max: 16 }).map((n) => n * 15),
);

const timeOf = (minute: number): string =>
  [minute / 60, minute % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');

/** 2 minutes to a whole day, from any minute: every second one goes over midnight or up to it. */
const span = fc
  .record({ opens: minute, width: fc.oneof(fc.integer({ min: 2, max: 120 }), fc.integer({ min: 2, max: 1439 })) })
  .map(({ opens, width }) => {
    const closes = opens + width;
    return `${timeOf(opens)}-${closes === minutesADay ? '24:00' : timeOf(closes % minutesADay)}`;
  });

const spans: fc.Arbitrary<string[]> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<string[]>([]) },
  { weight: 4, arbitrary: fc.array(span, { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constant<string[]>(['00:00-24:00']) },
);

const weekly = fc
  .record({
    monday: spans,
    tuesday: spans,
    wednesday: spans,
    thursday: spans,
    friday: spans,
    saturday: spans,
    sunday: spans,
  })
  .filter((days) => Object.values(days).some((spans) => spans.length > 0));

/** Valid hours, some closed on a day or two around an instant. */
export const hoursAround = (ms: number): fc.Arbitrary<CallingHours> =>
  fc.record(
    {
      weekly,
      closedDates: fc.array(
        fc.integer({ min: -2, max: 4 }).map((days) => new Date(ms + days * 86_400_000).toISOString().slice(0, 10)),
        { minLength: 1, maxLength: 2 },
      ),
    },
    { requiredKeys: ['weekly'] },
  );

const dialLimitsMs = fc.integer({ min: 15, max: 60 }).map((seconds) => seconds * 1000);

/** Every zone that has a clock of its own, and names that stand for one of them. */
export const zones: readonly string[] = [...new Set([...packedZones.values()])]
  .map((zone) => [...packedZones].find(([, other]) => other === zone)?.[0] ?? '')
  .concat('Navajo', 'US/Arizona', 'Asia/Calcutta');

export const years = { fromMs: Date.UTC(2021, 0, 4), untilMs: Date.UTC(2031, 0, 4) };
const hourMs = 3_600_000;

/** Any instant of the ten years, but every second one within a day and a half of a change of the zone's clocks. */
export function instantsIn(zone: string): fc.Arbitrary<number> {
  const anyMs = fc.integer({ min: years.fromMs, max: years.untilMs });
  const changes = clockChanges(zone, years.fromMs, years.untilMs);
  if (changes.length === 0) return anyMs;
  const nearMs = fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -36 * hourMs, max: 12 * hourMs }))
    .map(([changeMs, awayMs]) => changeMs + awayMs);
  return fc.oneof(anyMs, nearMs);
}

export const cases = (instants: fc.Arbitrary<number>) =>
  instants.chain((nowMs) =>
    fc.record({ nowMs: fc.constant(nowMs), hours: hoursAround(nowMs), dialLimitMs: dialLimitsMs }),
  );

/** Whether a decision is the oracle's, as far as the oracle looks. */
export function agrees(admission: Admission, slow: SlowAnswer, nowMs: number): boolean {
  if (slow.is === 'unknown') {
    // Nothing in the days that the oracle looks at; further on it does not see.
    const isLater = admission.is === 'wait' && admission.untilMs > nowMs + 14 * 24 * hourMs;
    return admission.is === 'never' || isLater;
  }
  if (admission.is !== slow.is) return false;
  if (slow.untilMs === undefined) return (admission.untilMs ?? 0) > nowMs + 71 * hourMs;
  return admission.untilMs === slow.untilMs;
}
