import { afterEach, expect, it, vi } from 'vitest';
import { clockOf } from '../../src/cli/clock.js';

afterEach(() => vi.useRealTimers());

const at = (now: string) => vi.useFakeTimers({ now: Date.parse(now), toFake: ['Date'] });

it.each([
  { now: '2026-11-28T10:05:00Z', day: '2026-11-28' },
  { now: '2026-11-28T00:05:00Z', day: '2026-11-27' },
  // The clock of the server is a little ahead.
  { now: '2026-11-28T10:01:30Z', day: '2026-11-28' },
])('dates the moment since when a call rings: at $now', ({ now, day }) => {
  at(now);
  expect(clockOf({ utc: true }).text('ringing or on the line since 10:02:07 UTC')).toBe(
    `ringing or on the line since ${day} 10:02:07 UTC`,
  );
});

it('puts every instant of a text on the terminal clock, and leaves those of the callee', () => {
  vi.stubEnv('TZ', 'Asia/Kolkata');
  const clock = clockOf({ utc: false });

  expect(clock.instant('2026-11-28T20:00:00.999Z')).toBe('2026-11-29 01:30:00 GMT+5:30');
  expect(clock.text('opens Sat 28 Nov 08:00 PST (2026-11-28 16:00:00 UTC), until 2026-11-28 18:30:00 UTC')).toBe(
    'opens Sat 28 Nov 08:00 PST (2026-11-28 21:30:00 GMT+5:30), until 2026-11-29 00:00:00 GMT+5:30',
  );
});
