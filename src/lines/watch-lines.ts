import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { HeldLine } from '../contract/lines.js';
import { workflowTypes } from '../contract/names.js';
import { closedAsOver, stateOfCall, type CallState, type CallWatch } from './call-end.js';
import type { LineSlots } from './line-slots.js';

export interface LineWatchSettings extends CallWatch {
  readonly slots: LineSlots;
  readonly signal: AbortSignal;
  /** Something could not be learned; it is tried again. */
  readonly onTrouble: (error: unknown) => void;
}

/** A contact whose call has ended is asked about after so long, then each time twice as long, up to the longest. */
const firstLookMs = 2_000;
const longestLookMs = 30_000;

/** How often it is asked of dials that may come again whether they are over. */
const settleEveryMs = 5_000;

/** Amazon Connect's quota of DescribeContact is 10 a second, for all who follow calls: these questions take a third of it. */
const spacingMs = 300;

/** How often Temporal is asked which calls somebody has paused. One request. */
const pausedEveryMs = 30_000;

/** Frees lines when their calls are over. */
export class LineWatch {
  readonly #settings: LineWatchSettings;
  readonly #outside = AsyncLocalStorage.snapshot();
  /** How many contacts Amazon Connect is asked about. */
  #inDoubt = 0;

  constructor(settings: LineWatchSettings) {
    this.#settings = settings;
    this.#begin(this.#freePaused());
    this.#begin(this.#settling());
  }

  /** Watches a call until its line is free. Not in the context of the dial that took it, which ends before. */
  watch(line: HeldLine): void {
    this.#outside(() => this.#begin(this.#untilFree(line.callId)));
  }

  #begin(watching: Promise<void>): void {
    watching.catch((error: unknown) => {
      // When the dialler ends, its successor watches.
      if (!this.#settings.signal.aborted) this.#settings.onTrouble(error);
    });
  }

  async #untilFree(callId: string): Promise<void> {
    const { client, slots } = this.#settings;
    let lookMs = firstLookMs;
    while (this.#isHeld(callId)) {
      const closed = await this.#attempt(() => closedAsOver(client, callId));
      const state = closed === 'over' ? undefined : await this.#ask(callId);
      if (closed === 'over' || state?.is === 'over') {
        slots.free(callId);
        return;
      }
      if (closed !== undefined && state?.is === 'going-on') {
        // A reset has begun another run, which dials again.
        slots.setOpen(callId, !state.isFollowed);
        continue;
      }
      this.#inDoubt++;
      await this.#sleep(Math.max(lookMs, this.#inDoubt * spacingMs)).finally(() => this.#inDoubt--);
      lookMs = Math.min(longestLookMs, lookMs * 2);
    }
  }

  /** No slot is kept any more for calls whose dial is over. */
  async settle(): Promise<void> {
    const { slots } = this.#settings;
    await Promise.all(
      slots.open.map(async (callId) => {
        const state = await this.#ask(callId);
        if (state?.is === 'over') slots.free(callId);
        else if (state !== undefined && !(state.is === 'going-on' && !state.isFollowed)) slots.setOpen(callId, false);
      }),
    );
  }

  async #settling(): Promise<void> {
    for (;;) {
      await this.#sleep(settleEveryMs);
      await this.settle();
    }
  }

  async #freePaused(): Promise<void> {
    const { client, slots, signal } = this.#settings;
    while (!signal.aborted) {
      await this.#sleep(pausedEveryMs);
      if (slots.held.length === 0) continue;
      await this.#attempt(async () => {
        for (const callId of await pausedCalls(client)) {
          if (slots.has(callId) && (await this.#ask(callId))?.is === 'over') slots.free(callId);
        }
      });
    }
  }

  async #ask(callId: string): Promise<CallState | undefined> {
    const line = this.#settings.slots.held.find((held) => held.callId === callId);
    if (line === undefined) return undefined;
    return this.#attempt(() => stateOfCall(this.#settings, line));
  }

  /**
   * Without an abort signal: the SDK never takes its listeners off one, and adds one for each request. Long polls that outlast the dialler end
   * with their call, or with the connection.
   *
   * @returns undefined when it failed
   */
  async #attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
    const { signal, onTrouble } = this.#settings;
    try {
      return await action();
    } catch (error) {
      signal.throwIfAborted();
      onTrouble(error);
      return undefined;
    }
  }

  #isHeld(callId: string): boolean {
    const { slots, signal } = this.#settings;
    return slots.has(callId) && !signal.aborted;
  }

  #sleep(ms: number): Promise<void> {
    return sleep(ms, undefined, { signal: this.#settings.signal, ref: false });
  }
}

/** Calls of which somebody has paused an activity. */
async function pausedCalls({ workflow }: Client): Promise<string[]> {
  const query = `WorkflowType = '${workflowTypes.outboundCall}' AND TemporalPauseInfo IS NOT NULL`;
  const calls: string[] = [];
  for await (const { workflowId } of workflow.list({ query })) calls.push(workflowId);
  return calls;
}
