import {
  ServiceError,
  WithStartWorkflowOperation,
  WorkflowIdConflictPolicy,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import {
  defaultLineSettings,
  linePoolStart,
  type LineHolder,
  type LineSettings,
  type LinesView,
} from '../contract/lines.js';
import { linePoolId, linePoolType, queryNames, updateNames, workflowTypes } from '../contract/names.js';
import { goesOn } from '../contract/workflow-status.js';
import { ActionRefusedError, InvalidRequestError, NoWorkerError } from './errors.js';
import { asClientError } from './execute-update.js';
import { pausedActivity } from './pending-activities.js';

/** A worker answers at once, or none is there. */
const viewPatienceMs = 10_000;

/** A pool that a thousand calls have just asked takes its time. */
const setPatienceMs = 30_000;

/** The lines of Amazon Connect instances: how many calls each may hold at once, and who has one. */
export class Lines {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Instances whose calls have asked for lines, also those whose pool somebody has ended. Temporal's list is a moment behind them. */
  async *instances(): AsyncIterable<string> {
    const query = `WorkflowType = '${linePoolType}' AND ExecutionStatus != 'ContinuedAsNew'`;
    const told = new Set<string>();
    for await (const { workflowId } of this.#client.workflow.list({ query })) {
      if (!told.has(workflowId)) yield workflowId.slice(linePoolId('').length);
      told.add(workflowId);
    }
  }

  /**
   * How the lines of an instance are used. One that no call has asked about has the defaults: 10 lines, none in reserve, none lent.
   *
   * @throws InvalidRequestError for what is no instance's ID, NoWorkerError
   */
  async of(InstanceId: string): Promise<LinesView> {
    requireInstanceId(InstanceId);
    const workflowId = linePoolId(InstanceId);
    const handle = this.#client.workflow.getHandle(workflowId);
    try {
      return await this.#client.withDeadline(Date.now() + viewPatienceMs, async () => {
        const view = await handle.query<LinesView>(queryNames.lines);
        const { status } = await handle.describe();
        const lent = await this.#withPaused(view.lent);
        return goesOn(status.name) ? { ...view, lent } : { ...view, lent, notLending: ended };
      });
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return unused;
      if (error instanceof ServiceError) throw new NoWorkerError(workflowId, { cause: error });
      throw error;
    }
  }

  /**
   * Forgets an instance, for one that was named by mistake: its next call begins with the defaults. First nothing is lent any more, so that no
   * line can be lost.
   *
   * @throws ActionRefusedError while calls hold its lines or wait for them, InvalidRequestError, NoWorkerError
   */
  async remove(InstanceId: string): Promise<void> {
    const before = await this.of(InstanceId);
    const workflowId = linePoolId(InstanceId);
    if (before === unused) return;
    const { lines, reserve } = before;
    const { busy, waiting } = await this.set(InstanceId, { lines: 0 });
    if (busy + waiting > 0) {
      await this.set(InstanceId, { lines, reserve });
      throw new ActionRefusedError(
        workflowId,
        `calls use its lines: ${busy} have one, ${waiting} wait; nothing was changed`,
      );
    }
    const { namespace } = this.#client.options;
    for await (const { runId } of this.#client.workflow.list({ query: `WorkflowId = '${workflowId}'` }))
      await this.#client.workflowService.deleteWorkflowExecution({
        namespace,
        workflowExecution: { workflowId, runId },
      });
  }

  /** One request for all, and one for each that is paused, which are few. */
  async #withPaused(lent: readonly LineHolder[]): Promise<readonly LineHolder[]> {
    if (lent.length === 0) return lent;
    const paused = new Set<string>();
    const query = `WorkflowType = '${workflowTypes.outboundCall}' AND TemporalPauseInfo IS NOT NULL`;
    for await (const { workflowId } of this.#client.workflow.list({ query })) paused.add(workflowId);
    return Promise.all(
      lent.map(async (holder) => {
        if (!paused.has(holder.callId)) return holder;
        const description = await this.#client.workflow.getHandle(holder.callId).describe();
        const activity = await pausedActivity(this.#client, description);
        return activity === undefined ? holder : { ...holder, paused: activity };
      }),
    );
  }

  /**
   * Says how many lines an instance has, and how many of them calls of ringonce never take. Lines in use stay in use: when there are
   * more of them than now permitted, none is lent until enough came back. With 0 lines nothing is dialled.
   *
   * @param change what is left out stays as it is
   * @throws InvalidRequestError, NoWorkerError
   */
  async set(InstanceId: string, change: Partial<LineSettings>): Promise<LinesView> {
    requireInstanceId(InstanceId);
    const start = linePoolStart(InstanceId);
    try {
      return await this.#client.withDeadline(Date.now() + setPatienceMs, () =>
        this.#client.workflow.executeUpdateWithStart<Workflow, LinesView, [Partial<LineSettings>]>(updateNames.resize, {
          args: [change],
          startWorkflowOperation: new WithStartWorkflowOperation(linePoolType, {
            ...start,
            args: [...start.args],
            workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
          }),
        }),
      );
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError) throw asClientError(start.workflowId, error);
      if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
        throw new NoWorkerError(start.workflowId, { cause: error });
      throw error;
    }
  }
}

/** A pool that was made for a typo would lend ten lines that nobody has. */
function requireInstanceId(InstanceId: string): void {
  if (/^(?:arn:aws[\w-]*:connect:[\w-]+:\d+:instance\/)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(InstanceId))
    return;
  throw new InvalidRequestError(
    [
      {
        member: 'InstanceId',
        message: 'must be the whole ID of an instance, such as 11111111-1111-4111-8111-111111111111, or its ARN',
      },
    ],
    {
      message: `${InstanceId} is no InstanceId: give the whole ID, such as 11111111-1111-4111-8111-111111111111, or the ARN.`,
    },
  );
}

const ended =
  'its workflow was ended; a worker begins it again within half a minute, or the next message of a call, with what it knew';

const unused: LinesView = { ...defaultLineSettings, busy: 0, waiting: 0, waitingByPriority: {}, lent: [] };
