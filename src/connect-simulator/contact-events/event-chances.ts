import { createHash } from 'node:crypto';
import type { EventSettings } from '../settings.js';
import type { ContactEventDocument } from './event-document.js';

// What may happen to events on their way besides loss, copies and delay: another order and another spelling. All of it follows from a seed.

/** A number from 0 to less than 1 that follows from the seed and from what it is drawn for, in whatever order one draws. */
export function chance(seed: number, ...what: readonly string[]): number {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, ...what]))
    .digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

interface Held<Event> {
  readonly event: Event;
  /** How many later events go first. */
  behind: number;
}

/** Shuffles the events of each contact by holding some back behind later ones; with a contact's last event all are out. */
export class HoldBack<Event extends { readonly contactId: string | null }> {
  readonly #held = new Map<string | null, Held<Event>[]>();

  /** The events that go out now, in this order. After the last one nothing comes: what is still held goes, and this one somewhere among it. */
  pass(event: Event, behind: number, isLast: boolean): Event[] {
    const { contactId } = event;
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

/** The event in the spellings of AWS's samples, as far as the settings ask for them. */
export function inDialect(
  document: ContactEventDocument,
  { mixedCase, epochTimestamps, seed }: EventSettings,
  chanceKey: string,
): ContactEventDocument {
  const detail = epochTimestamps ? { ...unsetTimestamps, ...document.detail } : document.detail;
  const eventType = String(document.detail['eventType']);
  const isOdd = (name: string): boolean => chance(seed, 'case', chanceKey, eventType, name) < 0.5;
  return { ...document, detail: mixedCase ? respelt(detail, isOdd) : detail };
}

const never = '1970-01-01T00:00:00.001Z';
const unsetTimestamps = { connectedToSystemTimestamp: never, disconnectTimestamp: never };

function respelt(
  members: Readonly<Record<string, unknown>>,
  isOdd: (name: string) => boolean,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => {
      const spelling = isOdd(name) ? `${name.charAt(0).toUpperCase()}${name.slice(1)}` : name;
      if (name === 'channel') return [spelling, isOdd('VOICE') ? 'Voice' : value];
      // The keys of tags are tags, and not AWS's names for anything.
      const isStructure = typeof value === 'object' && value !== null && name !== 'tags';
      return [spelling, isStructure ? respelt({ ...value }, isOdd) : value];
    }),
  );
}
