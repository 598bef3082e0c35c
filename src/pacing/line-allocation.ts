import type {
  AddressedAnswer,
  LentLine,
  LineAnswer,
  LinePoolState,
  LineRequest,
  LineReturn,
  LineSettings,
  LinesView,
} from '../contract/lines.js';
import { defaultPriority } from '../contract/pace-options.js';
import { LineQueue, type Waiting } from './line-queue.js';

/** A workflow's input is limited to 2 MB. The queue is full at about so many bytes; urgent calls still find room above. */
const fullAtBytes = 1_000_000;
const urgentRoom = 1.3;
/** With the answers that are not sent: what another run can be handed. */
const handedOverBytes = 1_500_000;
/** So much of an answer is not the call's ID. */
const bytesOfAnswer = 120;

/** Who finds the queue full comes back no sooner, and no later. */
const comeBackMs = { atLeast: 60_000, atMost: 3_600_000 } as const;

/**
 * Lends an instance's lines, each to one call at a time. Pure: the workflow `linePool` feeds it with messages and sends its answers.
 *
 * Messages may come late and twice; each request has an ID of its own, so that what belongs to an earlier one changes nothing.
 */
export class LineAllocation {
  #settings: LineSettings;
  readonly #lent: Map<string, LentLine>;
  readonly #queue: LineQueue;
  readonly #answers: AddressedAnswer[];
  #lastComeBackMs: number;
  #grantEveryMs: number;
  #lastGrantMs: number | undefined;

  constructor({ settings, lent, lanes, answers, lastComeBackMs, grantEveryMs }: LinePoolState) {
    this.#answers = [...answers];
    this.#settings = settings;
    this.#lent = new Map(lent.map((line) => [line.callId, line]));
    this.#queue = new LineQueue(lanes);
    this.#lastComeBackMs = lastComeBackMs;
    this.#grantEveryMs = grantEveryMs;
  }

  get settings(): LineSettings {
    return this.#settings;
  }

  get busy(): number {
    return this.#lent.size;
  }

  /** Whether another run can be handed all this; else answers have to be sent first. */
  get fitsIntoOneInput(): boolean {
    const answers = this.#answers.reduce((bytes, { callId }) => bytes + callId.length * 2 + bytesOfAnswer, 0);
    return this.#queue.bytes + answers < handedOverBytes;
  }

  /** Before it there is nothing to do that no message asks for; epoch milliseconds, or Infinity. */
  get nextDeadlineMs(): number {
    return this.#queue.earliestUntilMs;
  }

  /** A call wants a line. The one that has one keeps it: after a reset it asks again. */
  ask(request: LineRequest, nowMs: number): void {
    const { callId, requestId, priority } = request;
    const line = this.#lent.get(callId);
    if (line !== undefined) {
      this.#lent.set(callId, { ...line, requestId });
      this.#answer(callId, { requestId, is: 'granted' });
      return;
    }
    const room = priority < defaultPriority ? fullAtBytes * urgentRoom : fullAtBytes;
    // One whose time is over takes no room: it is told so at once.
    const isInTime = request.untilMs > nowMs;
    if (isInTime && this.#queue.bytes >= room && !this.#queue.has(callId)) {
      this.#answer(callId, { requestId, is: 'come-back', atMs: this.#comeBackAt(nowMs) });
      return;
    }
    this.#queue.add(request, nowMs);
  }

  /** A request or a line is not needed any more. */
  giveBack(given: LineReturn): void {
    if (this.#lent.get(given.callId)?.requestId === given.requestId) this.#lent.delete(given.callId);
    this.#queue.remove(given);
  }

  /** Lines in use stay in use; when there are fewer, none is lent until enough came back. */
  resize(settings: LineSettings): void {
    this.#settings = settings;
  }

  /** Does what can be done now, and takes at most so many answers along; there may be more. */
  settle(nowMs: number, atMost: number): AddressedAnswer[] {
    for (const { callId, requestId } of this.#queue.expire(nowMs)) this.#answer(callId, { requestId, is: 'too-late' });
    let grants = 0;
    while (this.#answers.length < atMost && this.#lent.size < this.#lendable()) {
      const first = this.#queue.next();
      if (first === undefined) break;
      this.#grant(first, nowMs);
      grants++;
    }
    if (this.#queue.size === 0) this.#lastGrantMs = undefined;
    else if (grants > 0) this.#measure(grants, nowMs);
    // Only who could not be served now is told that it waits.
    this.#tellWhoWaits(atMost);
    return this.#answers.splice(0, atMost);
  }

  view(): LinesView {
    const oldestMs = this.#queue.oldestSinceMs();
    return {
      ...this.#settings,
      busy: this.#lent.size,
      waiting: this.#queue.size,
      ...(oldestMs === undefined ? {} : { oldestWaitsSince: new Date(oldestMs).toISOString() }),
      waitingByPriority: this.#queue.byPriority(),
      lent: [...this.#lent.values()].map(({ callId, sinceMs }) => ({ callId, since: new Date(sinceMs).toISOString() })),
    };
  }

  state(): LinePoolState {
    return {
      settings: this.#settings,
      lent: [...this.#lent.values()],
      lanes: this.#queue.state(),
      answers: [...this.#answers],
      lastComeBackMs: this.#lastComeBackMs,
      grantEveryMs: this.#grantEveryMs,
    };
  }

  #lendable(): number {
    const { lines, reserve } = this.#settings;
    return lines === 'unlimited' ? Infinity : lines - reserve;
  }

  #grant({ callId, requestId }: Waiting, nowMs: number): void {
    this.#lent.set(callId, { callId, requestId, sinceMs: nowMs });
    this.#answer(callId, { requestId, is: 'granted' });
  }

  #tellWhoWaits(atMost: number): void {
    while (this.#answers.length < atMost) {
      const waiting = this.#queue.nextUntold();
      if (waiting === undefined) return;
      const { callId, requestId, priority } = waiting;
      const ahead = this.#queue.aheadOf(priority) - 1;
      this.#answer(callId, { requestId, is: 'queued', busy: this.#lent.size, ahead });
    }
  }

  #answer(callId: string, answer: LineAnswer): void {
    this.#answers.push({ callId, answer });
  }

  #measure(grants: number, nowMs: number): void {
    if (this.#lastGrantMs !== undefined) {
      const everyMs = Math.min(Math.max((nowMs - this.#lastGrantMs) / grants, 10), 60_000);
      this.#grantEveryMs = 0.9 * this.#grantEveryMs + 0.1 * everyMs;
    }
    this.#lastGrantMs = nowMs;
  }

  /** One after the other, twice as fast as the queue gets shorter: lines that become free faster than before must find calls. */
  #comeBackAt(nowMs: number): number {
    const after = Math.max(this.#lastComeBackMs, nowMs + comeBackMs.atLeast) + this.#grantEveryMs / 2;
    this.#lastComeBackMs = Math.min(after, nowMs + comeBackMs.atMost);
    return this.#lastComeBackMs;
  }
}

/** A pool that knows of nothing. */
export const emptyPool = (settings: LineSettings): LinePoolState => ({
  settings,
  lent: [],
  lanes: [],
  answers: [],
  lastComeBackMs: 0,
  // Amazon Connect's default: two dials a second.
  grantEveryMs: 500,
});
