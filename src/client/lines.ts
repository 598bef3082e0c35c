import { setTimeout as sleep } from 'node:timers/promises';
import {
  WithStartWorkflowOperation,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import type { HeldLines, LineHolder, LineSettings, LinesView } from '../contract/lines.js';
import { linesWorkflowId, linesWorkflowType, updateNames } from '../contract/names.js';
import { roughDuration } from '../contract/rough-duration.js';
import { descriptionOf } from '../temporal/run-end.js';
import { ActionRefusedError, NoWorkerError } from './errors.js';
import { asClientError } from './execute-update.js';
import { linesStart, lineInstances, requireInstanceId } from '../temporal/lines-workflow.js';
import { readLines } from '../temporal/read-lines.js';
import { pausedAmong } from '../temporal/call-activities.js';
import { pausedCalls, runsOf } from '../temporal/visibility.js';
import { pendingActivities } from '../temporal/pending-activities.js';

/** Temporal answers at once. */
const viewPatienceMs = 10_000;

/** A worker answers at once, or none is there. */
const setPatienceMs = 30_000;

/** A dialler reads how many lines there are every second. */
const countsWithinMs = 5_000;
const askAgainMs = 100;

/** The lines of Amazon Connect instances: how many calls each may hold at once, and who has one. */
export class Lines {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Instances whose calls have asked for lines. Temporal's list is a moment behind them. */
  instances(): AsyncIterable<string> {
    return lineInstances(this.#client.connection, this.#client.options.namespace);
  }

  /**
   * How the lines of an instance are used; no worker is needed to tell it. One that no call has asked about has the defaults: 10 lines, none in
   * reserve, none in use.
   *
   * @throws InvalidRequestError for what is no instance's ID
   */
  async of(InstanceId: string): Promise<LinesView> {
    requireInstanceId(InstanceId);
    return (await this.#read(InstanceId))[0];
  }

  async #read(InstanceId: string): Promise<[LinesView, Partial<HeldLines>]> {
    const client = this.#client;
    return client.withDeadline(Date.now() + viewPatienceMs, async () => {
      const { view, dialler } = await readLines(client, InstanceId);
      return [{ ...view, calls: await this.#withPaused(view.calls) }, dialler];
    });
  }

  /**
   * Forgets an instance, for one that was named by mistake: its next call begins with the defaults. First nothing is dialled any more, so that
   * no line can be lost.
   *
   * @throws ActionRefusedError while calls hold its lines or wait for them, InvalidRequestError, NoWorkerError
   */
  async remove(InstanceId: string): Promise<void> {
    requireInstanceId(InstanceId);
    const workflowId = linesWorkflowId(InstanceId);
    const { namespace } = this.#client.options;
    const before = await this.of(InstanceId);
    const inUse = ({ busy, waiting }: LinesView) => {
      if (busy + waiting > 0)
        throw new ActionRefusedError(
          workflowId,
          `calls use its lines: ${busy} have one, ${waiting} wait; nothing was changed`,
        );
    };
    inUse(before);
    if ((await descriptionOf(this.#client, workflowId)) === undefined) return;
    const stopped = await this.set(InstanceId, { lines: 0 });
    try {
      inUse(stopped);
    } catch (error) {
      const { lines, reserve } = before;
      await this.set(InstanceId, { lines, reserve });
      throw error;
    }
    for (const { runId } of await runsOf(this.#client, workflowId))
      await this.#client.workflowService.deleteWorkflowExecution({
        namespace,
        workflowExecution: { workflowId, runId },
      });
  }

  /** One request for all, and one for each that is paused, which are few. */
  async #withPaused(calls: readonly LineHolder[]): Promise<readonly LineHolder[]> {
    if (calls.length === 0) return calls;
    const paused = await pausedCalls(this.#client);
    return Promise.all(
      calls.map(async (call) => {
        if (!paused.has(call.callId)) return call;
        const description = await this.#client.workflow.getHandle(call.callId).describe();
        const activity = pausedAmong(await pendingActivities(this.#client, description));
        return activity === undefined ? call : { ...call, paused: activity };
      }),
    );
  }

  /**
   * Says how many lines an instance has, and how many of them calls of ringonce never take. Lines in use stay in use:
   * when there are more of them than now permitted, nothing is dialled until enough calls have ended. With 0 lines nothing is dialled.
   *
   * @param change what is left out stays as it is
   * @throws InvalidRequestError, NoWorkerError
   */
  async set(InstanceId: string, change: Partial<LineSettings>): Promise<LinesView> {
    requireInstanceId(InstanceId);
    const start = linesStart(InstanceId, await descriptionOf(this.#client, linesWorkflowId(InstanceId)));
    let settings: LineSettings;
    try {
      settings = await this.#client.withDeadline(Date.now() + setPatienceMs, () =>
        this.#client.workflow.executeUpdateWithStart<Workflow, LineSettings, [Partial<LineSettings>]>(
          updateNames.resize,
          {
            args: [change],
            startWorkflowOperation: new WithStartWorkflowOperation(linesWorkflowType, start),
          },
        ),
      );
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError) throw asClientError(start.workflowId, error);
      if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
        throw new NoWorkerError(start.workflowId, { cause: error });
      throw error;
    }
    return this.#untilItCounts(InstanceId, settings);
  }

  /** Until the dialler goes by the settings, or is not there to do so. */
  async #untilItCounts(InstanceId: string, settings: LineSettings): Promise<LinesView> {
    const endMs = Date.now() + countsWithinMs;
    for (;;) {
      const [view, dialler] = await this.#read(InstanceId);
      const { lines, reserve } = dialler.settings ?? {};
      if ((lines === settings.lines && reserve === settings.reserve) || Date.now() > endMs) return view;
      await sleep(askAgainMs);
    }
  }
}

/** `9 of 10 busy, 213 waiting, oldest 4 min` */
export function linesInWords(view: LinesView, nowMs = Date.now()): string {
  const { lines, reserve, busy, waiting, waitingByPriority, oldestWaitsSince, notDialling } = view;
  const of = lines === 'unlimited' ? 'unlimited' : String(Math.max(0, lines - reserve));
  const kept = lines !== 'unlimited' && lines > 0 && reserve > 0 ? ` (${reserve} more in reserve)` : '';
  const oldest =
    oldestWaitsSince === undefined
      ? ''
      : `, oldest ${roughDuration(Math.max(0, nowMs - Date.parse(oldestWaitsSince)))}`;
  const priorities = Object.entries(waitingByPriority);
  const by =
    priorities.length < 2 ? '' : ` (${priorities.map(([key, calls]) => `priority ${key}: ${calls}`).join(', ')})`;
  const stopped = notDialling === undefined ? '' : `; not dialling now: ${notDialling}`;
  if (lines === 0) return `0 lines: nothing is dialled; ${busy} busy, ${waiting} waiting${by}${oldest}${stopped}`;
  return `${busy} of ${of} busy${kept}, ${waiting} waiting${by}${oldest}${stopped}`;
}
