import fc from 'fast-check';
import { expect, it } from 'vitest';
import type {
  AddressedAnswer,
  LineAnswer,
  LinePoolState,
  LineRequest,
  LineSettings,
} from '../../src/contract/lines.js';
import { emptyPool, LineAllocation } from '../../src/pacing/line-allocation.js';
import { seeded } from '../contract/seeded.js';

/** The same pool as plain lists: slow, and simple enough to be read as the rule. */
class PlainPool {
  lent: { callId: string; requestId: string }[] = [];
  waiting: (LineRequest & { arrival: number; isTold: boolean })[] = [];
  clocks = new Map<number, { clock: number; next: Map<string, number> }>();
  arrivals = 0;

  constructor(public settings: LineSettings) {}

  ask(request: LineRequest): AddressedAnswer[] {
    const line = this.lent.find(({ callId }) => callId === request.callId);
    if (line !== undefined) {
      line.requestId = request.requestId;
      return [{ callId: request.callId, answer: { requestId: request.requestId, is: 'granted' } }];
    }
    const before = this.waiting.find(({ callId }) => callId === request.callId);
    const keepsPlace = before?.priority === request.priority && before.fairnessKey === request.fairnessKey;
    const arrival = keepsPlace ? before.arrival : this.arrivals++;
    if (keepsPlace) this.waiting = this.waiting.filter((call) => call !== before);
    else this.leave((call) => call === before);
    const isKeyNew = !this.waiting.some((call) => call.priority === request.priority && keyOf(call) === keyOf(request));
    this.waiting.push({ ...request, arrival, isTold: false });
    const lane = this.clocks.get(request.priority) ?? { clock: 0, next: new Map<string, number>() };
    this.clocks.set(request.priority, lane);
    if (isKeyNew && !keepsPlace)
      lane.next.set(keyOf(request), Math.max(lane.next.get(keyOf(request)) ?? 0, lane.clock));
    return [];
  }

  giveBack({ callId, requestId }: { callId: string; requestId: string }): void {
    const isMeant = (one: { callId: string; requestId: string }) =>
      one.callId === callId && one.requestId === requestId;
    this.lent = this.lent.filter((line) => !isMeant(line));
    this.leave(isMeant);
  }

  settle(nowMs: number): AddressedAnswer[] {
    const answers: AddressedAnswer[] = [];
    const late = this.waiting.filter(({ untilMs }) => untilMs <= nowMs);
    this.leave((call) => late.includes(call));
    for (const { callId, requestId } of late) answers.push({ callId, answer: { requestId, is: 'too-late' } });
    while (this.lent.length < this.lendable() && this.waiting.length > 0) {
      const lane = Math.min(...this.waiting.map(({ priority }) => priority));
      const clock = this.clocks.get(lane) ?? { clock: 0, next: new Map<string, number>() };
      const firsts = this.waiting
        .filter((call) => call.priority === lane)
        .sort((one, other) => one.arrival - other.arrival)
        .filter((call, index, calls) => calls.findIndex((other) => keyOf(other) === keyOf(call)) === index);
      const next = (call: LineRequest): number => clock.next.get(keyOf(call)) ?? 0;
      const [turn] = firsts.sort((one, other) => next(one) - next(other) || one.arrival - other.arrival);
      if (turn === undefined) break;
      clock.clock = Math.max(clock.clock, next(turn));
      clock.next.set(keyOf(turn), clock.clock + 1 / (turn.fairnessWeight ?? 1));
      this.leave((call) => call === turn);
      this.lent.push(turn);
      answers.push({ callId: turn.callId, answer: { requestId: turn.requestId, is: 'granted' } });
    }
    if (this.lent.length < this.lendable()) return answers;
    for (const call of this.waiting.filter(({ isTold }) => !isTold)) {
      call.isTold = true;
      const ahead = this.waiting.filter(({ priority }) => priority <= call.priority).length - 1;
      const { callId, requestId } = call;
      answers.push({ callId, answer: { requestId, is: 'queued', busy: this.lent.length, ahead } });
    }
    return answers;
  }

  lendable(): number {
    const { lines, reserve } = this.settings;
    return lines === 'unlimited' ? Infinity : Math.max(0, lines - reserve);
  }

  leave(isMeant: (call: PlainPool['waiting'][number]) => boolean): void {
    this.waiting = this.waiting.filter((call) => !isMeant(call));
    for (const priority of [...this.clocks.keys()])
      if (!this.waiting.some((call) => call.priority === priority)) this.clocks.delete(priority);
  }
}

const keyOf = ({ fairnessKey }: LineRequest): string => fairnessKey ?? '';

type Step =
  | {
      readonly does: 'ask';
      readonly call: number;
      readonly pace: Pick<LineRequest, 'priority'>;
      readonly lasts: number;
    }
  /** A call gives back what its latest request got, or what an earlier one did; or its end is told twice. */
  | { readonly does: 'give back'; readonly call: number; readonly isLate: boolean }
  | { readonly does: 'resize'; readonly settings: LineSettings }
  | { readonly does: 'time passes'; readonly ms: number }
  | { readonly does: 'continue as new' };

const pace = fc
  .record({
    priority: fc.constantFrom(1, 3, 3),
    fairnessKey: fc.constantFrom(undefined, 'acme', 'globex', 'initech'),
    fairnessWeight: fc.constantFrom(undefined, 0.1, 1, 4),
  })
  .map((given) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
const settings: fc.Arbitrary<LineSettings> = fc.record({
  lines: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: 3 }) },
    { weight: 1, arbitrary: fc.constant('unlimited' as const) },
  ),
  reserve: fc.integer({ min: 0, max: 1 }),
});
const call = fc.integer({ min: 0, max: 14 });
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ does: fc.constant('ask'), call, pace, lasts: fc.integer({ min: 0, max: 200 }) }),
  },
  { weight: 5, arbitrary: fc.record({ does: fc.constant('give back'), call, isLate: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('resize'), settings }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('time passes'), ms: fc.integer({ min: 1, max: 20 }) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('continue as new') }) },
) as fc.Arbitrary<Step>;

it('lends as the plain pool does, whatever is asked, given back, resized, late, or continued as new', () => {
  const seen = { granted: 0, queued: 0, 'too-late': 0, 'come-back': 0 };
  fc.assert(
    fc.property(settings, fc.array(step, { minLength: 1, maxLength: 120, size: 'max' }), (first, steps) => {
      let pool = new LineAllocation(emptyPool(first));
      const plain = new PlainPool(first);
      const requests = new Map<number, string[]>();
      let nowMs = 1_000;
      let number = 0;
      for (const step of steps) {
        const answers: AddressedAnswer[] = [];
        if (step.does === 'ask') {
          // Of two keys whose firsts came in the same millisecond either may be first.
          nowMs++;
          const requestId = `r${number++}`;
          requests.set(step.call, [requestId, ...(requests.get(step.call) ?? [])]);
          const request = { callId: `c${step.call}`, requestId, untilMs: nowMs + step.lasts, ...step.pace };
          pool.ask(request, nowMs);
          answers.push(...plain.ask(request));
        } else if (step.does === 'give back') {
          const [latest, earlier] = requests.get(step.call) ?? [];
          const given = { callId: `c${step.call}`, requestId: (step.isLate ? earlier : latest) ?? 'none' };
          pool.giveBack(given);
          plain.giveBack(given);
        } else if (step.does === 'resize') {
          pool.resize(step.settings);
          plain.settings = step.settings;
        } else if (step.does === 'time passes') {
          nowMs += step.ms;
        } else {
          pool = new LineAllocation(JSON.parse(JSON.stringify(pool.state())) as LinePoolState);
        }
        const lentBefore = plain.lent.length;
        const given = pool.settle(nowMs, 1_000);
        answers.push(...plain.settle(nowMs));
        expect(sorted(given)).toEqual(sorted(answers));
        for (const { answer } of given) seen[answer.is]++;
        // What the plain pool could get wrong as well.
        expect(pool.busy).toBeLessThanOrEqual(Math.max(lentBefore, plain.lendable()));
        const ids = pool.view().lent.map(({ callId }) => callId);
        expect(new Set(ids).size).toBe(ids.length);
        expect(pool.nextDeadlineMs).toBeLessThanOrEqual(Math.min(...plain.waiting.map(({ untilMs }) => untilMs)));
      }
      expect(pool.view()).toMatchObject({ busy: plain.lent.length, waiting: plain.waiting.length });
    }),
    seeded(1_000),
  );
  expect(Math.min(seen.granted, seen.queued, seen['too-late'])).toBeGreaterThan(500);
}, 60_000);

/** Answers to one call keep their order; of several calls told to wait, the order is no promise. */
const sorted = (answers: readonly AddressedAnswer[]): (readonly [string, LineAnswer])[] =>
  answers
    .map(({ callId, answer }) => [callId, answer] as const)
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));

it('answers everybody sooner or later, however few answers go out at once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 40 }), (atMost, calls) => {
      const pool = new LineAllocation(emptyPool({ lines: 7, reserve: 0 }));
      for (let n = 0; n < calls; n++)
        pool.ask({ callId: `c${n}`, requestId: 'r', priority: 3, untilMs: n % 4 === 0 ? 5 : 1_000 }, 10);
      const answers: AddressedAnswer[] = [];
      for (;;) {
        const some = pool.settle(10, atMost);
        expect(some.length).toBeLessThanOrEqual(atMost);
        if (some.length === 0) break;
        answers.push(...some);
      }
      const late = Math.ceil(calls / 4);
      const count = (is: LineAnswer['is']) => answers.filter(({ answer }) => answer.is === is).length;
      expect({ late: count('too-late'), granted: count('granted'), queued: count('queued') }).toEqual({
        late,
        granted: Math.min(7, calls - late),
        queued: Math.max(0, calls - late - 7),
      });
    }),
    seeded(200),
  );
});
