import { isPlainObject } from './shapes.js';

/** Country calling codes of one and two digits (ITU-T E.164 annex); all others have three. */
const shortCountryCode = /^(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/**
 * A phone number for people to recognise and nobody to dial: `+12065550100` becomes `+1 206 ••• ••00`.
 *
 * Shows the country code, the last two digits and, of numbers long enough, the first three of the national part.
 */
export function maskPhoneNumber(e164: string): string {
  const digits = e164.replace(/\D/g, '');
  const countryCode = shortCountryCode.exec(digits)?.[0] ?? digits.slice(0, 3);
  const national = digits.slice(countryCode.length);
  if (national.length < 6) return `+${countryCode} •••`;
  const area = national.length >= 9 ? national.slice(0, 3) : '';
  const hidden = '•'.repeat(national.length - area.length - 2) + national.slice(-2);
  return [`+${countryCode}`, area, ...groups(hidden)].filter((part) => part !== '').join(' ');
}

/** The number that a request calls, masked; undefined where it has none in E.164. */
export function maskedDestination(request: unknown): string | undefined {
  const number = isPlainObject(request) ? request['DestinationPhoneNumber'] : undefined;
  return typeof number === 'string' && /^\+[1-9]\d{1,14}$/.test(number) ? maskPhoneNumber(number) : undefined;
}

/** Groups of three; a rest of one joins the last group. */
function groups(text: string): string[] {
  const parts = text.match(/.{1,3}/g) ?? [];
  const last = parts.at(-1);
  if (parts.length > 1 && (last?.length ?? 0) < 2) return [...parts.slice(0, -2), `${parts.at(-2) ?? ''}${last}`];
  return parts;
}

/**
 * A text that is not ours (an AWS error message) without the personal values of a request: each known value and every
 * run of seven or more digits, separators included, becomes `•••`. UUIDs stay: ContactIds and request IDs are found by them.
 */
export function maskText(text: string, personalValues: readonly string[]): string {
  const values = personalValues.filter((value) => value.length > 1).sort((a, b) => b.length - a.length);
  const withoutValues = values.reduce((masked, value) => masked.replaceAll(value, '•••'), text);
  const uuid = /(?<![\da-f])[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?![\da-f])/;
  // Digits that hyphens and letters join to more may be an ID or a date; seven in a row are taken for a number wherever they stand.
  const separated = /\+?(?<![\w-])\d(?:[ ().-]{0,2}\d){6,}(?![\w-])/;
  const inARow = /\+?\d{7,}/;
  const found = new RegExp(`(${uuid.source})|${separated.source}|${inARow.source}`, 'gi');
  return withoutValues.replace(found, (_match, keep: string | undefined) => keep ?? '•••');
}
