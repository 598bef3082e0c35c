import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decide, type Admission } from '../../src/admission/decide.js';
import { parseCallingHours } from '../../src/contract/index.js';
import { seeded } from '../contract/seeded.js';
import { slowDecision, type SlowAnswer } from '../support/slow-calendar.js';
import { agrees, cases, hoursAround, instantsIn, years, zones } from './arbitrary-hours.js';

const hourMs = 3_600_000;

it('says in every zone, for ten years, what the minute-by-minute oracle says', () => {
  const seen = { dial: 0, wait: 0, unknown: 0 };
  for (const zone of zones) {
    fc.assert(
      fc.property(cases(instantsIn(zone)), ({ nowMs, hours, dialLimitMs }) => {
        const options = { callingHours: { timeZone: zone, ...hours } };
        const slow = slowDecision({ hours, zones: [zone], dialLimitMs }, nowMs);
        seen[slow.is]++;
        expectSame(decide({ nowMs, options, dialLimitMs }), { slow, nowMs });
      }),
      seeded(3),
    );
  }
  expect(Math.min(seen.dial, seen.wait)).toBeGreaterThan(zones.length / 3);
});

it('dials only when every candidate zone is open, and then at once', () => {
  const candidates = fc.uniqueArray(fc.constantFrom(...zones), { minLength: 2, maxLength: 4 });
  const seen = { dial: 0, wait: 0, unknown: 0 };
  fc.assert(
    fc.property(
      candidates.chain((zones) => fc.record({ zones: fc.constant(zones), rest: cases(instantsIn(zones[0] ?? 'UTC')) })),
      ({ zones, rest: { nowMs, hours, dialLimitMs } }) => {
        const slow = slowDecision({ hours, zones, dialLimitMs }, nowMs);
        seen[slow.is]++;
        expectSame(decide({ nowMs, options: { callingHours: hours }, dialLimitMs, candidateZones: zones }), {
          slow,
          nowMs,
        });
      },
    ),
    seeded(150),
  );
  expect(Math.min(seen.dial, seen.wait)).toBeGreaterThan(10);
});

it('dials when the wait that it asked for is over', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones).chain((zone) => fc.record({ zone: fc.constant(zone), rest: cases(instantsIn(zone)) })),
      fc.integer({ min: -10 * 24, max: 10 * 24 }),
      ({ zone, rest: { nowMs, hours, dialLimitMs } }, hoursLater) => {
        const notBefore = new Date(nowMs + hoursLater * hourMs).toISOString();
        const options = { notBefore, callingHours: { timeZone: zone, ...hours } };
        const first = decide({ nowMs, options, dialLimitMs });
        if (first.is !== 'wait') return;
        expect(first.untilMs).toBeGreaterThan(nowMs);
        expect(first.untilMs).toBeGreaterThanOrEqual(Date.parse(notBefore));
        expect(decide({ nowMs: first.untilMs, options, dialLimitMs }).is).toBe('dial');
        expect(decide({ nowMs: first.untilMs - 1, options, dialLimitMs })).toMatchObject({
          is: 'wait',
          untilMs: first.untilMs,
        });
      },
    ),
    seeded(300),
  );
});

it('is asked about valid hours only', () => {
  fc.assert(
    fc.property(hoursAround(years.fromMs), (hours) => {
      expect(parseCallingHours(hours)).toEqual({ ok: true, value: hours });
    }),
    seeded(200),
  );
});

function expectSame(
  admission: Admission,
  { slow, nowMs }: { readonly slow: SlowAnswer; readonly nowMs: number },
): void {
  expect({ admission, slow, agrees: agrees(admission, slow, nowMs) }).toEqual({ admission, slow, agrees: true });
}
