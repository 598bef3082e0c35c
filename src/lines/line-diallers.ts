import { AsyncLocalStorage } from 'node:async_hooks';
import { CompleteAsyncError, Context } from '@temporalio/activity';
import { Client } from '@temporalio/client';
import type { Logger } from '@temporalio/common';
import { Worker, type InjectedSinks, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import type { createActivities } from '../../activities/index.js';
import { copyDialRate, defaultDialsPerSecond } from '../client/pace.js';
import type { DiallerInput, HeldLine } from '../contract/lines.js';
import type { LineSinks } from '../contract/line-sinks.js';
import { lineDialQueue } from '../contract/names.js';
import { keepInstances, type InstanceKeeper } from './keep-instances.js';
import { runDialler, type Polling, type PollingParts } from './dialler.js';
import { linesInUse } from './lines-in-use.js';

export interface DiallerSettings {
  readonly activities: Pick<ReturnType<typeof createActivities>, 'dialWith' | 'isContactOver'>;
  /** Of every worker of the process. */
  readonly common: Partial<WorkerOptions> & { readonly connection: NativeConnection; readonly namespace: string };
  /** Of workers that dial. */
  readonly dialWorker: Partial<WorkerOptions>;
  /** Most dials of an instance at once. */
  readonly maxDialling: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The dialler of each instance that this worker process serves, one at most. */
export class LineDiallers {
  readonly #settings: DiallerSettings;
  readonly #stopping = new AbortController();
  /** By task queue: the SDK refuses a second worker on one while the first is not down. */
  readonly #workers = new Map<string, Promise<void>>();
  readonly #diallers = new Set<Promise<void>>();
  readonly #client: Client;
  readonly #keeper: InstanceKeeper;
  /** Of no activity: in one's context requests are given up with it. */
  readonly #outside = AsyncLocalStorage.snapshot();
  readonly sinks: InjectedSinks<LineSinks>;

  constructor(settings: DiallerSettings) {
    this.#settings = settings;
    const { connection, namespace, dataConverter } = settings.common;
    this.#client = new Client({ connection, namespace, ...(dataConverter === undefined ? {} : { dataConverter }) });
    this.#keeper = keepInstances(this.#client);
    this.sinks = {
      lines: {
        needed: { fn: (_, InstanceId) => this.#keeper.needed(InstanceId), callDuringReplay: false },
      },
    };
  }

  /** Completed by the dialler, which goes on when this has ended. @throws CompleteAsyncError */
  readonly holdLines = (input: DiallerInput): Promise<readonly HeldLine[]> => {
    const { activities, maxDialling, now } = this.#settings;
    const { info, log } = Context.current();
    const dialling = this.#outside(() =>
      runDialler({ client: this.#client, info, log }, input, {
        now,
        maxDialling,
        poll: (InstanceId, parts) => this.#poll(InstanceId, parts, log),
        isContactOver: activities.isContactOver,
        linesInUse,
        stopping: this.#stopping.signal,
      }),
    );
    this.#diallers.add(dialling);
    void dialling.finally(() => this.#diallers.delete(dialling));
    throw new CompleteAsyncError();
  };

  /** Every dialler hands over to another worker process. */
  stop(): void {
    this.#keeper.stop();
    this.#stopping.abort();
  }

  /** When all have handed over and the dials that run have ended, after `stop`. */
  async done(): Promise<void> {
    await Promise.allSettled(this.#diallers);
    await Promise.allSettled(this.#workers.values());
  }

  async #poll(InstanceId: string, { slots, lines, onDeath }: PollingParts, log: Logger): Promise<Polling> {
    const { activities, common, dialWorker } = this.#settings;
    const taskQueue = lineDialQueue(InstanceId);
    await this.#workers.get(taskQueue);
    // Without it the worker's own rate counts.
    await copyDialRate(common.connection, common.namespace, taskQueue).catch((error: unknown) => {
      log.warn("The instance's dial queue did not get the rate of ringonce-dial", { taskQueue, error });
    });
    const none = { type: 'fixed-size', numSlots: 1 } as const;
    const worker = await Worker.create({
      ...common,
      ...dialWorker,
      taskQueue,
      activities: activities.dialWith(lines),
      tuner: {
        workflowTaskSlotSupplier: none,
        activityTaskSlotSupplier: slots,
        localActivityTaskSlotSupplier: none,
        nexusTaskSlotSupplier: none,
      },
      // For a server that has no rate of its own: what it has wins.
      maxTaskQueueActivitiesPerSecond: defaultDialsPerSecond,
    });
    const running = worker.run().catch(onDeath);
    this.#workers.set(taskQueue, running);
    return {
      stop: () => {
        if (worker.getState() === 'RUNNING') worker.shutdown();
      },
    };
  }
}
