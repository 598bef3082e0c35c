// The lines of an instance, as slots of the worker that dials for it. Uses the adapters and the contract; only src/worker imports it.

import { CompleteAsyncError, Context } from '@temporalio/activity';
import { ActivityNotFoundError } from '@temporalio/client';
import { type ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { InjectedSinks } from '@temporalio/worker';
import { failure } from '../connect/failure.js';
import type { HeldLines, LineSinks } from '../contract/lines.js';
import { lineDialQueue } from '../contract/names.js';
import { Dialler, type DiallerSettings } from './dialler.js';
import { InstanceKeeper } from './keep-instances.js';
import { linesInUse } from './lines-in-use.js';

/** The dialler of each instance that this worker process serves, one at most. */
export class LineDiallers {
  readonly #settings: DiallerSettings;
  readonly #stopping = new AbortController();
  /** By task queue. Done when the dialler's last dials are. */
  readonly #diallers = new Map<string, Promise<void>>();
  readonly #keeper: InstanceKeeper;
  readonly sinks: InjectedSinks<LineSinks>;

  constructor(settings: DiallerSettings) {
    this.#settings = settings;
    this.#keeper = new InstanceKeeper(settings.client);
    this.sinks = {
      lines: {
        needed: { fn: (_, InstanceId) => this.#keeper.needed(InstanceId), callDuringReplay: false },
      },
    };
  }

  /** The activity of a dialler, which goes on when this has ended. @throws CompleteAsyncError */
  readonly holdLines = (InstanceId: string): Promise<void> => {
    const taskQueue = lineDialQueue(InstanceId);
    const former = this.#diallers.get(taskQueue) ?? Promise.resolve();
    this.#diallers.set(taskQueue, this.#dial(InstanceId, Context.current(), former));
    throw new CompleteAsyncError();
  };

  /** Every dialler hands over to another worker process. */
  stop(): void {
    this.#keeper.stop();
    this.#stopping.abort(handedOver());
  }

  /** When all have handed over and the dials that run have ended, after `stop`. */
  async done(): Promise<void> {
    await Promise.all(this.#diallers.values());
  }

  /**
   * It answers for its activity itself. The SDK takes an activity whose heartbeats it does not send, and these are awaited, for dead.
   */
  async #dial(InstanceId: string, activity: Context, former: Promise<void>): Promise<void> {
    const { client } = this.#settings;
    const { info, log } = activity;
    const stopping = this.#stopping.signal;
    const heartbeat = () => client.activity.heartbeat(info.taskToken);
    const fail = async (error: unknown) => {
      // Another dialler has taken over.
      if (error instanceof ActivityNotFoundError) return;
      if (!stopping.aborted) log.warn('The dialler of an instance has ended; it is begun again', { InstanceId, error });
      // If Temporal cannot be told, it finds out when no heartbeat comes.
      await client.activity.fail(info.taskToken, error).catch(() => undefined);
    };
    try {
      const before = info.heartbeatDetails as HeldLines | undefined;
      const held = before?.held ?? (await linesInUse(client, InstanceId, { info, heartbeat }));
      const { why, down } = await new Dialler(this.#settings, { InstanceId, activity, held, stopping }).run(former);
      await fail(why);
      await down;
    } catch (error) {
      await fail(error);
    }
  }
}

const handedOver = (): ApplicationFailure =>
  failure({
    type: 'HandedOver',
    message: 'Its worker ends; another one goes on with the lines that are in use',
    nextRetryDelay: 1,
    // It shall neither alarm nor fill the logs.
    category: ApplicationFailureCategory.BENIGN,
  });
