import { randomInt } from 'node:crypto';
import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError as TemporalScheduleNotFoundError,
  WorkflowNotFoundError,
  type Client,
  type ScheduleDescription,
} from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { msToTs } from '@temporalio/common/lib/time.js';
import { parseWith } from '../../contract/issues.js';
import { searchAttributes, taskQueues, workflowTypes } from '../../contract/names.js';
import { backfill, type Backfilled, type BackfillRange } from './backfill.js';
import { ActionRefusedError, ScheduleExistsError, ScheduleNotFoundError } from '../errors.js';
import { InvalidRequestError } from '../../contract/errors.js';
import { noteText, parseSchedule, runIdAt, type ScheduleDefinition } from './schedule-definition.js';
import { clockWarning } from './schedule-clocks.js';
import { requireRuns } from './schedule-door.js';
import { scheduleViewOf, type ScheduleView } from './schedule-view.js';
import { asStartError } from '../start-error.js';
import { describeRequest, titleOf } from '../../contract/static-details.js';
import { skippedDate, temporalCalendar } from './temporal-calendars.js';

const callPhase = defineSearchAttributeKey('CallPhase', searchAttributes.CallPhase);

/** The server starts a run within a second, if it does. */
const triggerPatienceMs = 10_000;
const triggerPollMs = 200;

/** What a trigger came to. */
export interface TriggeredRun {
  readonly workflowId: string;
  /** Another trigger within the same second has begun the run: this one has begun none. */
  readonly isEarlier: boolean;
}

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
   * come at which it may be dialled. There is no changing: delete it and make it again; a time that has had its run gets no other.
   *
   * @param scheduleId 1 to 230 bytes in UTF-8, no personal data (IDs are never encrypted)
   * @throws InvalidRequestError before anything is made, ScheduleExistsError, NamespaceNotReadyError
   */
  async create(scheduleId: string, definition: ScheduleDefinition): Promise<void> {
    const parsed = parseSchedule(scheduleId, definition);
    if (!parsed.ok) throw new InvalidRequestError(parsed.issues);
    const schedule = parsed.value;
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
          typedSearchAttributes: [{ key: callPhase, value: 'OPEN' }],
          staticSummary: titleOf(schedule.workflowType, schedule.request),
          staticDetails: describeRequest(schedule.request),
          // No memo `ringonce-first-use`: of a run that is asked for the server allows the ID twice, so the dial must look.
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
    const { policies, info } = await this.#described(scheduleId);
    const [running] = info.runningActions;
    if (running !== undefined && policies.overlap === 'SKIP') {
      throw new ActionRefusedError(scheduleId, `nothing was started: its run ${running.workflow.workflowId} goes on`);
    }
    const nowMs = Date.now();
    const workflowId = runIdAt(scheduleId, nowMs);
    // The server would begin no other in this second; of a run that has ended already it would, under the same ID and token.
    if (await this.#exists(workflowId)) return { workflowId, isEarlier: true };
    // Who triggers at the same instant has other nanoseconds: the server tells by them which trigger began the run.
    const scheduledTime = { ...msToTs(nowMs), nanos: (nowMs % 1000) * 1e6 + randomInt(1e6) };
    // Not the SDK's trigger: it takes ALLOW_ALL, which calls somebody twice at a time, and does not tell the run's ID.
    await this.#client.workflowService.patchSchedule({
      namespace: this.#client.options.namespace,
      scheduleId,
      identity: this.#client.options.identity,
      patch: { triggerImmediately: { scheduledTime } },
    });
    if (await isSoon(() => this.#exists(workflowId)))
      return { workflowId, isEarlier: await this.#wasBegunByAnother(scheduleId, workflowId, scheduledTime.nanos) };
    throw new ActionRefusedError(
      scheduleId,
      `the run ${workflowId} has not begun: it waits for the one before (overlap ${policies.overlap}), or was left out`,
    );
  }

  /**
   * Makes up for times that have passed without a run, at most 100, one after the other. Each counts as due at its own time, so a run whose
   * `expiresAfter` is over ends as EXPIRED and rings nobody; `trigger` calls now.
   *
   * @throws InvalidRequestError for a range that is no range, lies in the future or holds too many times; ScheduleNotFoundError
   */
  async backfill(scheduleId: string, range: BackfillRange): Promise<Backfilled> {
    return backfill(this.#client, await this.#described(scheduleId), range);
  }

  /** Deletes the schedule; runs under way go on, and its runs are still to be looked at. @throws ScheduleNotFoundError */
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

  /** @param nanos of the trigger that asks */
  async #wasBegunByAnother(scheduleId: string, workflowId: string, nanos: number): Promise<boolean> {
    const nanosOfRun = async (): Promise<number | undefined | null> => {
      const { raw } = await this.#client.schedule.getHandle(scheduleId).describe();
      const run = raw.info?.recentActions?.find(({ startWorkflowResult: run }) => run?.workflowId === workflowId);
      return run?.scheduleTime?.nanos;
    };
    let begunBy: number | undefined | null;
    await isSoon(async () => (begunBy = await nanosOfRun()) != null);
    return begunBy != null && begunBy !== nanos;
  }

  async #exists(workflowId: string): Promise<boolean> {
    try {
      await this.#client.workflow.getHandle(workflowId).describe();
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }
}

/** Asks until it is so, or until the patience with a trigger is over. */
async function isSoon(isSo: () => Promise<boolean>): Promise<boolean> {
  const deadlineMs = Date.now() + triggerPatienceMs;
  for (;;) {
    if (await isSo()) return true;
    if (Date.now() >= deadlineMs) return false;
    await new Promise((resolve) => setTimeout(resolve, triggerPollMs));
  }
}

const isOurs = (workflowType: string): boolean =>
  workflowType === workflowTypes.outboundCall || workflowType === workflowTypes.followUp;

/** @throws InvalidRequestError */
export function requireNote(note: string): void {
  const parsed = parseWith(noteText(), note);
  if (!parsed.ok) throw new InvalidRequestError(parsed.issues.map(({ message }) => ({ member: 'note', message })));
}
