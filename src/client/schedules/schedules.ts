// Recurring calls and follow-ups on Temporal's Schedules: their form and its checks, their times, their runs.
import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError as TemporalScheduleNotFoundError,
  type Client,
  type ScheduleDescription,
} from '@temporalio/client';
import { parseWith } from '../../contract/issues.js';
import { taskQueues, workflowTypes } from '../../contract/names.js';
import { ScheduleExistsError, ScheduleNotFoundError } from '../errors.js';
import { accepted, InvalidRequestError } from '../../contract/errors.js';
import { noteText, parseSchedule, type ScheduleDefinition } from './schedule-definition.js';
import { clockWarning } from './schedule-clocks.js';
import { requireRuns } from './require-runs.js';
import { scheduleViewOf, type ScheduleView } from './schedule-view.js';
import { attributesAtStart } from '../start.js';
import { asStartError } from '../../temporal/errors.js';
import { describeRequest, titleOf } from '../../contract/static-details.js';
import { skippedDate, temporalCalendar } from './temporal-calendars.js';
import { triggerRun, type TriggeredRun } from './trigger.js';

/** A schedule in a list, which follows changes within a second or so. */
export interface ScheduleSummary {
  readonly scheduleId: string;
  readonly workflowType: string;
  readonly when: readonly string[];
  readonly timeZone: string;
  readonly isPaused: boolean;
  readonly note?: string;
  /** ISO 8601 in UTC; missing when no time is left. */
  readonly nextRun?: string;
}

/**
 * Recurring calls and follow-ups, on Temporal's Schedules. Each run is a workflow of its own, `<scheduleId>-2026-11-24T09:00:00Z` (the time
 * that the schedule meant, in UTC), and that is its client token.
 *
 * @see https://docs.temporal.io/schedule
 */
export class Schedules {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Makes a schedule. Everything that can be checked beforehand is: the request as each run will send it, and whether there is a time to
   * come at which it may be dialled. A schedule cannot be changed: delete it and create a new one. A time that has had its run gets no second
   * one.
   *
   * @param scheduleId 1 to 230 bytes in UTF-8, no personal data (IDs are never encrypted)
   * @throws InvalidRequestError before anything is made, ScheduleExistsError, NamespaceNotReadyError
   */
  async create(scheduleId: string, definition: ScheduleDefinition): Promise<void> {
    const schedule = accepted(parseSchedule(scheduleId, definition));
    const timeZone = await requireRuns(schedule, Date.now());
    try {
      await this.#client.schedule.create({
        scheduleId,
        spec: {
          calendars: schedule.calendars.map(temporalCalendar),
          skip: schedule.skip.map(skippedDate),
          timezone: timeZone,
          jitter: schedule.jitterMs,
          ...(schedule.startAt === undefined ? {} : { startAt: schedule.startAt }),
          ...(schedule.endAt === undefined ? {} : { endAt: schedule.endAt }),
        },
        action: {
          type: 'startWorkflow',
          workflowType: schedule.workflowType,
          workflowId: scheduleId,
          taskQueue: taskQueues.calls,
          args: [...schedule.args],
          typedSearchAttributes: attributesAtStart(schedule.workflowType, schedule.request),
          staticSummary: titleOf(schedule.workflowType, schedule.request),
          staticDetails: describeRequest(schedule.request),
          // No memo `ringonce-first-use`: of a run that is asked for the server allows the ID twice, so the dial must check.
        },
        policies: { overlap: schedule.overlap, catchupWindow: schedule.catchUpWindowMs },
        state: { paused: schedule.isPaused, ...(schedule.note === undefined ? {} : { note: schedule.note }) },
      });
    } catch (error) {
      if (error instanceof ScheduleAlreadyRunning) throw new ScheduleExistsError(scheduleId, { cause: error });
      throw asStartError(error, this.#client.options.namespace);
    }
  }

  /** The schedules of calls and follow-ups in the namespace, whoever made them. */
  async *list(): AsyncGenerator<ScheduleSummary> {
    for await (const { scheduleId, action, spec, state, info } of this.#client.schedule.list()) {
      if (action === undefined || !isOurs(action.workflowType)) continue;
      const [nextRun] = info.nextActionTimes;
      yield {
        scheduleId,
        workflowType: action.workflowType,
        when: (spec?.calendars ?? []).map(({ comment = '' }) => comment),
        timeZone: spec?.timezone ?? 'UTC',
        isPaused: state.paused,
        ...(state.note === undefined || state.note === '' ? {} : { note: state.note }),
        ...(nextRun === undefined ? {} : { nextRun: nextRun.toISOString() }),
      };
    }
  }

  /**
   * The schedule, its next times as the server has them, and its recent runs.
   * @throws ScheduleNotFoundError
   */
  async view(scheduleId: string): Promise<ScheduleView> {
    const description = await this.#described(scheduleId);
    const warning = await clockWarning(this.#client, description);
    return { ...scheduleViewOf(description), ...(warning === undefined ? {} : { clockWarning: warning }) };
  }

  /**
   * Nothing is due until `resume`; what would have been due meanwhile is not made up for. Runs under way go on.
   * @param note why; never encrypted
   * @throws ScheduleNotFoundError, InvalidRequestError
   */
  async pause(scheduleId: string, note = 'Paused'): Promise<void> {
    requireNote(note);
    await this.#described(scheduleId);
    await this.#client.schedule.getHandle(scheduleId).pause(note);
  }

  /** @throws ScheduleNotFoundError, InvalidRequestError */
  async resume(scheduleId: string, note = 'Resumed'): Promise<void> {
    requireNote(note);
    await this.#described(scheduleId);
    await this.#client.schedule.getHandle(scheduleId).unpause(note);
  }

  /**
   * Makes a run now, also of a paused schedule. It is due now: `expiresAfter` counts from now, calling hours hold. The schedule's overlap
   * policy holds too. A second has one run: of several triggers within it one begins the run, also when they come at the same instant.
   *
   * @returns the run, and whether this very trigger began it
   * @throws ActionRefusedError when the server has not started it, since another run goes on; ScheduleNotFoundError
   */
  async trigger(scheduleId: string): Promise<TriggeredRun> {
    return triggerRun(this.#client, await this.#described(scheduleId));
  }

  /** Deletes the schedule; runs under way go on, and ended ones can still be shown. @throws ScheduleNotFoundError */
  async delete(scheduleId: string): Promise<void> {
    await this.#described(scheduleId);
    await this.#client.schedule.getHandle(scheduleId).delete();
  }

  /** Schedules of other programs in the namespace are none of ours. */
  async #described(scheduleId: string): Promise<ScheduleDescription> {
    try {
      const description = await this.#client.schedule.getHandle(scheduleId).describe();
      if (isOurs(description.action.workflowType)) return description;
    } catch (error) {
      if (error instanceof TemporalScheduleNotFoundError) throw new ScheduleNotFoundError(scheduleId, { cause: error });
      throw error;
    }
    throw new ScheduleNotFoundError(scheduleId);
  }
}

const isOurs = (workflowType: string): boolean =>
  workflowType === workflowTypes.outboundCall || workflowType === workflowTypes.followUp;

/** @throws InvalidRequestError */
export function requireNote(note: string): void {
  const parsed = parseWith(noteText(), note);
  if (!parsed.ok) throw new InvalidRequestError(parsed.issues.map(({ message }) => ({ member: 'note', message })));
}
