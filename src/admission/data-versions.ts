import { holidayVersion, numberVersion, timeZoneVersion } from './data/versions.js';

/** What decides when a callee may be called, in words: `time zones 2026f, area codes 9.0.43, holidays 0.109`. */
export const dataInWords: string = `time zones ${timeZoneVersion}, area codes ${numberVersion}, holidays ${holidayVersion}`;

/**
 * What to say where the runtime has newer time zones than we, whose clocks may be wrong then; else undefined. Releases order like their
 * names.
 */
export function olderThanRuntime(runtime: string | undefined = process.versions['tz']): string | undefined {
  if (runtime === undefined || runtime <= timeZoneVersion) return undefined;
  return `Node has newer time zones (${runtime}) than ringonce (${timeZoneVersion}), which decides by its own: update ringonce.`;
}
