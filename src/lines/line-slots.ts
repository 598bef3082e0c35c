import type { ActivitySlotInfo, CustomSlotSupplier, SlotPermit } from '@temporalio/worker';
import type { DialEnd } from '../../activities/start-outbound-voice-contact.js';
import type { HeldLine } from '../contract/lines.js';

/** A call's line. */
interface Line {
  readonly sinceMs: number;
  ContactId?: string;
  /** Its dial runs in this process. */
  isDialling: boolean;
  /** What its dial came to is not known: Amazon Connect may have placed it. Its next attempt uses this line. */
  isOpen: boolean;
}

/**
 * The lines of an instance as slots of a worker: a task is polled only while a line is free, and a line is free again when its *call* has
 * ended, not its dial.
 */
export class LineSlots implements CustomSlotSupplier<ActivitySlotInfo> {
  readonly type = 'custom';
  readonly #lines = new Map<string, Line>();
  readonly #waiting = new Set<() => void>();
  readonly #maxDialling: number;
  #capacity = 0;
  /** Tasks that are polled or run. */
  readonly #permits = new Set<SlotPermit>();

  /**
   * @param held calls that have a line already
   * @param maxDialling most dials at once
   */
  constructor(held: readonly HeldLine[], maxDialling: number) {
    this.#maxDialling = maxDialling;
    for (const { callId, ...line } of held)
      this.#lines.set(callId, { ...line, isDialling: false, isOpen: line.ContactId === undefined });
  }

  /** The list, the oldest first. */
  get held(): HeldLine[] {
    return [...this.#lines].map(([callId, { sinceMs, ContactId }]) => ({
      callId,
      sinceMs,
      ...(ContactId === undefined ? {} : { ContactId }),
    }));
  }

  has(callId: string): boolean {
    return this.#lines.has(callId);
  }

  /** How many calls may have a line at once; calls that have one keep it. */
  set capacity(capacity: number) {
    this.#capacity = capacity;
    this.#handOut();
  }

  /**
   * A dial has come: it uses its call's line, or takes a free one.
   *
   * @returns undefined when there is none: permits are handed out before it is known whose dial comes
   */
  take(callId: string, nowMs: number): { readonly isNew: boolean } | undefined {
    const own = this.#lines.get(callId);
    if (own === undefined && this.#lines.size >= this.#capacity) return undefined;
    if (own === undefined) this.#lines.set(callId, { sinceMs: nowMs, isDialling: true, isOpen: true });
    else own.isDialling = true;
    return { isNew: own === undefined };
  }

  /** Its dial has ended. */
  dialled(callId: string, end: DialEnd): void {
    const line = this.#lines.get(callId);
    if (line === undefined) return;
    if (end === 'silent') this.#lines.delete(callId);
    else Object.assign(line, end, { isDialling: false });
    this.#handOut();
  }

  /** Whether its next dial uses the line that the call has. */
  isOpen(callId: string): boolean {
    const line = this.#lines.get(callId);
    return line !== undefined && waitsForDial(line);
  }

  /** Whether another dial of the call may come: a slot is kept for it, also in a full house. */
  setOpen(callId: string, isOpen: boolean): void {
    const line = this.#lines.get(callId);
    if (line !== undefined) line.isOpen = isOpen;
    this.#handOut();
  }

  free(callId: string): void {
    this.#lines.delete(callId);
    this.#handOut();
  }

  reserveSlot(_: unknown, abort: AbortSignal): Promise<SlotPermit> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#waiting.delete(offer);
        reject(abort.reason as Error);
      };
      const offer = () => {
        this.#waiting.delete(offer);
        abort.removeEventListener('abort', stop);
        const permit = {};
        this.#permits.add(permit);
        resolve(permit);
      };
      abort.addEventListener('abort', stop, { once: true });
      this.#waiting.add(offer);
      this.#handOut();
    });
  }

  /** Eager tasks are for workers that run workflows too. */
  tryReserveSlot(): null {
    return null;
  }

  /** A task's dial says itself whether it has a line. */
  markSlotUsed(): void {}

  releaseSlot({ permit }: { readonly permit: SlotPermit }): void {
    this.#permits.delete(permit);
    this.#handOut();
  }

  #handOut(): void {
    for (const offer of this.#waiting) {
      if (this.#room() <= 0) return;
      offer();
    }
  }

  /**
   * How many tasks more may be polled. A dial that is to come again finds its own line, also in a full house: so many more are polled. Who
   * comes in its stead is turned away.
   */
  #room(): number {
    const lines = [...this.#lines.values()];
    const polled = this.#permits.size - lines.filter(({ isDialling }) => isDialling).length;
    const free = Math.max(0, this.#capacity - lines.length) + lines.filter(waitsForDial).length;
    return Math.min(free - polled, this.#maxDialling - this.#permits.size);
  }
}

const waitsForDial = ({ isOpen, isDialling }: Line): boolean => isOpen && !isDialling;
