import { invisibleIn } from '../contract/phone-number.js';

/** What a text says of a time: an instant, or why it says none. */
export type InstantRead =
  | { readonly instant: string }
  | { readonly wrong: 'no-zone' | 'unknown-zone' | 'no-time'; readonly instant?: never }
  /** It is no form that is read here, and looks like a time: `hint` says what the form is, and which one would do. */
  | { readonly wrong: 'other-form'; readonly hint: string; readonly instant?: never };

/**
 * The instant of a local time such as `2026-03-02T17:00`, on the clocks of a zone. What does not look like a time is taken as it is: what
 * is wrong with it is said with what is wrong with the request.
 */
export async function readInstant(text: string, zone: unknown): Promise<InstantRead> {
  const hint = otherForm(text);
  if (hint !== undefined) return { wrong: 'other-form', hint };
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.test(text)) return { instant: text };
  if (zone === undefined) return { wrong: 'no-zone' };
  // Not at the top: few calls need it.
  const { instantOfLocalTime, isTimeZone } = await import('../admission/index.js');
  if (typeof zone !== 'string' || !isTimeZone(zone)) return { wrong: 'unknown-zone' };
  const atMs = instantOfLocalTime(text, zone);
  return atMs === undefined ? { wrong: 'no-time' } : { instant: new Date(atMs).toISOString() };
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
