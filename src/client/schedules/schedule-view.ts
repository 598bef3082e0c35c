import type { ScheduleDescription } from '@temporalio/client';
import type { CallOptions } from '../../contract/call-options.js';
import type { CallingHours } from '../../contract/calling-hours.js';
import { maskPhoneNumber } from '../../contract/masking.js';
import type { StartOutboundVoiceContactRequest } from '../../contract/request.js';
import type { ScheduleOverlap } from './schedule-definition.js';

/** A schedule as the server has it. Instants are ISO 8601 in UTC, durations milliseconds. Holds no phone number in clear. */
export interface ScheduleView {
  readonly scheduleId: string;
  /** What each run is: `outboundCall` or `followUp`. */
  readonly workflowType: string;
  /** Masked: `+1 206 ••• ••00`. */
  readonly destination?: string;
  /** When it is due, in the words it was made with: `Mon, Fri 09:00`, or the cron expression. */
  readonly when: readonly string[];
  readonly timeZone: string;
  /** Dates on which nothing is due. */
  readonly skip: readonly string[];
  readonly startAt?: string;
  readonly endAt?: string;
  readonly jitterMs: number;
  readonly overlap: ScheduleOverlap;
  readonly catchUpWindowMs: number;
  /** Of each run, counted from when it was due; missing: no such limit. */
  readonly expiresAfter?: number | string;
  readonly callingHours?: CallingHours;
  readonly isPaused: boolean;
  /** Why it is paused, or what else was noted. */
  readonly note?: string;
  /** The next times, jitter included; at most 10. Of a paused schedule: those it would have. */
  readonly nextRuns: readonly string[];
  /** At most 10, the newest first. */
  readonly recentRuns: readonly ScheduledRun[];
  /** Workflow IDs of the runs under way. */
  readonly running: readonly string[];
  /** In words, when the server's clocks are others than ours in its zone: its runs come too early or too late. */
  readonly clockWarning?: string;
  /** How many the server could not start within the catch-up window. */
  readonly missedRuns: number;
  /** How many were left out because the one before went on. */
  readonly skippedRuns: number;
}

/** A run that a schedule has started. */
export interface ScheduledRun {
  /** The run's workflow ID, and client token of a call. */
  readonly workflowId: string;
  /** When it was due, jitter included. */
  readonly dueAt: string;
  readonly startedAt: string;
}

export function scheduleViewOf(description: ScheduleDescription): ScheduleView {
  const { scheduleId, spec, action, policies, state, info } = description;
  const [request, conduct] = (action.args ?? []) as [
    Partial<StartOutboundVoiceContactRequest>?,
    Pick<CallOptions, 'expiresAfter' | 'callingHours'>?,
  ];
  const number = request?.DestinationPhoneNumber;
  return {
    scheduleId,
    workflowType: action.workflowType,
    ...(number === undefined ? {} : { destination: maskPhoneNumber(number) }),
    when: [
      ...(spec.calendars ?? []).map(({ comment }) => comment ?? 'times that another program gave'),
      ...(spec.intervals ?? []).map(({ every }) => `every ${every / 1000} s`),
    ],
    timeZone: spec.timezone ?? 'UTC',
    skip: (spec.skip ?? []).map(({ comment }) => comment ?? 'times that another program gave'),
    ...(spec.startAt === undefined ? {} : { startAt: spec.startAt.toISOString() }),
    ...(spec.endAt === undefined ? {} : { endAt: spec.endAt.toISOString() }),
    jitterMs: spec.jitter ?? 0,
    overlap: policies.overlap as ScheduleOverlap,
    catchUpWindowMs: policies.catchupWindow,
    ...(conduct?.expiresAfter === undefined ? {} : { expiresAfter: conduct.expiresAfter }),
    ...(conduct?.callingHours === undefined ? {} : { callingHours: conduct.callingHours }),
    isPaused: state.paused,
    ...(state.note === undefined || state.note === '' ? {} : { note: state.note }),
    nextRuns: info.nextActionTimes.map((time) => time.toISOString()),
    recentRuns: info.recentActions
      .map(({ scheduledAt, takenAt, action: { workflow } }) => ({
        workflowId: workflow.workflowId,
        dueAt: scheduledAt.toISOString(),
        startedAt: takenAt.toISOString(),
      }))
      .reverse(),
    running: info.runningActions.map(({ workflow }) => workflow.workflowId),
    missedRuns: info.numActionsMissedCatchupWindow,
    skippedRuns: info.numActionsSkippedOverlap,
  };
}
