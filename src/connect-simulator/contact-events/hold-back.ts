interface Held<Event> {
  readonly event: Event;
  /** How many later events go first. */
  behind: number;
}

interface Place<Event> {
  readonly contactId: string;
  readonly event: Event;
  readonly behind: number;
  /** Nothing comes after it: what is still held goes, and this one somewhere among it. */
  readonly isLast: boolean;
}

/** Shuffles the events of each contact by holding some back behind later ones; with a contact's last event all are out. */
export class HoldBack<Event> {
  readonly #held = new Map<string, Held<Event>[]>();

  /** The events that go out now, in this order. */
  pass({ contactId, event, behind, isLast }: Place<Event>): Event[] {
    const held = this.#held.get(contactId) ?? [];
    const isHeld = behind > 0 && !isLast;
    for (const other of held) other.behind -= 1;
    const freed = held.filter((other) => isLast || other.behind <= 0);
    const kept = held.filter((other) => !freed.includes(other));
    if (isHeld) kept.push({ event, behind });
    if (kept.length > 0) this.#held.set(contactId, kept);
    else this.#held.delete(contactId);
    return [...(isHeld ? [] : [event]), ...freed.map((other) => other.event)];
  }

  clear(): void {
    this.#held.clear();
  }
}
