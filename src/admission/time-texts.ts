import type { AdmissionOptions } from '../contract/admission-options.js';
import type { Issue, Parsed } from '../contract/issues.js';
import { invisibleIn } from '../contract/phone-number.js';

type JsonObject = Readonly<Record<string, unknown>>;

/** When a call may be dialled, as people write it on a command line and in the cells of a file. */
export interface TimeTexts {
  /** `2026-03-02T17:00:00-08:00`, or `2026-03-02T17:00` on the clocks of `timeZone`. */
  readonly notBefore?: string | undefined;
  readonly expiresAt?: string | undefined;
  readonly expiresAfter?: string | number | undefined;
  /** A preset's name, the hours in JSON, or the hours themselves. */
  readonly callingHours?: string | JsonObject | undefined;
  readonly timeZone?: string | undefined;
}

/** As call options have them; whether they are valid and can be kept is decided elsewhere. */
type Times = { readonly [Member in keyof AdmissionOptions | 'expiresAfter']?: unknown };

/**
 * Reads texts that say when a call may be dialled.
 *
 * @param own of the texts those that are the row's own: its zone counts first, then the zone in its hours, then what all rows have
 */
export async function readTimes(texts: TimeTexts, own: TimeTexts = {}): Promise<Parsed<Times>> {
  const { expiresAfter } = texts;
  const hours = typeof texts.callingHours === 'string' ? readHours(texts.callingHours) : texts.callingHours;
  if (hours === undefined && texts.callingHours !== undefined)
    return { ok: false, issues: [{ member: 'callingHours', message: 'is not JSON' }] };
  const ownHours = own.callingHours === undefined ? undefined : hours;
  const zone = own.timeZone ?? ownHours?.['timeZone'] ?? texts.timeZone ?? hours?.['timeZone'];
  const notBefore = await readInstant('notBefore', texts.notBefore, zone);
  const expiresAt = await readInstant('expiresAt', texts.expiresAt, zone);
  const issues = [notBefore, expiresAt].flatMap(({ issue }) => (issue === undefined ? [] : [issue]));
  if (issues.length > 0) return { ok: false, issues };
  return {
    ok: true,
    value: {
      ...(notBefore.instant === undefined ? {} : { notBefore: notBefore.instant }),
      ...(expiresAt.instant === undefined ? {} : { expiresAt: expiresAt.instant }),
      ...(expiresAfter === undefined ? {} : { expiresAfter }),
      ...(hours === undefined ? {} : { callingHours: zone === undefined ? hours : { ...hours, timeZone: zone } }),
    },
  };
}

/** Calling hours: JSON, or the name of a preset. Undefined for what begins like JSON, and is none. */
export function readHours(text: string): JsonObject | undefined {
  if (!/^\s*[{[]/.test(text)) return { preset: text.trim() };
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    // The parser's own words quote the text.
    return undefined;
  }
}

interface InstantRead {
  readonly instant?: string;
  readonly issue?: Issue;
}

/**
 * The instant of a local time such as `2026-03-02T17:00`, on the clocks of a zone. What does not look like a time is taken as it is: what
 * is wrong with it is said with what is wrong with the request.
 */
async function readInstant(member: string, text: string | undefined, zone: unknown): Promise<InstantRead> {
  if (text === undefined) return {};
  const hint = otherForm(text);
  if (hint !== undefined) return { issue: { member, message: hint } };
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.test(text)) return { instant: text };
  if (zone === undefined)
    return { issue: { member, message: 'has no time zone: add an offset such as -08:00, or give timeZone' } };
  // Not at the top: few calls need it.
  const { instantOfLocalTime, isTimeZone } = await import('./wall-clock.js');
  if (typeof zone !== 'string' || !isTimeZone(zone))
    return { issue: { member: 'timeZone', message: 'must be an IANA time zone, such as America/New_York' } };
  const atMs = instantOfLocalTime(text, zone);
  return atMs === undefined
    ? { issue: { member, message: `is no time, ${like}` } }
    : { instant: new Date(atMs).toISOString() };
}

const like = 'such as 2026-03-02T17:00';

/** Times as spreadsheets and people write them. They are not read: 12/1 is a day in December, or in January. */
function otherForm(text: string): string | undefined {
  const invisible = invisibleIn(text);
  if (invisible !== undefined) return invisible;
  if (/^\d{4}-\d\d-\d\d +\d\d:\d\d/.test(text)) return `has a space between date and time: write a T there, ${like}`;
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `has no time of day: write it behind a T, ${like}`;
  if (/^\d{4,5}(?:[.,]\d+)?$/.test(text))
    return `is a day number of a spreadsheet: format the cell as text, and write year-month-day, T, and the time, ${like}`;
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return undefined;
  if (/^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?!\d)/.test(text))
    return `is in another form: write year-month-day with two digits each, T, and hours of 24, ${like}`;
  return undefined;
}
