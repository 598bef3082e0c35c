import type { Attempt, FollowUpEnding } from '../../src/contract/follow-up.js';
import type { FollowableOutcome, ResolvedPlan } from '../../src/contract/plan.js';

/** What comes after an attempt. */
export type NextAttempt =
  | { readonly is: 'end'; readonly ended: FollowUpEnding; readonly reason: string }
  | { readonly is: 'attempt'; readonly waitMs: number };

/** Pure: what the plan demands after these attempts, of which there is at least one. */
export function nextAttempt(plan: ResolvedPlan, attempts: readonly Attempt[]): NextAttempt {
  const outcome = attempts.at(-1)?.outcome ?? 'UNKNOWN';
  if (plan.goal.includes(outcome)) return end('goal', `${outcome} is the goal`);
  if (outcome === 'CANCELLED') return end('cancelled', 'its last attempt was cancelled');
  if (outcome === 'EXPIRED') return end('expired', 'its last attempt expired');
  const reaction = outcome in plan.onOutcome ? plan.onOutcome[outcome as FollowableOutcome] : undefined;
  if (reaction === undefined) return end('no-further-attempt', `${outcome} is never followed by another attempt`);
  const times = attempts.filter((attempt) => attempt.outcome === outcome).length;
  if (times > reaction.atMost) {
    const often = reaction.atMost === 1 ? 'once' : `${reaction.atMost} times`;
    const limit = reaction.atMost === 0 ? 'is not followed' : `is followed at most ${often}`;
    return end('no-further-attempt', `${outcome} ${limit} by another attempt`);
  }
  if (attempts.length >= plan.maxAttempts)
    return end(
      'attempts-used',
      plan.maxAttempts === 1 ? 'its only attempt is used' : `all ${plan.maxAttempts} attempts are used`,
    );
  const waits = reaction.waitsMs;
  return { is: 'attempt', waitMs: waits[Math.min(times, waits.length) - 1] ?? 0 };
}

const end = (ended: FollowUpEnding, reason: string): NextAttempt => ({ is: 'end', ended, reason });
