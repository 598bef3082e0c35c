import type { Client } from '@temporalio/client';
import { descriptionOf, goesOn } from '../temporal/run-end.js';
import { isLines, linesStart } from '../temporal/lines-workflow.js';
import { readBacklog } from '../temporal/task-queue.js';
import { settingsInMemo } from '../contract/lines.js';
import { lineDialQueue, linesWorkflowId, linesWorkflowType } from '../contract/names.js';

/** How often a worker checks whether someone has ended the workflow of an instance's lines. One request for all, and one for each instance. */
const checkEveryMs = 20_000;

/** A workflow task that is held up for longer would be given to another worker. */
const patienceMs = 5_000;

/** Keeps the workflows of instances' lines running: begun for the first call, and begun again when someone has ended one. */
export class InstanceKeeper {
  readonly #client: Client;
  /** Instances whose calls have asked for lines: done when the workflow runs. */
  readonly #known = new Map<string, Promise<unknown>>();
  /** Those of them that were asked for since the last check. */
  #asked = new Set<string>();
  readonly #timer: NodeJS.Timeout;

  constructor(client: Client) {
    this.#client = client;
    // Whatever goes wrong, it is checked again soon.
    this.#timer = setInterval(() => void this.#check().catch(() => undefined), checkEveryMs).unref();
  }

  /** A call is about to wait for a line. Resolves when the instance's workflow runs, or after a few seconds. */
  async needed(given: string): Promise<void> {
    const InstanceId = idOf(linesWorkflowId(given));
    this.#asked.add(InstanceId);
    let begun = this.#known.get(InstanceId);
    if (begun === undefined) {
      begun = this.#begin(InstanceId, true).catch(() => this.#known.delete(InstanceId));
      this.#known.set(InstanceId, begun);
    }
    await Promise.race([begun, new Promise<void>((resolve) => setTimeout(resolve, patienceMs).unref())]);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #check(): Promise<void> {
    const ids = new Set(this.#known.keys());
    const asked = this.#asked;
    this.#asked = new Set();
    const query = `${isLines} AND ExecutionStatus NOT IN ('Running', 'ContinuedAsNew')`;
    for await (const { workflowId } of this.#client.workflow.list({ query })) ids.add(idOf(workflowId));
    // One that someone has deleted is in the list for a moment: the others are begun all the same.
    await Promise.allSettled(
      [...ids].map(async (InstanceId) => {
        const isWanted = await this.#begin(InstanceId, false);
        // How many calls wait is told some seconds late: a call that has just come is not in it yet, and asks no more.
        if (!isWanted && !asked.has(InstanceId) && !this.#asked.has(InstanceId)) this.#known.delete(InstanceId);
      }),
    );
  }

  /** @returns false when it was deleted, and no calls wait */
  async #begin(InstanceId: string, isNeeded: boolean): Promise<boolean> {
    const last = await descriptionOf(this.#client, linesWorkflowId(InstanceId));
    if (last !== undefined && goesOn(last.status.name)) return true;
    // With no lines there is nothing to dial. And one that is being removed is ended like this for a moment, until it is gone: begun again
    // with what it knew, it would keep the instance's calls waiting for ever.
    if (last !== undefined && settingsInMemo(last.memo).lines === 0) return true;
    // Deleted, by `ringonce lines --remove` or by hand: begun again only if calls wait.
    if (last === undefined && !isNeeded && !(await this.#callsWait(InstanceId))) return false;
    await this.#client.workflow.start(linesWorkflowType, linesStart(InstanceId, last));
    return true;
  }

  async #callsWait(InstanceId: string): Promise<boolean> {
    const { connection, options } = this.#client;
    return (await readBacklog(connection, options.namespace, lineDialQueue(InstanceId))).waiting > 0;
  }
}

const idOf = (workflowId: string): string => workflowId.slice(linesWorkflowId('').length);
