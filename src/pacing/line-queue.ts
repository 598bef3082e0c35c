import type { LaneState, LineRequest, LineReturn, WaitingState } from '../contract/lines.js';

/** A call that waits for a line. */
export interface Waiting {
  readonly callId: string;
  readonly requestId: string;
  readonly priority: number;
  /** `''`: none. */
  readonly key: string;
  readonly weight: number;
  readonly sinceMs: number;
  readonly untilMs: number;
  /** It knows that it waits. */
  wasTold: boolean;
}

interface Key {
  /** From where on the lane's clock its next turn counts. */
  next: number;
  /** By call ID, first come first. */
  readonly waiting: Map<string, Waiting>;
}

interface Lane {
  clock: number;
  /** How many wait in it. */
  size: number;
  readonly keys: Map<string, Key>;
}

/** So much of a waiting call is not its ID, and of a fairness key not its name. */
const bytesBesideName = 60;

/**
 * Who waits for a line, and whose turn is next: by priority, then fairness, then first come.
 *
 * Fairness is start-time fair queuing: each turn of a key moves the key on by 1 / weight; the key that is furthest behind is next. A key
 * that comes, or comes back, begins where the lane is: having been away gives no credit.
 * @see https://en.wikipedia.org/wiki/Start-time_fair_queueing
 */
export class LineQueue {
  readonly #lanes = new Map<number, Lane>();
  readonly #places = new Map<string, Waiting>();
  readonly #untold = new Set<Waiting>();
  #bytes = 0;
  #earliestUntilMs = Infinity;

  constructor(lanes: readonly LaneState[]) {
    for (const { priority, clock, keys } of lanes) {
      const lane: Lane = { clock, size: 0, keys: new Map() };
      this.#lanes.set(priority, lane);
      for (const { key, next, waiting } of keys) {
        this.#addKey(lane, key, next);
        for (const [callId, requestId, weight, sinceMs, untilMs, told] of waiting)
          this.#insert({ callId, requestId, priority, key, weight, sinceMs, untilMs, wasTold: told === 1 });
      }
    }
  }

  get size(): number {
    return this.#places.size;
  }

  /** About how much it takes to write the queue down. */
  get bytes(): number {
    return this.#bytes;
  }

  /** No call's time is over before; epoch milliseconds. It may be earlier than the earliest. */
  get earliestUntilMs(): number {
    return this.#earliestUntilMs;
  }

  /** Adds a call. One that asks again keeps its place, unless it asks for another one. */
  add(
    { callId, requestId, priority, fairnessKey = '', fairnessWeight = 1, untilMs }: LineRequest,
    nowMs: number,
  ): void {
    const before = this.#places.get(callId);
    const isSamePlace = before?.priority === priority && before.key === fairnessKey;
    if (before !== undefined && !isSamePlace) this.#remove(before);
    const sinceMs = isSamePlace ? before.sinceMs : nowMs;
    this.#insert({
      callId,
      requestId,
      priority,
      key: fairnessKey,
      weight: fairnessWeight,
      sinceMs,
      untilMs,
      wasTold: false,
    });
  }

  has(callId: string): boolean {
    return this.#places.has(callId);
  }

  /** Whoever gives an earlier request back is not meant. */
  remove({ callId, requestId }: LineReturn): void {
    const waiting = this.#places.get(callId);
    if (waiting?.requestId === requestId) this.#remove(waiting);
  }

  /** Takes the calls out whose time is over. */
  expire(nowMs: number): Waiting[] {
    if (nowMs < this.#earliestUntilMs) return [];
    const expired = [...this.#places.values()].filter(({ untilMs }) => untilMs <= nowMs);
    for (const waiting of expired) this.#remove(waiting);
    this.#earliestUntilMs = Infinity;
    for (const { untilMs } of this.#places.values()) this.#earliestUntilMs = Math.min(this.#earliestUntilMs, untilMs);
    return expired;
  }

  /** Takes the call out whose turn it is. */
  next(): Waiting | undefined {
    const priority = Math.min(...this.#lanes.keys());
    const lane = this.#lanes.get(priority);
    if (lane === undefined) return undefined;
    let turn: { readonly key: Key; readonly first: Waiting } | undefined;
    for (const [name, key] of lane.keys) {
      const first = firstOf(key);
      // Nobody of it waits any more, and it owes nothing.
      if (first === undefined && key.next <= lane.clock) this.#dropKey(lane, name);
      if (first === undefined) continue;
      const isBefore =
        turn === undefined ||
        key.next < turn.key.next ||
        (key.next === turn.key.next && first.sinceMs < turn.first.sinceMs);
      if (isBefore) turn = { key, first };
    }
    if (turn === undefined) return undefined;
    lane.clock = Math.max(lane.clock, turn.key.next);
    turn.key.next = lane.clock + 1 / turn.first.weight;
    this.#remove(turn.first);
    return turn.first;
  }

  /** A call that does not know yet that it waits; it is told now. */
  nextUntold(): Waiting | undefined {
    const waiting: Waiting | undefined = this.#untold.values().next().value;
    if (waiting === undefined) return undefined;
    this.#untold.delete(waiting);
    waiting.wasTold = true;
    return waiting;
  }

  /** How many wait whose turn comes no later than that of one of this priority. */
  aheadOf(priority: number): number {
    return [...this.#lanes].reduce((count, [of, lane]) => (of > priority ? count : count + lane.size), 0);
  }

  byPriority(): Record<string, number> {
    const lanes = [...this.#lanes].sort(([one], [other]) => one - other);
    return Object.fromEntries(lanes.map(([priority, lane]) => [priority, lane.size]));
  }

  /** Since when the first has waited, epoch milliseconds. */
  oldestSinceMs(): number | undefined {
    let oldest: number | undefined;
    for (const { keys } of this.#lanes.values())
      for (const key of keys.values()) oldest = Math.min(oldest ?? Infinity, firstOf(key)?.sinceMs ?? Infinity);
    return oldest === Infinity ? undefined : oldest;
  }

  state(): LaneState[] {
    return [...this.#lanes].map(([priority, { clock, keys }]) => ({
      priority,
      clock,
      keys: [...keys]
        .filter(([, { next, waiting }]) => waiting.size > 0 || next > clock)
        .map(([key, { next, waiting }]) => ({ key, next, waiting: [...waiting.values()].map(waitingState) })),
    }));
  }

  #insert(waiting: Waiting): void {
    const { callId, priority, key: name, untilMs } = waiting;
    const lane = this.#lanes.get(priority) ?? { clock: 0, size: 0, keys: new Map<string, Key>() };
    this.#lanes.set(priority, lane);
    const key = lane.keys.get(name) ?? this.#addKey(lane, name, lane.clock);
    const replaced = key.waiting.get(callId);
    if (replaced === undefined) {
      this.#bytes += bytesOf(callId);
      lane.size++;
    } else this.#untold.delete(replaced);
    if (!waiting.wasTold) this.#untold.add(waiting);
    // A call that asks again keeps its place in the map's order.
    key.waiting.set(callId, waiting);
    this.#places.set(callId, waiting);
    this.#earliestUntilMs = Math.min(this.#earliestUntilMs, untilMs);
  }

  #remove(waiting: Waiting): void {
    const { callId, priority, key } = waiting;
    this.#places.delete(callId);
    this.#untold.delete(waiting);
    this.#bytes -= bytesOf(callId);
    const lane = this.#lanes.get(priority);
    if (lane === undefined) return;
    lane.keys.get(key)?.waiting.delete(callId);
    // A lane that nobody waits in begins anew.
    if (--lane.size > 0) return;
    for (const name of lane.keys.keys()) this.#dropKey(lane, name);
    this.#lanes.delete(priority);
  }

  #addKey(lane: Lane, name: string, next: number): Key {
    const key: Key = { next, waiting: new Map() };
    lane.keys.set(name, key);
    this.#bytes += bytesOf(name);
    return key;
  }

  #dropKey(lane: Lane, name: string): void {
    lane.keys.delete(name);
    this.#bytes -= bytesOf(name);
  }
}

const firstOf = ({ waiting }: Key): Waiting | undefined => waiting.values().next().value;

const bytesOf = (name: string): number => name.length * 2 + bytesBesideName;

const waitingState = ({ callId, requestId, weight, sinceMs, untilMs, wasTold }: Waiting): WaitingState => [
  callId,
  requestId,
  weight,
  sinceMs,
  untilMs,
  wasTold ? 1 : 0,
];
