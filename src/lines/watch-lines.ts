import { setTimeout as sleep } from 'node:timers/promises';
import { pausedCalls } from '../client/pending-activities.js';
import type { HeldLine } from '../contract/lines.js';
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
    // It ends with the dialler.
    this.#askAgainAndAgain().catch(() => undefined);
  }

  /**
   * Waits for the end of a call. Without an abort signal: the SDK never takes its listeners off one, and adds one for each request. Long polls
   * that outlast the dialler end with their call, or with the connection.
   */
  watch(callId: string): void {
    if (this.#awaited.has(callId)) return;
    this.#awaited.add(callId);
    const { client, slots } = this.#settings;
    void endOfCall(client, callId)
      // Whatever it is: the call is asked about from now on.
      .catch(() => undefined)
      .then((end) => {
        this.#awaited.delete(callId);
        if (end === 'over') slots.free(callId);
      });
  }

  async #askAgainAndAgain(): Promise<void> {
    const { signal, onTrouble } = this.#settings;
    for (;;) {
      let trouble: unknown;
      const noteTrouble = (error: unknown) => void (trouble = error);
      for (const line of (await this.#unclear().catch(noteTrouble)) ?? []) {
        await this.#ask(line).catch(noteTrouble);
        await sleep(spacingMs, undefined, { signal, ref: false });
      }
      if (trouble !== undefined) onTrouble(trouble);
      await sleep(askEveryMs, undefined, { signal, ref: false });
    }
  }

  /** Lines whose calls do not say when they are over: closed too early, perhaps to dial again, or paused. */
  async #unclear(): Promise<HeldLine[]> {
    const { client, slots } = this.#settings;
    const { held } = slots;
    const paused = held.length === 0 ? new Set() : await pausedCalls(client);
    return held.filter(({ callId }) => !this.#awaited.has(callId) || slots.isOpen(callId) || paused.has(callId));
  }

  async #ask(line: HeldLine): Promise<void> {
    const { slots } = this.#settings;
    const state = await stateOfCall(this.#settings, line);
    if (state === 'over') {
      slots.free(line.callId);
      return;
    }
    // A call that was reset dials again.
    slots.setOpen(line.callId, state === 'dials');
    if (state !== 'in-doubt') this.watch(line.callId);
  }
}
