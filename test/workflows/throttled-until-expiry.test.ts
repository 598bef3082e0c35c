import { afterAll, beforeAll, expect, it } from 'vitest';
import { aRequest } from '../support/requests.js';
import { startSkippedTime, type SkippedTime } from '../support/skipped-time.js';

let world: SkippedTime;
beforeAll(async () => {
  world = await startSkippedTime();
});
afterAll(() => world[Symbol.asyncDispose]());

function throttle(ClientToken: string, times: number): void {
  world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'throttle', times, match: { ClientToken } });
}

it('throttled for two hours, until it expires: EXPIRED, and no phone rings', async () => {
  const expiresAtMs = (await world.environment.currentTimeMs()) + 2 * 3_600_000;
  throttle('expires', 10_000);

  const { result, attemptedAtMs } = await world.runCall('expires', aRequest(), {
    expiresAt: new Date(expiresAtMs).toISOString(),
  });

  expect(result).toMatchObject({ outcome: 'EXPIRED' });
  expect(world.connect.ledger({ clientToken: 'expires' })).toEqual([]);
  const attemptsInTime = new Set(attemptedAtMs.filter((atMs) => atMs < expiresAtMs));
  // Patient, not idle: at least every 30 s until shortly before the end; and whoever came later sent nothing.
  expect(attemptsInTime.size).toBeGreaterThan(200);
  expect(Math.max(...attemptsInTime)).toBeGreaterThan(expiresAtMs - 60_000);
  expect(world.connect.requests({ clientToken: 'expires' })).toHaveLength(attemptsInTime.size);
});

it('throttled for hours and then accepted: PLACED with one ring, although its resend window is a minute', async () => {
  throttle('patient', 400);

  const { result, attemptedAtMs } = await world.runCall('patient', aRequest(), {
    resendWindow: '1 minute',
    tracking: 'none',
  });

  const rings = world.connect.ledger({ clientToken: 'patient' });
  expect(result).toMatchObject({ outcome: 'PLACED', ContactId: rings[0]?.ContactId });
  expect(rings).toHaveLength(1);
  expect(Math.max(...attemptedAtMs) - Math.min(...attemptedAtMs)).toBeGreaterThan(2 * 3_600_000);
});
