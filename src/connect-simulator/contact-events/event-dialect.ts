import type { Chance } from '../chance.js';
import type { ContactEventDocument } from './event-document.js';
import type { EventSettings } from './event-settings.js';

interface Dialect {
  readonly settings: Pick<EventSettings, 'mixedCase' | 'epochTimestamps'>;
  readonly chance: Chance;
  readonly chanceKey: string;
}

/** The event in the spellings of AWS's samples, as far as the settings ask for them. */
export function inDialect(
  document: ContactEventDocument,
  { settings, chance, chanceKey }: Dialect,
): ContactEventDocument {
  const filled = settings.epochTimestamps ? { ...unsetTimestamps, ...document.detail } : document.detail;
  if (!settings.mixedCase) return { ...document, detail: filled };
  const isOdd = (name: string): boolean => chance('case', chanceKey, String(document.detail['eventType']), name) < 0.5;
  return { ...document, detail: respelt(filled, isOdd) };
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
