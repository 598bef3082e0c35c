import { expect, it } from 'vitest';
import { aRequest } from '../support/requests.js';
import { startWorld } from '../support/world.js';

const quota = { perSecond: 4, burst: 5 };
const calls = 110;
/** A half of them the competitor's: by then it has taken its half of the quota for some twenty seconds. */
const ringsUntilCompetitorStops = 90;

/** Gets 2 of the 4 calls a second whatever comes: where it is throttled it asks again at once, as programs without manners do. */
function startCompetitor(place: () => Promise<string>) {
  let owed = 0;
  const owing = setInterval(() => owed++, 500);
  const asking = setInterval(() => {
    if (owed < 1) return;
    owed--;
    place().catch(() => owed++);
  }, 50);
  return {
    stop: () => {
      clearInterval(owing);
      clearInterval(asking);
    },
  };
}

/** Requests that were accepted in the best ten seconds. */
function bestTenSeconds(atMs: readonly number[]): number {
  return Math.max(...atMs.map((fromMs) => atMs.filter((ms) => ms >= fromMs && ms < fromMs + 10_000).length));
}

/** Each dial knew of its own throttles alone: the queue went on sending at the full rate. */
it('another program takes half of the quota: few throttles, one ring each, and the whole quota once it stops', async () => {
  await using world = await startWorld({ dialsPerSecond: 4, rates: { StartOutboundVoiceContact: quota } });
  await world.startWorker();
  const competitor = startCompetitor(() => world.place(aRequest()));
  const ids = Array.from({ length: calls }, (_, number) => `shared-${number}`);
  const started = await Promise.all(
    ids.map((id) => world.ringonce.start(id, aRequest(), { tracking: 'none', lines: 'unlimited' })),
  );

  await world.connect.untilRings(ringsUntilCompetitorStops);
  competitor.stop();
  const stoppedAtMs = Date.now();
  const results = await Promise.all(started.map((call) => call.result()));

  expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['PLACED']));
  for (const id of ids) expect(world.connect.ledger({ clientToken: id })).toHaveLength(1);
  // A throttle is no attempt; on a busy machine a request may be sent again for another reason, as one whose answer was lost.
  expect(results.filter(({ dialAttempts, resent }) => dialAttempts !== 1 && !resent)).toEqual([]);
  const all = world.connect
    .requests({ operation: 'StartOutboundVoiceContact' })
    .filter(({ clientToken }) => clientToken?.startsWith('shared-'));
  const accepted = all.filter(({ status }) => status === 200);
  const throttles = all.length - accepted.length;
  const atMs = accepted.map(({ receivedAt }) => Date.parse(receivedAt));
  const before = atMs.filter((ms) => ms < stoppedAtMs);
  const beforeRate = before.length / ((Math.max(...before) - Math.min(...before)) / 1000);
  const afterRate = bestTenSeconds(atMs.filter((ms) => ms >= stoppedAtMs)) / 10;
  expect(throttles).toBeLessThan(all.length / 8);
  expect(afterRate / beforeRate).toBeGreaterThan(1.2);
}, 180_000);
