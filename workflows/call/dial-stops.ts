import { CancellationScope, condition, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.js';
import { dialActivityId, haltRetryMs, type DialResult } from '../../src/contract/dial.js';
import { taskQueues } from '../../src/contract/names.js';
import { knownOfEarlierRuns } from './earlier-runs.js';
import { OneAtATime } from '../shared/mailbox.js';
import { refuseTakeBack, whenTakeBackWanted, type CallState } from './state.js';

/** Why a dial was stopped, and what its attempts had done by then. */
export interface DialStop {
  /** The call is cancelled; else it is dialled at another time. */
  readonly isCancelled: boolean;
  readonly surelyNotSent: boolean;
}

/**
 * Stops a dial when its call is cancelled, or wanted back; but first finds out what its attempts have done. A call is Cancelled, or dialled
 * at another time, only if surely nothing rang.
 *
 * The plain way is kept short of promises: the SDK takes the stack of each.
 */
export class DialStops {
  readonly #state: CallState;
  /** Shielded from the call's own cancellation: it is passed on once it is known what the dial has done. */
  readonly #scope = new CancellationScope({ cancellable: true, parent: new CancellationScope({ cancellable: false }) });
  readonly #scheduledAtEvent = workflowInfo().historyLength;
  readonly #wishes = new OneAtATime();
  #stop: DialStop | undefined;
  #isOver = false;

  constructor(state: CallState) {
    this.#state = state;
  }

  /** What has stopped the dial, if anything has. */
  get stop(): DialStop | undefined {
    return this.#stop;
  }

  /** @returns the dial's own answer or failure, also when it was stopped too late */
  run(startDial: () => Promise<DialResult>): Promise<DialResult> {
    const dialling = this.#scope.run(startDial);
    CancellationScope.current().cancelRequested.catch(() => this.#wish(true));
    whenTakeBackWanted(this.#state, () => void this.#wishWhenHeard());
    return dialling;
  }

  /**
   * The dial is over: nothing stops it any more.
   * @returns when what is being found out of it is known, if something is: nothing else may happen to the call before
   */
  over(): Promise<void> | undefined {
    this.#isOver = true;
    return this.#wishes.isBusy ? CancellationScope.nonCancellable(() => this.#wishes.untilIdle()) : undefined;
  }

  /** A condition is looked at when all that came with the wish was heard: if that was the dial's own end, it goes first. */
  async #wishWhenHeard(): Promise<void> {
    let isHeard = false;
    const heard = CancellationScope.nonCancellable(() => condition(() => isHeard));
    isHeard = true;
    await heard;
    await this.#wish(false);
  }

  #wish(isCancelled: boolean): Promise<void> {
    return CancellationScope.nonCancellable(() => this.#wishes.run(() => this.#decide(isCancelled)));
  }

  async #decide(isCancelled: boolean): Promise<void> {
    if (this.#isOver || this.#stop !== undefined) return;
    // Still the same workflow task: the dial has not even been handed to the server.
    const neverScheduled = workflowInfo().historyLength === this.#scheduledAtEvent;
    const surelyNotSent = neverScheduled || (await haltedBeforeSend({ keepIfMaybeSent: !isCancelled }));
    if (!isCancelled && !surelyNotSent) {
      refuseTakeBack(this.#state);
      return;
    }
    this.#stop = { isCancelled, surelyNotSent };
    this.#scope.cancel();
  }
}

async function haltedBeforeSend({ keepIfMaybeSent }: { readonly keepIfMaybeSent: boolean }): Promise<boolean> {
  const options = {
    taskQueue: taskQueues.contacts,
    priority: { priorityKey: 1 },
    startToCloseTimeout: '10s',
    retry: { initialInterval: haltRetryMs, backoffCoefficient: 2, maximumInterval: '100s' },
  } as const;
  const { haltDial } = proxyActivities<Activities>({
    ...options,
    summary: keepIfMaybeSent ? 'Rescheduled: was it sent?' : 'Cancelled: was it sent?',
    scheduleToCloseTimeout: '1 minute',
  });
  const { maybePlacedSince } = knownOfEarlierRuns();
  const known = maybePlacedSince === undefined ? {} : { maybePlacedSince };
  try {
    return (await haltDial({ activityId: dialActivityId, keepIfMaybeSent, ...known })).surelyNotSent;
  } catch {
    // It could not be found out: then nothing is sure, and a dial that is to go on may have been left paused.
    const { releaseDial } = proxyActivities<Activities>({ ...options, summary: 'Not rescheduled: the dial goes on' });
    if (keepIfMaybeSent) await releaseDial({ activityId: dialActivityId });
    return false;
  }
}
