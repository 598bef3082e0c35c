import type { output } from 'zod/v4/core';
import { admissionRules, admissionShape } from './admission-options.js';
import { conductShape, expiresAfter } from './call-options.js';
import { duration, durationMs, type Duration } from './time.js';
import { parseWith, type Issue, type Parsed } from './issues.js';
import { boolean, isPlainObject, list, object, once, oneOf, optional, wholeNumber } from './shapes.js';

/** Outcomes after which another attempt makes sense. Never after INVALID_NUMBER, nor after a conversation. */
export const followableOutcomes = ['BUSY', 'NO_ANSWER', 'VOICEMAIL', 'FAILED', 'BLOCKED', 'UNKNOWN'] as const;
/** An outcome that another attempt may follow. */
export type FollowableOutcome = (typeof followableOutcomes)[number];

const dayMs = 86_400_000;

/** The second argument of `followUp`. JSON; every member may be left out. */
export function createPlanSchema() {
  const reaction = optional(
    object({
      /**
       * How long after the attempt's end the next one is due: the first time this outcome comes, the second time, …; the last
       * one goes on. 1 second to 90 days each.
       */
      wait: optional(list(duration({ minMs: 1_000, maxMs: 90 * dayMs, limits: '1 second to 90 days' }))),
      /** How often this outcome may be followed by another attempt; 0 = never. */
      atMost: optional(wholeNumber({ minimum: 0, maximum: maxAttemptsLimit })),
    }),
  );
  return object({
    /** Calls in all, 1 to 100. Default: 5. */
    maxAttempts: optional(wholeNumber({ minimum: 1, maximum: maxAttemptsLimit })),
    /** Outcomes that end the plan as reached. Default: ANSWERED. */
    goal: optional(list(oneOf('ANSWERED', 'VOICEMAIL', 'NO_ANSWER', 'BUSY'))),
    /**
     * What follows an outcome: wait, how long after the attempt’s end the next one is due, the first time, the second
     * time, …, the last one goes on; atMost, how often it may be followed by another attempt. Defaults:
     * docs/follow-ups.md.
     */
    onOutcome: optional(
      object({
        BUSY: reaction,
        NO_ANSWER: reaction,
        VOICEMAIL: reaction,
        FAILED: reaction,
        BLOCKED: reaction,
        UNKNOWN: reaction,
      }),
    ),
    /** `notBefore` is for the first attempt, `expiresAt` (default: none) and `callingHours` for all. */
    ...admissionShape(),
    expiresAfter: expiresAfter(),
    /**
     * Each attempt gets the contact of the one before as RelatedContactId. Default: false.
     *
     * @remarks Amazon Connect then copies its attributes.
     */
    linkAttempts: optional(boolean()),
    /**
     * How each attempt is conducted: priority, fairnessKey, fairnessWeight, lines, resendWindow, maxCallLength,
     * lookInterval as in the call options.
     */
    call: optional(object(conductShape())),
  });
}

const planSchema = once(createPlanSchema);

/** When someone is called again, and how often; every member may be left out. */
export type FollowUpPlan = output<ReturnType<typeof createPlanSchema>>;

/** What follows an outcome. */
export interface Reaction {
  /** At least one, milliseconds. */
  readonly waitsMs: readonly number[];
  readonly atMost: number;
}

/** A plan with every default in its place; its times apart, which may change. */
export interface ResolvedPlan {
  readonly maxAttempts: number;
  readonly goal: readonly string[];
  readonly onOutcome: Readonly<Record<FollowableOutcome, Reaction>>;
  readonly linkAttempts: boolean;
}

export const maxAttemptsLimit = 100;
const defaultMaxAttempts = 5;

/**
 * Busy means that someone is there: soon. No answer: later, and at another time of day each time (3 h, then 21 h, then 27 h: of a
 * first call at 10:00 the others are at 13:00, 10:00 and 13:00, 16:00, … of the days after). A machine: like no answer, but not the same
 * day. Potential blocking: at most once more. UNKNOWN may have rung: never, unless the plan says so.
 */
const defaultReactions: Readonly<Record<FollowableOutcome, { wait: readonly Duration[]; atMost: number }>> = {
  BUSY: { wait: ['10 minutes', '30 minutes', '2 hours'], atMost: Infinity },
  NO_ANSWER: { wait: ['3 hours', '21 hours', '27 hours'], atMost: Infinity },
  VOICEMAIL: { wait: ['21 hours', '27 hours'], atMost: Infinity },
  FAILED: { wait: ['5 minutes', '30 minutes', '2 hours'], atMost: Infinity },
  BLOCKED: { wait: ['24 hours'], atMost: 1 },
  UNKNOWN: { wait: ['24 hours'], atMost: 0 },
};

/** Checks the plan of a follow-up: every rule and every issue. */
export function parsePlan(input: unknown): Parsed<FollowUpPlan> {
  const parsed = parseWith(planSchema(), input ?? {});
  const issues = [...(parsed.ok ? [] : parsed.issues), ...admissionRules(input), ...planRules(input)];
  return issues.length > 0 ? { ok: false, issues } : parsed;
}

function planRules(plan: unknown): Issue[] {
  if (!isPlainObject(plan)) return [];
  const { goal, onOutcome } = plan;
  const issues: Issue[] = [];
  if (Array.isArray(goal) && goal.length === 0) issues.push({ member: 'goal', message: 'names no outcome' });
  if (!isPlainObject(onOutcome)) return issues;
  for (const outcome of followableOutcomes) {
    const reaction = onOutcome[outcome];
    if (!isPlainObject(reaction)) continue;
    const { wait } = reaction;
    const member = `onOutcome.${outcome}.wait`;
    if (Array.isArray(wait) && wait.length === 0) {
      issues.push({ member, message: 'is empty: for no further attempt give atMost: 0' });
    }
    if (Array.isArray(wait) && wait.length > maxAttemptsLimit) {
      issues.push({ member, message: `has more than ${maxAttemptsLimit} waits` });
    }
  }
  return issues;
}

/** A plan with every default in its place. */
export function resolvePlan({ maxAttempts, goal, onOutcome = {}, linkAttempts }: FollowUpPlan): ResolvedPlan {
  const reaction = (outcome: FollowableOutcome): Reaction => {
    const { wait, atMost } = defaultReactions[outcome];
    const given = onOutcome[outcome] ?? {};
    // Whoever says how long to wait after UNKNOWN wants it followed.
    const times = given.wait !== undefined && atMost === 0 ? 1 : atMost;
    return { waitsMs: (given.wait ?? wait).map(durationMs), atMost: given.atMost ?? times };
  };
  return {
    maxAttempts: maxAttempts ?? defaultMaxAttempts,
    goal: goal ?? ['ANSWERED'],
    onOutcome: {
      BUSY: reaction('BUSY'),
      NO_ANSWER: reaction('NO_ANSWER'),
      VOICEMAIL: reaction('VOICEMAIL'),
      FAILED: reaction('FAILED'),
      BLOCKED: reaction('BLOCKED'),
      UNKNOWN: reaction('UNKNOWN'),
    },
    linkAttempts: linkAttempts ?? false,
  };
}
