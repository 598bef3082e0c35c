import { describe, expect, it } from 'vitest';
import { HeldBackError, Throttle, untilTurn } from '../../src/connect/throttle.js';

const startedAtMs = Date.parse('2026-03-02T09:00:00Z');

/** Time that passes only when somebody sleeps: whoever wakes first goes first. */
class Time {
  nowMs = startedAtMs;
  readonly #sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];

  readonly sleep = (ms: number) => new Promise<void>((wake) => this.#sleepers.push({ atMs: this.nowMs + ms, wake }));

  async pass(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    for (;;) {
      // Whoever was woken gets as far as his next sleep.
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      const [next] = this.#sleepers.sort((a, b) => a.atMs - b.atMs);
      if (next === undefined || next.atMs > endMs) break;
      this.#sleepers.shift();
      this.nowMs = next.atMs;
      next.wake();
    }
    this.nowMs = endMs;
  }
}

/** A quota as Amazon Connect documents it, written from the page: so many a second, so many at once, refused ones free. */
class Quota {
  #tokens = 5;
  #atMs = startedAtMs;
  readonly perSecond = 4;

  take(nowMs: number): boolean {
    this.#tokens = Math.min(5, this.#tokens + ((nowMs - this.#atMs) / 1000) * this.perSecond);
    this.#atMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

/** Dials that come at 4 a second, on a quota of 4 of which another program takes 2, for a minute; then it has it alone. */
async function sharedQuota({ workers, backsOff }: { readonly workers: number; readonly backsOff: boolean }) {
  const time = new Time();
  const quota = new Quota();
  const throttles = Array.from({ length: workers }, () => new Throttle());
  const sent: { readonly atMs: number; readonly isThrottled: boolean }[] = [];
  const now = () => time.nowMs;
  const dial = async (throttle: Throttle) => {
    try {
      if (backsOff) await untilTurn(throttle, { now, sleep: time.sleep });
    } catch (error) {
      if (error instanceof HeldBackError) return;
      throw error;
    }
    const atMs = now();
    throttle.sent(atMs);
    const isThrottled = !quota.take(atMs);
    sent.push({ atMs: atMs - startedAtMs, isThrottled });
    await time.sleep(5);
    if (isThrottled) throttle.throttled(atMs, now());
  };
  const dialling = async () => {
    for (let number = 0; number < 120 * 4; number++) {
      void dial(throttles[number % workers] ?? new Throttle());
      await time.sleep(250);
    }
  };
  const competing = async () => {
    for (let number = 0; number < 60 * 2; number++) {
      await time.sleep(500);
      quota.take(now());
    }
  };
  void dialling();
  void competing();
  await time.pass(130_000);
  const of = (fromMs: number, toMs: number) => {
    const some = sent.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
    return { accepted: some.filter(({ isThrottled }) => !isThrottled).length, all: some.length };
  };
  return { shared: of(0, 60_000), recovered: of(90_000, 120_000) };
}

describe('on a quota of which another program takes a half', () => {
  it('without a throttle every second request is throttled', async () => {
    const { shared } = await sharedQuota({ workers: 1, backsOff: false });

    expect(shared.accepted / shared.all).toBeLessThan(0.55);
  });

  it.each([{ workers: 1 }, { workers: 4 }])(
    '$workers worker(s) use all of the other half, few requests are throttled, and the rate recovers',
    async ({ workers }) => {
      const { shared, recovered } = await sharedQuota({ workers, backsOff: true });

      // 2 a second, and the 5 at once with which the quota begins.
      expect(shared.accepted).toBeGreaterThan(0.9 * 120);
      expect(shared.accepted / shared.all).toBeGreaterThan(workers === 1 ? 0.9 : 0.7);
      expect(recovered.accepted).toBeGreaterThan(0.9 * 30 * 4);
      expect(recovered.accepted / recovered.all).toBeGreaterThan(0.9);
    },
  );
});

describe('a throttle', () => {
  const throttledAt = (perSecond: number): Throttle => {
    const throttle = new Throttle();
    for (let number = 0; number < 5 * perSecond; number++)
      throttle.sent(startedAtMs - 5_000 + (number * 1000) / perSecond);
    throttle.throttled(startedAtMs, startedAtMs);
    return throttle;
  };
  const perSecond = (throttle: Throttle, atMs: number) => {
    throttle.take(atMs, Infinity);
    return 1000 / throttle.take(atMs, Infinity);
  };

  it('holds nobody back before the first throttle', () => {
    const throttle = new Throttle();

    for (let number = 0; number < 1_000; number++) expect(throttle.take(startedAtMs, 0)).toBe(0);
  });

  it.each([
    { afterS: 0.5, rate: 7.4 },
    { afterS: 10, rate: 10 },
    { afterS: 25, rate: 20 },
    { afterS: 60, rate: 385 },
  ])('of 10 a second that was throttled allows $rate after $afterS s', ({ afterS, rate }) => {
    expect(perSecond(throttledAt(10), startedAtMs + afterS * 1000)).toBeCloseTo(
      rate,
      -Math.floor(Math.log10(rate) - 1),
    );
  });

  it('is not cut again by the answers to what was out already', () => {
    const throttle = throttledAt(10);
    const once = throttledAt(10);

    throttle.throttled(startedAtMs - 1, startedAtMs + 50);

    expect(throttle.take(startedAtMs + 100, Infinity)).toBe(once.take(startedAtMs + 100, Infinity));
  });

  it('however often it is throttled, asks again within 10 s', () => {
    const throttle = new Throttle();
    for (let second = 0; second < 1_000; second++)
      throttle.throttled(startedAtMs + second * 1000, startedAtMs + second * 1000 + 1);

    expect(throttle.take(startedAtMs + 999_001, Infinity)).toBeLessThanOrEqual(10_000);
  });

  it('takes no turn that is too far away: it is left to others', () => {
    const throttle = throttledAt(1);

    const first = throttle.take(startedAtMs, 10);

    expect(first).toBeGreaterThan(10);
    expect(throttle.take(startedAtMs, 10_000)).toBe(first);
  });

  it('does not stand still when the clock is set back', () => {
    expect(throttledAt(1).take(startedAtMs - 3_600_000, 5_000)).toBeLessThan(10_000);
  });
});

describe('whoever waits for a turn', () => {
  it('waits for a new one when the rate was cut meanwhile', async () => {
    const time = new Time();
    const now = () => time.nowMs;
    const throttle = new Throttle();
    const sendTen = () => Array.from({ length: 10 }, () => throttle.sent(now()));
    sendTen();
    throttle.throttled(now(), now() + 1);
    time.nowMs += 2;
    const turns: number[] = [];
    for (let number = 0; number < 3; number++)
      void untilTurn(throttle, { now, sleep: time.sleep }).then(() => turns.push(now() - startedAtMs));

    // The first of them wakes after 143 ms.
    await time.pass(100);
    throttle.throttled(now(), now());
    const cutAtMs = now() - startedAtMs;
    await time.pass(10_000);

    expect(turns).toHaveLength(3);
    expect((turns[0] ?? 0) - cutAtMs).toBeGreaterThan(143);
    expect((turns[2] ?? 0) - (turns[1] ?? 0)).toBeGreaterThan(143);
  });

  it('waits for 5 s at most', async () => {
    const time = new Time();
    const now = () => time.nowMs;
    const throttle = new Throttle();
    throttle.sent(now());
    throttle.throttled(now(), now());
    const ends: unknown[] = [];
    for (let number = 0; number < 10; number++)
      void untilTurn(throttle, { now, sleep: time.sleep }).then(
        (hasWaited) => ends.push({ hasWaited, afterMs: now() - startedAtMs }),
        (error: unknown) => ends.push(error),
      );

    await time.pass(60_000);

    const heldBack = ends.filter((end) => end instanceof HeldBackError);
    expect(heldBack.length).toBeGreaterThan(3);
    expect(heldBack.every(({ waitMs }) => waitMs > 5_000)).toBe(true);
    const waited = ends.filter((end) => !(end instanceof HeldBackError)) as { hasWaited: boolean; afterMs: number }[];
    expect(waited.length).toBeGreaterThan(1);
    expect(waited.every(({ hasWaited, afterMs }) => hasWaited && afterMs <= 5_001)).toBe(true);
  });
});
