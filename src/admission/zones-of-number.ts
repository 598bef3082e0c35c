import { numberZones } from './data/number-zones.js';

/**
 * The IANA time zones in which a number in E.164 may be; none: nothing is known of it.
 *
 * Of a geographic number they are all zones of its area code, which may be split, and of the area codes over the same land. A mobile or
 * toll-free number, or one of a plan that is not known, may be anywhere under its country code. The tables are made from Google's
 * libphonenumber, with corrections (see `data/README.md`).
 *
 * A number tells where it was given out. Who moved, or has a mobile phone of another area code, is elsewhere: where the callee's address
 * is known, `timeZone` is the better answer.
 * @see https://github.com/google/libphonenumber/blob/master/FAQ.md#timezone
 */
export function zonesOfNumber(e164: string): readonly string[] {
  zonesByPrefix ??= readZones();
  const digits = e164.replace(/^\+/, '');
  // North America and Russia have numbers of one length. Another one is none of theirs, whatever it begins with.
  const isOdd = /^[17]/.test(digits) && digits.length !== 11;
  for (let length = isOdd ? 1 : Math.min(digits.length, longestPrefix); length > 0; length--) {
    const zones = zonesByPrefix.get(digits.slice(0, length));
    if (zones !== undefined) return zones;
  }
  return [];
}

/** Made when it is first asked for. */
let zonesByPrefix: ReadonlyMap<string, readonly string[]> | undefined;
let longestPrefix = 0;

/** A line is `zones|prefixes`, see tools/callee-data. */
function readZones(): Map<string, readonly string[]> {
  const known = new Map<string, readonly string[]>();
  for (const line of numberZones.split('\n')) {
    const [zones = '', prefixes = ''] = line.split('|');
    const list = zones.split(' ');
    for (const prefix of prefixes.split(' ')) {
      known.set(prefix, list);
      longestPrefix = Math.max(longestPrefix, prefix.length);
    }
  }
  return known;
}
