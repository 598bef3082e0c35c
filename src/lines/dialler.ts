import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { Worker, WorkerOptions } from '@temporalio/worker';
import type { DialEnd, DialLines } from '../connect/dial-lines.js';
import { HeldBackError } from '../connect/throttle.js';
import { dialFirst } from '../temporal/dial-first.js';
import { copyDialRate, defaultDialsPerSecond } from '../temporal/rates.js';
import { settingsInMemo, type HeldLine, type LineSettings } from '../contract/lines.js';
import { lineDialQueue } from '../contract/names.js';
import { LineSlots, type DialsOut } from './line-slots.js';
import { LineWatch } from './watch-lines.js';
import { WrittenList } from './written-list.js';

/** Well below the heartbeat's timeout: two may be lost. */
const heartbeatEveryMs = 3_000;

/** How often it reads how many lines there are. */
const settingsEveryMs = 1_000;

/** A dial that came when no line was free waits for one so long; then it comes back after a while. */
const lineSoonMs = 1_000;
const comeBackMs = 2_000;

/** What the diallers of a worker process have in common. */
export interface DiallerSettings {
  /** Over a connection that no worker uses: within an activity's context requests are given up with the activity. */
  readonly client: Client;
  readonly activities: {
    /** Dials that take a line. */
    readonly dialWith: (lines: DialLines) => NonNullable<WorkerOptions['activities']>;
    /** Asks Amazon Connect; undefined: it does not know the contact. */
    readonly isContactOver: (
      InstanceId: string,
      ContactId: string,
      signal: AbortSignal,
    ) => Promise<boolean | undefined>;
  };
  /** Makes the worker that polls an instance's dial queue. */
  readonly createWorker: (
    options: Pick<WorkerOptions, 'taskQueue' | 'activities' | 'tuner' | 'maxTaskQueueActivitiesPerSecond'>,
  ) => Promise<Pick<Worker, 'run' | 'shutdown' | 'getState'>>;
  readonly dials: DialsOut;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Of which instance it dials. */
export interface DiallerTask {
  readonly InstanceId: string;
  /** Its heartbeats are the list of lines. */
  readonly activity: Context;
  /** Calls that have a line. */
  readonly held: readonly HeldLine[];
  /** Another dialler shall go on. */
  readonly stopping: AbortSignal;
}

/** Dials for an instance while lines are free. Who has one is written to Temporal before a request goes out. */
export class Dialler implements DialLines {
  readonly #settings: DiallerSettings;
  readonly #task: DiallerTask;
  readonly #end = new AbortController();
  readonly #signal: AbortSignal;
  readonly #slots: LineSlots;
  readonly #list: WrittenList;
  readonly #watch: LineWatch;
  #lines: LineSettings | undefined;

  constructor(settings: DiallerSettings, task: DiallerTask) {
    const { client, activities, dials, now } = settings;
    const { InstanceId, activity, held, stopping } = task;
    this.#settings = settings;
    this.#task = task;
    this.#signal = AbortSignal.any([this.#end.signal, stopping]);
    this.#slots = new LineSlots(held, dials);
    this.#list = new WrittenList({
      client,
      taskToken: activity.info.taskToken,
      list: () => ({ held: this.#slots.held, ...(this.#lines === undefined ? {} : { settings: this.#lines }) }),
      onLost: (error) => this.#end.abort(error),
    });
    this.#watch = new LineWatch({
      client,
      now,
      isContactOver: (ContactId) => activities.isContactOver(InstanceId, ContactId, this.#signal),
      slots: this.#slots,
      signal: this.#signal,
      onTrouble: (error) => this.#warn('A line could not be looked after; it is tried again', error),
    });
  }

  /**
   * Dials until something ends it.
   *
   * @param former done when the process's former dialler of the instance is down: the SDK refuses a second worker on one queue
   * @returns why it has ended, and when its last dials have
   */
  async run(former: Promise<unknown>): Promise<{ readonly why: unknown; readonly down: Promise<void> }> {
    const write = () => this.#list.write().catch(() => undefined);
    const heartbeats = setInterval(() => void write(), heartbeatEveryMs);
    const down = this.#poll(former).catch((error: unknown) => this.#end.abort(error));
    await this.#followSettings().catch((error: unknown) => this.#end.abort(error));
    clearInterval(heartbeats);
    // What was taken before it ended is on the list of who goes on.
    await write();
    return { why: this.#signal.reason, down };
  }

  async take(callId: string): Promise<void> {
    const taken = await this.#takeSoon(callId);
    if (taken === undefined)
      throw new HeldBackError(comeBackMs, 'No line of the instance is free, or its worker has too many dials out');
    this.#watch.watch(callId);
    try {
      await this.#list.write();
    } catch {
      if (taken.isNew) this.#slots.free(callId);
      throw new HeldBackError(comeBackMs, 'The worker that dials for this instance is changing');
    }
  }

  /**
   * A slot that is kept for a dial which comes again may bring another one. Turned away at once it would lose its turn, and so would the next in
   * its slot, and the next.
   */
  async #takeSoon(callId: string): Promise<{ readonly isNew: boolean } | undefined> {
    const take = () => (this.#signal.aborted ? undefined : this.#slots.take(callId, this.#settings.now()));
    let taken = take();
    if (taken !== undefined) return taken;
    const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(lineSoonMs)]);
    while (taken === undefined && !signal.aborted) {
      await this.#slots.changed(signal).catch(() => undefined);
      taken = take();
    }
    return taken;
  }

  async dialled(callId: string, end: DialEnd): Promise<void> {
    // Behind more urgent calls, which have no line, its next attempt would wait for them, and they for its line: nothing would be dialled
    // until its resend window is over.
    if (end !== 'silent' && end.isOpen)
      await dialFirst(this.#settings.client, callId, this.#settings.now).catch((error: unknown) =>
        this.#warn('A dial that has a line could not be given the highest priority; it is tried again', error),
      );
    this.#slots.dialled(callId, end);
  }

  async #poll(former: Promise<unknown>): Promise<void> {
    const { client, activities } = this.#settings;
    const { connection, options } = client;
    const taskQueue = lineDialQueue(this.#task.InstanceId);
    await this.#list.write();
    await this.#watch.settle().catch((error: unknown) => this.#warn('Lines could not be looked after', error));
    await former;
    // Without it the worker's own rate counts.
    await copyDialRate(connection, options.namespace, taskQueue).catch((error: unknown) =>
      this.#warn("The instance's dial queue did not get the rate of ringonce-dial", error),
    );
    const none = { type: 'fixed-size', numSlots: 1 } as const;
    const worker = await this.#settings.createWorker({
      taskQueue,
      activities: activities.dialWith(this),
      tuner: {
        workflowTaskSlotSupplier: none,
        activityTaskSlotSupplier: this.#slots,
        localActivityTaskSlotSupplier: none,
        nexusTaskSlotSupplier: none,
      },
      // For a server that has no rate of its own: what it has wins.
      maxTaskQueueActivitiesPerSecond: defaultDialsPerSecond,
    });
    const stop = () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
    };
    const running = worker.run();
    if (this.#signal.aborted) stop();
    else this.#signal.addEventListener('abort', stop);
    await running;
  }

  async #followSettings(): Promise<void> {
    const { workflowId = '', runId } = this.#task.activity.info.workflowExecution ?? {};
    const handle = this.#settings.client.workflow.getHandle(workflowId, runId);
    for (;;) {
      const description = await handle.describe().catch(() => undefined);
      if (description !== undefined) await this.#apply(settingsInMemo(description.memo));
      await sleep(settingsEveryMs, undefined, { signal: this.#signal });
    }
  }

  async #apply(changed: LineSettings): Promise<void> {
    const { lines, reserve } = changed;
    this.#slots.capacity = lines === 'unlimited' ? Infinity : Math.max(0, lines - reserve);
    if (isDeepStrictEqual(this.#lines, changed)) return;
    this.#lines = changed;
    // Whoever has set them waits until they count.
    await this.#list.write().catch(() => undefined);
  }

  #warn(message: string, error: unknown): void {
    const { InstanceId, activity } = this.#task;
    activity.log.warn(message, { InstanceId, error });
  }
}
