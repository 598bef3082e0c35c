import type { ActivitySlotInfo, CustomSlotSupplier, SlotPermit, SlotReleaseContext } from '@temporalio/worker';
import type { HeldLine } from '../contract/lines.js';

interface Permit extends SlotPermit {
  isUsed: boolean;
  /** Its task has got a line, or was turned away: the permit counts no more. */
  isSpent: boolean;
}

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
  readonly #permits = new Set<Permit>();
  readonly #waiting = new Set<() => void>();
  readonly #maxDialling: number;
  #capacity = 0;

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
    const permit = [...this.#permits].find(({ isUsed, isSpent }) => isUsed && !isSpent);
    if (permit !== undefined) permit.isSpent = true;
    const own = this.#lines.get(callId);
    if (own !== undefined) own.isDialling = true;
    else if (this.#lines.size < this.#capacity)
      this.#lines.set(callId, { sinceMs: nowMs, isDialling: true, isOpen: true });
    this.#handOut();
    return this.#lines.has(callId) ? { isNew: own === undefined } : undefined;
  }

  /** Its dial has ended. @param end with the contact where Amazon Connect has told it; `isOpen` where it may have placed one all the same */
  dialled(callId: string, { ContactId, isOpen }: { readonly ContactId?: string; readonly isOpen: boolean }): void {
    const line = this.#lines.get(callId);
    if (line === undefined) return;
    line.isDialling = false;
    line.isOpen = isOpen;
    if (ContactId !== undefined) line.ContactId = ContactId;
    this.#handOut();
  }

  /** Calls whose next dial uses the line that they have. */
  get open(): string[] {
    return [...this.#lines].flatMap(([callId, { isOpen, isDialling }]) => (isOpen && !isDialling ? [callId] : []));
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

  reserveSlot(_: unknown, abort: AbortSignal): Promise<Permit> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#waiting.delete(offer);
        reject(abort.reason as Error);
      };
      const offer = () => {
        this.#waiting.delete(offer);
        abort.removeEventListener('abort', stop);
        const permit: Permit = { isUsed: false, isSpent: false };
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

  markSlotUsed({ permit }: { readonly permit: SlotPermit }): void {
    (permit as Permit).isUsed = true;
  }

  releaseSlot({ permit }: Pick<SlotReleaseContext<ActivitySlotInfo>, 'permit'>): void {
    this.#permits.delete(permit as Permit);
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
    const unspent = [...this.#permits].filter(({ isSpent }) => !isSpent).length;
    const toComeAgain = lines.filter(({ isOpen, isDialling }) => isOpen && !isDialling).length;
    const dialling = lines.filter(({ isDialling }) => isDialling).length;
    return Math.min(
      Math.max(0, this.#capacity - lines.length) + toComeAgain - unspent,
      this.#maxDialling - dialling - unspent,
    );
  }
}
