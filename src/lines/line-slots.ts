import { EventEmitter, once } from 'node:events';
import type { ActivitySlotInfo, CustomSlotSupplier, SlotPermit } from '@temporalio/worker';
import type { DialEnd } from '../connect/dial-lines.js';
import type { HeldLine } from '../contract/lines.js';

/** A call's line. */
interface Line {
  held: HeldLine;
  /** Its dial runs in this process. */
  isDialling: boolean;
  /** What its dial came to is not known: Amazon Connect may have placed it. Its next attempt uses this line. */
  isOpen: boolean;
}

/** Dials of a worker process, for whatever instance: each needs a socket. */
export interface DialsOut {
  readonly most: number;
  readonly running: Set<SlotPermit>;
}

/**
 * The lines of an instance as slots of a worker: a task is polled only while a line is free, and a line is free again when its *call* has
 * ended, not its dial.
 */
export class LineSlots implements CustomSlotSupplier<ActivitySlotInfo> {
  readonly type = 'custom';
  readonly #lines = new Map<string, Line>();
  /** Tasks that are polled or run. */
  readonly #permits = new Set<SlotPermit>();
  readonly #dials: DialsOut;
  /** Those who poll wait for its event `change`. */
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #capacity = 0;

  /**
   * @param held calls that have a line already
   * @param dials of the whole process
   */
  constructor(held: readonly HeldLine[], dials: DialsOut) {
    this.#dials = dials;
    for (const line of held)
      this.#lines.set(line.callId, { held: line, isDialling: false, isOpen: line.ContactId === undefined });
  }

  /** The list, the oldest first. */
  get held(): HeldLine[] {
    return [...this.#lines.values()].map(({ held }) => held);
  }

  /**
   * How many calls may have a line at once; calls that have one keep it. To be told again and again: dials of other instances may have ended
   * meanwhile.
   */
  set capacity(capacity: number) {
    this.#capacity = capacity;
    this.#changes.emit('change');
  }

  /**
   * A dial has come: it uses its call's line, or takes a free one.
   *
   * @returns undefined when there is none, or when too many dials of the process are out: permits are handed out before it is known whose dial comes
   */
  take(callId: string, sinceMs: number): { readonly isNew: boolean } | undefined {
    const own = this.#lines.get(callId);
    const { running, most } = this.#dials;
    if (own === undefined && (this.#lines.size >= this.#capacity || running.size > most)) return undefined;
    if (own === undefined) this.#lines.set(callId, { held: { callId, sinceMs }, isDialling: true, isOpen: true });
    else {
      own.isDialling = true;
      // If no dial was awaited of it, the permit was polled for another line.
      this.#changes.emit('change');
    }
    return { isNew: own === undefined };
  }

  /** Its dial has ended. */
  dialled(callId: string, end: DialEnd): void {
    if (end === 'silent') this.free(callId);
    else
      this.#change(callId, ({ held }) => ({
        held: end.ContactId === undefined ? held : { ...held, ContactId: end.ContactId },
        isDialling: false,
        isOpen: end.isOpen,
      }));
  }

  /** Whether its next dial uses the line that the call has. */
  isOpen(callId: string): boolean {
    const line = this.#lines.get(callId);
    return line !== undefined && waitsForDial(line);
  }

  /** Whether another dial of the call may come: a slot is kept for it, also in a full house. */
  setOpen(callId: string, isOpen: boolean): void {
    this.#change(callId, (line) => ({ ...line, isOpen }));
  }

  free(callId: string): void {
    this.#lines.delete(callId);
    this.#changes.emit('change');
  }

  /** Until a line may have become free. @throws when the signal ends it */
  async changed(signal: AbortSignal): Promise<void> {
    await once(this.#changes, 'change', { signal });
  }

  async reserveSlot(_: unknown, signal: AbortSignal): Promise<SlotPermit> {
    while (this.#room() <= 0) await this.changed(signal);
    const permit = {};
    this.#permits.add(permit);
    return permit;
  }

  /** Eager tasks are for workers that run workflows too. */
  tryReserveSlot(): null {
    return null;
  }

  markSlotUsed({ permit }: { readonly permit: SlotPermit }): void {
    this.#dials.running.add(permit);
  }

  releaseSlot({ permit }: { readonly permit: SlotPermit }): void {
    this.#permits.delete(permit);
    this.#dials.running.delete(permit);
    this.#changes.emit('change');
  }

  #change(callId: string, changed: (line: Line) => Line): void {
    const line = this.#lines.get(callId);
    if (line !== undefined) this.#lines.set(callId, changed(line));
    this.#changes.emit('change');
  }

  /**
   * How many tasks more may be polled. A dial that is to come again finds its own line, also in a full house: so many more are polled. Who
   * comes in its stead is turned away.
   */
  #room(): number {
    const { running, most } = this.#dials;
    const lines = [...this.#lines.values()];
    const withLine = lines.filter(({ isDialling }) => isDialling).length;
    const free = Math.max(0, this.#capacity - lines.length) + lines.filter(waitsForDial).length;
    const polled = [...this.#permits].filter((permit) => !running.has(permit)).length;
    return Math.min(free - (this.#permits.size - withLine), most - running.size - polled);
  }
}

const waitsForDial = ({ isOpen, isDialling }: Line): boolean => isOpen && !isDialling;
