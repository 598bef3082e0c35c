import fc from 'fast-check';
import type { CallingHours } from '../../src/contract/index.js';

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

export const dialLimitsMs = fc.integer({ min: 15, max: 60 }).map((seconds) => seconds * 1000);
