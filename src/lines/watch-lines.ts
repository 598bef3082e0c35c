import { setTimeout as sleep } from 'node:timers/promises';
import { waitingDialFirst } from '../temporal/dial-first.js';
import { pausedCalls } from '../temporal/visibility.js';
import { endOfCall, stateOfCall, type CallWatch } from './call-end.js';
import type { LineSlots } from './line-slots.js';

export interface LineWatchSettings extends CallWatch {
  readonly slots: LineSlots;
  readonly signal: AbortSignal;
  /** Something could not be learned; it is tried again. */
  readonly onTrouble: (error: unknown) => void;
}

/** How often it is asked about lines whose calls do not say when they are over. */
const askEveryMs = 5_000;

/** Amazon Connect's quota of DescribeContact is 10 a second, for all who follow calls: these questions take a third of it. */
const spacingMs = 300;

/** Frees lines when their calls are over. When the dialler ends, its successor watches. */
export class LineWatch {
  readonly #settings: LineWatchSettings;
  /** Calls whose end is awaited. */
  readonly #awaited = new Set<string>();

  constructor(settings: LineWatchSettings) {
    this.#settings = settings;
    for (const { callId } of settings.slots.held) this.watch(callId);
    // They end with the dialler.
    this.#repeat(() => this.settle()).catch(() => undefined);
    this.#repeat(() => this.#askAboutUnclear()).catch(() => undefined);
  }

  /**
   * Waits for the end of a call. Without an abort signal: the SDK never takes its listeners off one, and adds one for each request. Long polls
   * that outlast the dialler end with their call, or with the connection.
   */
  watch(callId: string): void {
    if (this.#awaited.has(callId)) return;
    this.#awaited.add(callId);
    this.#freeAtEnd(callId).catch(this.#onTrouble);
  }

  async #freeAtEnd(callId: string): Promise<void> {
    const end = await this.#untilClosed(callId);
    this.#awaited.delete(callId);
    if (end === 'over') this.#settings.slots.free(callId);
    else await this.#ask(callId);
  }

  async #untilClosed(callId: string): ReturnType<typeof endOfCall> {
    for (;;) {
      try {
        return await endOfCall(this.#settings.client, callId);
      } catch (error) {
        this.#onTrouble(error);
        await sleep(askEveryMs, undefined, { signal: this.#settings.signal, ref: false });
      }
    }
  }

  /**
   * Asks about calls whose next dial would use the line that they have: where none comes any more, who comes in its stead is turned away, again
   * and again.
   */
  async settle(): Promise<void> {
    const { slots } = this.#settings;
    await Promise.all(slots.held.filter(({ callId }) => slots.isOpen(callId)).map(({ callId }) => this.#ask(callId)));
  }

  /** Asks about calls whose workflow has closed without a word, or is paused. One after the other, for Amazon Connect is asked. */
  async #askAboutUnclear(): Promise<void> {
    const { client, slots, signal } = this.#settings;
    if (slots.held.length === 0) return;
    const paused = await pausedCalls(client);
    for (const { callId } of slots.held.filter((line) => !this.#awaited.has(line.callId) || paused.has(line.callId))) {
      await this.#ask(callId).catch(this.#onTrouble);
      await sleep(spacingMs, undefined, { signal, ref: false });
    }
  }

  async #repeat(action: () => Promise<void>): Promise<void> {
    for (;;) {
      await sleep(askEveryMs, undefined, { signal: this.#settings.signal, ref: false });
      await action().catch(this.#onTrouble);
    }
  }

  /** It is asked again. */
  readonly #onTrouble = (error: unknown): void => {
    const { signal, onTrouble } = this.#settings;
    // Else the end of the dialler has broken it off.
    if (!signal.aborted) onTrouble(error);
  };

  async #ask(callId: string): Promise<void> {
    const { slots } = this.#settings;
    const line = slots.held.find((held) => held.callId === callId);
    if (line === undefined) return;
    const state = await stateOfCall(this.#settings, line);
    if (state === 'over') {
      slots.free(callId);
      return;
    }
    // A call that has closed and dials was reset. Of others the answer may be older than their dial's end.
    if (state !== 'dials' || !this.#awaited.has(callId)) slots.setOpen(callId, state === 'dials');
    if (state !== 'in-doubt') this.watch(callId);
    // Its worker may have died before it asked for that.
    if (state === 'dials' && slots.isOpen(callId)) await waitingDialFirst(this.#settings.client, callId);
  }
}
