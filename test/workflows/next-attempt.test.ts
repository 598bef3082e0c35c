import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomes, type Attempt, type FollowUpPlan, type Outcome } from '../../src/contract/index.js';
import { resolvePlan } from '../../src/contract/plan.js';
import { nextAttempt } from '../../workflows/follow-up/next-attempt.js';
import { seeded } from '../contract/seeded.js';

const attemptsOf = (ends: readonly Outcome[]): Attempt[] =>
  ends.map((outcome, index) => ({ attempt: index + 1, workflowId: `order-4711.${index + 1}`, outcome }));
const next = (plan: FollowUpPlan, ends: readonly Outcome[]) => nextAttempt(resolvePlan(plan), attemptsOf(ends));

const minutes = 60_000;
const hours = 60 * minutes;
const again = (waitMs: number) => ({ is: 'attempt', waitMs });
const end = (ended: string, reason?: string) => ({
  is: 'end',
  ended,
  reason: reason ?? (expect.any(String) as string),
});

interface Row {
  readonly plan?: FollowUpPlan;
  readonly ends: readonly Outcome[];
  readonly comes: object;
}

const table: readonly Row[] = [
  // The goal.
  { ends: ['ANSWERED'], comes: end('goal', 'ANSWERED is the goal') },
  { ends: ['BUSY', 'ANSWERED'], comes: end('goal') },
  { plan: { maxAttempts: 1 }, ends: ['ANSWERED'], comes: end('goal') },
  { plan: { goal: ['VOICEMAIL'] }, ends: ['VOICEMAIL'], comes: end('goal', 'VOICEMAIL is the goal') },
  { plan: { goal: ['BUSY', 'ANSWERED'] }, ends: ['BUSY'], comes: end('goal') },
  { plan: { goal: ['BUSY'], onOutcome: { BUSY: { wait: ['1s'] } } }, ends: ['BUSY'], comes: end('goal') },
  // Whoever talked is not called again, even if the goal is another.
  { plan: { goal: ['VOICEMAIL'] }, ends: ['ANSWERED'], comes: end('no-further-attempt') },
  // Never again.
  { ends: ['INVALID_NUMBER'], comes: end('no-further-attempt', 'INVALID_NUMBER is never followed by another attempt') },
  { ends: ['CANCELLED'], comes: end('cancelled', 'its last attempt was cancelled') },
  { ends: ['EXPIRED'], comes: end('expired', 'its last attempt expired') },
  { ends: ['PLACED'], comes: end('no-further-attempt') },
  { ends: ['UNKNOWN'], comes: end('no-further-attempt', 'UNKNOWN is not followed by another attempt') },
  // The waits: the last one goes on.
  { ends: ['BUSY'], comes: again(10 * minutes) },
  { ends: ['BUSY', 'BUSY'], comes: again(30 * minutes) },
  { ends: ['BUSY', 'BUSY', 'BUSY'], comes: again(2 * hours) },
  { ends: ['BUSY', 'BUSY', 'BUSY', 'BUSY'], comes: again(2 * hours) },
  { ends: ['NO_ANSWER'], comes: again(3 * hours) },
  { ends: ['NO_ANSWER', 'NO_ANSWER'], comes: again(21 * hours) },
  { ends: ['NO_ANSWER', 'NO_ANSWER', 'NO_ANSWER'], comes: again(27 * hours) },
  { ends: ['VOICEMAIL'], comes: again(21 * hours) },
  { ends: ['VOICEMAIL', 'VOICEMAIL'], comes: again(27 * hours) },
  { ends: ['FAILED'], comes: again(5 * minutes) },
  { ends: ['FAILED', 'FAILED', 'FAILED', 'FAILED'], comes: again(2 * hours) },
  // Each outcome counts for itself.
  { ends: ['BUSY', 'NO_ANSWER', 'BUSY'], comes: again(30 * minutes) },
  { ends: ['BUSY', 'BUSY', 'NO_ANSWER'], comes: again(3 * hours) },
  // Blocked: once more.
  { ends: ['BLOCKED'], comes: again(24 * hours) },
  {
    ends: ['BLOCKED', 'BLOCKED'],
    comes: end('no-further-attempt', 'BLOCKED is followed at most once by another attempt'),
  },
  { ends: ['BLOCKED', 'BUSY', 'BLOCKED'], comes: end('no-further-attempt') },
  { ends: ['BLOCKED', 'BUSY'], comes: again(10 * minutes) },
  { plan: { onOutcome: { BLOCKED: { atMost: 0 } } }, ends: ['BLOCKED'], comes: end('no-further-attempt') },
  // What the plan says.
  { plan: { onOutcome: { UNKNOWN: { wait: ['2h'] } } }, ends: ['UNKNOWN'], comes: again(2 * hours) },
  {
    plan: { onOutcome: { UNKNOWN: { wait: ['2h'] } } },
    ends: ['UNKNOWN', 'UNKNOWN'],
    comes: end('no-further-attempt'),
  },
  { plan: { onOutcome: { UNKNOWN: { atMost: 2 } } }, ends: ['UNKNOWN', 'UNKNOWN'], comes: again(24 * hours) },
  {
    plan: { onOutcome: { UNKNOWN: { wait: ['2h'], atMost: 0 } } },
    ends: ['UNKNOWN'],
    comes: end('no-further-attempt'),
  },
  { plan: { onOutcome: { UNKNOWN: {} } }, ends: ['UNKNOWN'], comes: end('no-further-attempt') },
  { plan: { onOutcome: { BUSY: { wait: [1000, '90s'] } } }, ends: ['BUSY'], comes: again(1000) },
  { plan: { onOutcome: { BUSY: { wait: [1000, '90s'] } } }, ends: ['BUSY', 'BUSY', 'BUSY'], comes: again(90_000) },
  { plan: { onOutcome: { BUSY: { atMost: 1 } } }, ends: ['BUSY'], comes: again(10 * minutes) },
  { plan: { onOutcome: { BUSY: { atMost: 1 } } }, ends: ['BUSY', 'BUSY'], comes: end('no-further-attempt') },
  // The attempts are used up.
  { ends: ['BUSY', 'BUSY', 'BUSY', 'BUSY', 'BUSY'], comes: end('attempts-used', 'all 5 attempts are used') },
  { plan: { maxAttempts: 1 }, ends: ['BUSY'], comes: end('attempts-used') },
  { plan: { maxAttempts: 2 }, ends: ['NO_ANSWER', 'BUSY'], comes: end('attempts-used') },
  { plan: { maxAttempts: 1 }, ends: ['INVALID_NUMBER'], comes: end('no-further-attempt') },
];

describe('after these attempts', () => {
  it.each(table.map((row) => ({ ...row, what: `${row.ends.join(', ')} ${JSON.stringify(row.plan ?? {})}` })))(
    '$what comes',
    ({ plan = {}, ends, comes }) => {
      expect(next(plan, ends)).toEqual(comes);
    },
  );
});

const followable = ['BUSY', 'NO_ANSWER', 'VOICEMAIL', 'FAILED', 'BLOCKED', 'UNKNOWN'] as const;
const reaction = fc.record(
  { wait: fc.array(fc.integer({ min: 1000, max: 7_776_000_000 }), { minLength: 1, maxLength: 4 }), atMost: fc.nat(5) },
  { requiredKeys: [] },
);
const plans: fc.Arbitrary<FollowUpPlan> = fc.record(
  {
    maxAttempts: fc.integer({ min: 1, max: 12 }),
    goal: fc.uniqueArray(fc.constantFrom('ANSWERED', 'VOICEMAIL', 'NO_ANSWER', 'BUSY'), { minLength: 1 }),
    onOutcome: fc.record(Object.fromEntries(followable.map((outcome) => [outcome, reaction])), { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

/** Carries a plan out on a world that answers so; each attempt with what came after it. */
function carriedOut(plan: FollowUpPlan, world: readonly Outcome[]) {
  const ends: Outcome[] = [];
  for (const outcome of world) {
    ends.push(outcome);
    const comes = next(plan, ends);
    if (comes.is === 'end') return { ends, ended: comes.ended };
  }
  return { ends, ended: undefined };
}

const count = (ends: readonly Outcome[], outcome: Outcome): number => ends.filter((one) => one === outcome).length;
const worlds = fc.array(fc.constantFrom(...outcomes), { minLength: 14, maxLength: 14 });

describe('whatever the plan and the world,', () => {
  const law = (judge: (plan: FollowUpPlan, story: ReturnType<typeof carriedOut>) => void) =>
    fc.assert(
      fc.property(plans, worlds, (plan, world) => judge(plan, carriedOut(plan, world))),
      seeded(2000),
    );

  it('it ends, after at most maxAttempts', () => {
    law(({ maxAttempts = 5 }, { ends, ended }) => {
      expect(ended).toBeDefined();
      expect(ends.length).toBeLessThanOrEqual(maxAttempts);
    });
  });

  it('nothing follows what is never followed, nor the goal', () => {
    law(({ goal = ['ANSWERED'] }, { ends }) => {
      const followed = ends.slice(0, -1);
      const never = ['ANSWERED', 'INVALID_NUMBER', 'CANCELLED', 'EXPIRED', 'PLACED', ...goal];
      expect(followed.filter((outcome) => never.includes(outcome))).toEqual([]);
    });
  });

  it('it says that it has reached the goal if and only if its last outcome is of the goal', () => {
    law(({ goal = ['ANSWERED'] }, { ends, ended }) => {
      expect(ended === 'goal').toBe((goal as string[]).includes(ends.at(-1) ?? ''));
    });
  });

  it('BLOCKED is followed once at most, UNKNOWN never, unless the plan says so', () => {
    law(({ onOutcome = {} }, { ends }) => {
      const followed = ends.slice(0, -1);
      const { BLOCKED = {}, UNKNOWN = {} } = onOutcome;
      expect(count(followed, 'BLOCKED')).toBeLessThanOrEqual(BLOCKED.atMost ?? 1);
      expect(count(followed, 'UNKNOWN')).toBeLessThanOrEqual(UNKNOWN.atMost ?? (UNKNOWN.wait === undefined ? 0 : 1));
    });
  });

  it('no outcome is followed more often than its atMost', () => {
    law(({ onOutcome = {} }, { ends }) => {
      for (const outcome of followable)
        expect(count(ends.slice(0, -1), outcome)).toBeLessThanOrEqual(onOutcome[outcome]?.atMost ?? Infinity);
    });
  });

  it('each wait is the one that its list has for so many times, the last one for all further', () => {
    fc.assert(
      fc.property(plans, fc.constantFrom(...followable), fc.integer({ min: 1, max: 12 }), (plan, outcome, times) => {
        const comes = next({ ...plan, maxAttempts: 100, goal: ['ANSWERED'] }, Array<Outcome>(times).fill(outcome));
        const wait = plan.onOutcome?.[outcome]?.wait;
        fc.pre(comes.is === 'attempt' && wait !== undefined);
        expect(comes).toEqual(again(Number(wait[times - 1] ?? wait.at(-1))));
      }),
      seeded(1000),
    );
  });
});
