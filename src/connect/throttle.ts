import { answerOf } from './classify-error.js';

/** Of the rate at which a request was throttled, what is tried next. */
const cutTo = 0.7;
/** When the rate is back where it was throttled. From there on it is felt for more: slowly at first, twice as much after 25 s. */
const backAfterMs = 10_000;
/** However often it is throttled, one request in 10 s asks whether it still is. */
const minPerSecond = 0.1;
/** Over how long the rate of the last sends is measured. */
const measuredMs = 5_000;

/**
 * Backs off for one kind of request, for all who send it from this process, while Amazon Connect throttles it: other programs draw on the
 * same quota. Before the first throttle, and some time after the last one, it holds nobody back: then the task queue's rate alone counts.
 *
 * A throttle cuts the rate at which requests really went out; from there it grows along a cubic curve, as CUBIC of TCP and the AWS SDK's
 * adaptive retries do it: soon back to where it was, flat there, then faster and faster. It needs no answers to grow and no idea of the quota.
 * @see https://www.rfc-editor.org/rfc/rfc9438
 */
export class Throttle {
  /** Since when, and down from which rate, it recovers. */
  #cut: { readonly atMs: number; readonly perSecond: number } | undefined;
  #nextTurnMs = 0;
  #sentAtMs: number[] = [];

  /**
   * Takes the next turn to send, unless it is too far away.
   *
   * @returns how long to wait for it; more than `maxWaitMs`: no turn was taken
   */
  take(nowMs: number, maxWaitMs: number): number {
    const perSecond = this.#perSecond(nowMs);
    // A clock that was set back must not hold anyone up for as long.
    const turnMs = Math.max(nowMs, Math.min(this.#nextTurnMs, nowMs + maxWaitMs + 1000 / perSecond));
    if (turnMs - nowMs > maxWaitMs) return turnMs - nowMs;
    this.#nextTurnMs = turnMs + 1000 / perSecond;
    return turnMs - nowMs;
  }

  /** Whether the rate was cut since: turns taken before are void. */
  wasCutSince(atMs: number): boolean {
    return this.#cut !== undefined && this.#cut.atMs > atMs;
  }

  /** To be told of each request that goes out. */
  sent(nowMs: number): void {
    this.#sentAtMs = [...this.#sentAtMs.filter((atMs) => atMs > nowMs - measuredMs), nowMs];
  }

  /** To be told of a throttle, and when the request that it answers was sent. */
  throttled(sentAtMs: number, nowMs: number): void {
    // The answers to what was out already when the rate was cut are no news.
    if (this.#cut !== undefined && sentAtMs <= this.#cut.atMs) return;
    const perSecond = Math.min(this.#perSecond(nowMs), this.#sentPerSecond(nowMs));
    this.#cut = { atMs: nowMs, perSecond: Math.max(perSecond, minPerSecond / cutTo) };
    this.#nextTurnMs = nowMs + 1000 / this.#perSecond(nowMs);
  }

  /** Infinite before the first throttle. */
  #perSecond(nowMs: number): number {
    if (this.#cut === undefined) return Infinity;
    const recovered = Math.max(0, nowMs - this.#cut.atMs) / backAfterMs;
    return this.#cut.perSecond * (1 + (1 - cutTo) * (recovered - 1) ** 3);
  }

  #sentPerSecond(nowMs: number): number {
    const [firstMs = nowMs] = this.#sentAtMs;
    return this.#sentAtMs.length / (Math.max(nowMs - firstMs, 1000) / 1000);
  }
}

/** A turn is waited for no longer: a worker's death must be noticed, and a request not go out long after it was decided on. */
const maxWaitMs = 5_000;

/** No turn to send was to be had soon; nothing was sent. */
export class HeldBackError extends Error {
  override readonly name = 'HeldBackError';
  /** @param why in words */
  constructor(
    readonly waitMs: number,
    readonly why = 'Amazon Connect throttles this account, so dials wait for one another',
  ) {
    super(why);
  }
}

export interface TurnTaking {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** May end early: whoever waits then finds out whether to go on. */
  readonly sleep: (ms: number) => Promise<unknown>;
}

/**
 * Waits for a turn to send, for a few seconds at most.
 *
 * @returns whether it had to wait: what was checked before may have changed
 * @throws HeldBackError when it would take longer
 */
export async function untilTurn(throttle: Throttle, { now, sleep }: TurnTaking): Promise<boolean> {
  const beganAtMs = now();
  for (let hasWaited = false; ; hasWaited = true) {
    const takenAtMs = now();
    const patienceMs = Math.max(0, maxWaitMs - (takenAtMs - beganAtMs));
    const waitMs = throttle.take(takenAtMs, patienceMs);
    if (waitMs > patienceMs) throw new HeldBackError(waitMs);
    if (waitMs === 0) return hasWaited;
    await sleep(waitMs);
    // Turns that were given out at the old rate would be throttled one after the other.
    if (!throttle.wasCutSince(takenAtMs)) return true;
  }
}

/**
 * Sends a request when its turn has come, and tells the throttle of it.
 *
 * @throws HeldBackError, and whatever the request throws
 */
export async function inTurn<T>(throttle: Throttle, turns: TurnTaking, send: () => Promise<T>): Promise<T> {
  await untilTurn(throttle, turns);
  const sentAtMs = turns.now();
  throttle.sent(sentAtMs);
  try {
    return await send();
  } catch (error) {
    if (answerOf(error).isThrottle) throttle.throttled(sentAtMs, turns.now());
    throw error;
  }
}
