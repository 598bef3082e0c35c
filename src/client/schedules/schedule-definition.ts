import type { output } from 'zod/v4/core';
import type { AdmissionOptions } from '../../contract/admission-options.js';
import { parseCall } from '../../contract/call.js';
import type { CallOptions } from '../../contract/call-options.js';
import { localDate, timeZoneName, weekdays } from '../../contract/calling-hours.js';
import { parseFollowUp } from '../../contract/follow-up.js';
import { parseWith, type Parsed } from '../../contract/issues.js';
import { maskText } from '../../contract/masking.js';
import { workflowTypes } from '../../contract/names.js';
import type { FollowUpPlan } from '../../contract/plan.js';
import { requestAsGiven, type StartOutboundVoiceContactRequest } from '../../contract/request.js';
import {
  boolean,
  isPlainObject,
  list,
  object,
  oneOf,
  optional,
  ruled,
  text,
  withoutNulls,
} from '../../contract/shapes.js';
import { duration, durationMs, instant } from '../../contract/time.js';
import { calendarsOf, type WordedCalendar } from './schedule-calendars.js';
import { defaultCatchUpWindowMs, idIssues, memberRules, ofEachRun, withDefaultExpiry } from './schedule-rules.js';

/**
 * What becomes of a run that is due while the one before goes on. `SKIP` (default): it does not take place, for nobody shall be called
 * twice at a time. `BUFFER_ONE`, `BUFFER_ALL`: it, or all such runs, begin when the other has ended. `CANCEL_OTHER`: the other is
 * cancelled first; a conversation is left to end. `ALLOW_ALL`: both. Temporal's `TERMINATE_OTHER` is not taken: nobody would follow or
 * stop the contact of a terminated call.
 */
export const scheduleOverlaps = ['SKIP', 'BUFFER_ONE', 'BUFFER_ALL', 'CANCEL_OTHER', 'ALLOW_ALL'] as const;
/** What becomes of a run that is due while the one before goes on: see `scheduleOverlaps`. */
export type ScheduleOverlap = (typeof scheduleOverlaps)[number];

const dayMs = 86_400_000;

/** What a run's ID is like: Temporal appends the time that the schedule meant, always of this length. */
export const runIdAt = (scheduleId: string, atMs: number): string =>
  `${scheduleId}-${new Date(atMs).toISOString().slice(0, 19)}Z`;

const anyTimeMs = Date.parse('2026-11-24T09:00:00Z');

function createScheduleSchema() {
  return object({
    /** Input of StartOutboundVoiceContact, the same for every run. Without `ClientToken`: each run has its own. */
    request: ruled<StartOutboundVoiceContactRequest>({}, judgedElsewhere),
    /**
     * Of each run. `notBefore` and `expiresAt` are refused: `expiresAfter` counts from the time that the schedule means, however late
     * the run begins. Default of `expiresAfter`: 1 hour; none where `callingHours` are given, which say how late it may be dialled.
     */
    options: optional(ruled<CallOptions>({}, judgedElsewhere)),
    /** Makes each run a follow-up, instead of `options`. Its `expiresAfter` bounds all attempts; default: none. */
    plan: optional(ruled<FollowUpPlan>({}, judgedElsewhere)),
    /** Times of the days of a week: `[{ on: ['monday', 'friday'], at: ['09:00', '14:30'] }]`; without `on`: every day. Or `cron`. */
    calendars: optional(
      list(
        object({
          on: optional(list(oneOf(...weekdays))),
          at: list(text({ pattern: /^(?:[01]\d|2[0-3]):[0-5]\d$/, otherwise: 'must be a time, such as 09:00' })),
        }),
      ),
    ),
    /** Five fields, such as `0 9 * * MON-FRI`, instead of `calendars`: see `parseCron`. */
    cron: optional(text({ max: 200 })),
    /**
     * IANA time zone of the times and of `skip`; `UTC` only if said so. A time that the clocks skip does not come, one that they
     * show twice comes twice.
     */
    timeZone: timeZoneName(),
    /** Dates, `2026-12-24`, on which nothing is due. At most 1000. */
    skip: optional(list(localDate())),
    /** The first instant at which a run may be due, ISO 8601 with offset. Default: now. */
    startAt: optional(instant()),
    /** The last one. Default: none. */
    endAt: optional(instant()),
    /** Each run begins by chance up to this much later, before the next is due. 0 to 24 hours, less than `expiresAfter`. Default 0. */
    jitter: optional(duration({ minMs: 0, maxMs: dayMs, limits: '0 to 24 hours' })),
    /** Default `SKIP`. */
    overlap: optional(oneOf(...scheduleOverlaps)),
    /**
     * How late the server may start a run that it could not start in time. 10 seconds to 7 days, at most `expiresAfter`. Default
     * 10 minutes (the server's own is a year).
     */
    catchUpWindow: optional(duration({ minMs: 10_000, maxMs: 7 * dayMs, limits: '10 seconds to 7 days' })),
    /** For people who look into Temporal; never encrypted. Pausing and resuming replace it. */
    note: optional(noteText()),
    /** Nothing is due until it is resumed. Default false. */
    paused: optional(boolean()),
  });
}

/**
 * A recurring call, or a recurring follow-up: who is called, and when. JSON.
 * @see https://docs.temporal.io/schedule
 */
export type ScheduleDefinition = output<ReturnType<typeof createScheduleSchema>>;

/** By `parseCall` or `parseFollowUp`, which name every member. */
function judgedElsewhere(): void {}

/** A note as Temporal keeps it: never encrypted. */
export const noteText = () =>
  text({
    min: 1,
    max: 1000,
    isValid: (note) => maskText(note, []) === note,
    otherwise: 'must not be empty or hold a phone number: notes are never encrypted',
  });

/** A schedule with every default in its place. */
export interface AcceptedSchedule {
  readonly workflowType: (typeof workflowTypes)[keyof typeof workflowTypes];
  readonly request: StartOutboundVoiceContactRequest;
  /** Of each run's workflow: the request, then options or plan. */
  readonly args: readonly [StartOutboundVoiceContactRequest, (CallOptions | FollowUpPlan)?];
  /** Of each run. */
  readonly times: AdmissionOptions;
  readonly expiresAfterMs: number | undefined;
  readonly calendars: readonly WordedCalendar[];
  /** Where the times were given. */
  readonly timesMember: 'calendars' | 'cron';
  readonly timeZone: string;
  readonly skip: readonly string[];
  readonly startAt: Date | undefined;
  readonly endAt: Date | undefined;
  readonly jitterMs: number;
  readonly overlap: ScheduleOverlap;
  readonly catchUpWindowMs: number;
  readonly note: string | undefined;
  readonly isPaused: boolean;
}

/**
 * Checks everything about a schedule that needs neither time zones nor a server. Request, options and plan are checked as each run
 * will check them, with an ID of the length that each run gets.
 */
export function parseSchedule(scheduleId: string, definition: unknown): Parsed<AcceptedSchedule> {
  const parsed = parseWith(createScheduleSchema(), definition);
  const given = withoutNulls(definition);
  const members = isPlainObject(given) ? given : {};
  const { plan } = members;
  const request = requestAsGiven(members['request']);
  const options = withDefaultExpiry(members['options'], plan);
  const run =
    plan === undefined
      ? parseCall(runIdAt(scheduleId, anyTimeMs), request, options)
      : parseFollowUp(runIdAt(scheduleId, anyTimeMs), request, plan);
  const calendars = calendarsOf(members['calendars'], members['cron']);
  const issues = [
    ...(parsed.ok ? [] : parsed.issues),
    ...idIssues(scheduleId),
    ...(run.ok || !isPlainObject(definition) ? [] : run.issues.flatMap(ofEachRun)),
    ...memberRules(members, options),
    ...calendars.issues,
  ];
  if (issues.length > 0 || !parsed.ok || !run.ok) return { ok: false, issues };
  const accepted = parsed.value;
  const { times, expiresAfterMs } = 'options' in run.value ? run.value.options : run.value;
  return {
    ok: true,
    value: {
      workflowType: plan === undefined ? workflowTypes.outboundCall : workflowTypes.followUp,
      request: request as StartOutboundVoiceContactRequest,
      args: [request as StartOutboundVoiceContactRequest, accepted.plan ?? (options as CallOptions)],
      times,
      expiresAfterMs,
      calendars: calendars.calendars,
      timesMember: accepted.cron === undefined ? 'calendars' : 'cron',
      timeZone: accepted.timeZone,
      skip: accepted.skip ?? [],
      startAt: accepted.startAt === undefined ? undefined : new Date(accepted.startAt),
      endAt: accepted.endAt === undefined ? undefined : new Date(accepted.endAt),
      jitterMs: accepted.jitter === undefined ? 0 : durationMs(accepted.jitter),
      overlap: accepted.overlap ?? 'SKIP',
      catchUpWindowMs:
        accepted.catchUpWindow === undefined ? defaultCatchUpWindowMs : durationMs(accepted.catchUpWindow),
      note: accepted.note,
      isPaused: accepted.paused ?? false,
    },
  };
}
