import type { output } from 'zod/v4/core';
import { hasDayOfCalendar } from './time.js';
import { memberOf, parseWith, type Issue, type Parsed } from './issues.js';
import { isPlainObject, list, object, once, oneOf, optional, text, withoutNulls } from './shapes.js';

/** Days of `weekly`, in the order of the ISO week. */
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** Hours that a law or a custom sets; what they hold is in `src/admission/presets.ts`. */
export const presetNames = ['us-tcpa', 'us-strict', 'us-florida', 'canada', 'australia', 'uk-custom'] as const;
/** Calling hours that have a name. */
export type PresetName = (typeof presetNames)[number];

/**
 * When the callee may be called, in the callee's own time.
 *
 * Rules that need time zones or holidays are in `src/admission`: the sandbox holds no such data.
 */
export function createCallingHoursSchema() {
  const spans = optional(list(span()));
  return object({
    /**
     * IANA time zone of the callee, for example `America/Los_Angeles`. Left out, every candidate zone of the destination number
     * must allow the moment, and a number without any is never dialled. Abbreviations (`EST`) and offsets are refused: they know
     * no daylight saving time.
     */
    timeZone: optional(timeZoneName()),
    /**
     * Hours of each day of the week; a day left out or without a span is closed. A span is `09:00-17:30`, up to `24:00`. One that
     * closes at or before its opening goes over midnight (`22:00-02:00`) and belongs to the day on which it opens. Spans that
     * overlap or touch are one.
     */
    weekly: optional(
      object({
        monday: spans,
        tuesday: spans,
        wednesday: spans,
        thursday: spans,
        friday: spans,
        saturday: spans,
        sunday: spans,
      }),
    ),
    /** Hours that a law or a custom sets, instead of `weekly`. No legal advice. */
    preset: optional(oneOf(...presetNames)),
    /** Local dates such as `2026-12-24` on which nothing is dialled; hours that would open on them stay closed past midnight too. */
    closedDates: optional(list(localDate())),
    /** Local dates that are no holidays, whatever `holidays` says: the way out where its data are wrong. */
    openDates: optional(list(localDate())),
    /**
     * Public holidays are closed dates; one that begins in the evening closes from its hour. `country` is its ISO 3166-1 code (`AU`),
     * `region` the part of an ISO 3166-2 code behind the country (`NSW`); without it the holidays of the large regions count too.
     * Default: the holidays of the preset, if it has any.
     */
    holidays: optional(
      object({
        country: text({ pattern: /^[A-Z]{2}$/, otherwise: 'must be an ISO 3166-1 code of two capitals, such as AU' }),
        region: optional(
          text({
            pattern: /^[A-Z0-9]{1,3}$/,
            otherwise: 'must be an ISO 3166-2 code without its country, such as NSW',
          }),
        ),
      }),
    ),
  });
}

const callingHoursSchema = once(createCallingHoursSchema);

/** An IANA time zone by its form; whether there is such a zone, nobody knows here. */
export const timeZoneName = () =>
  text({
    max: 64,
    // Capitals and digits alone are abbreviations. No lookahead: not every language's JSON Schema takes it.
    pattern: /^(?:UTC|[a-z][A-Za-z0-9_+\-/]*|[A-Z][A-Z0-9]*[a-z_+\-/][A-Za-z0-9_+\-/]*)$/,
    otherwise: 'must be an IANA time zone, such as America/Los_Angeles',
  });

/** A date of the calendar, such as `2026-12-24`. */
export const localDate = () =>
  text({
    pattern: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
    isValid: hasDayOfCalendar,
    otherwise: 'must be a date, such as 2026-12-24',
  });

const spanForm = /^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

const span = () =>
  text({
    pattern: spanForm,
    otherwise: 'must be opening and closing time, such as 09:00-17:30 (24:00 closes at midnight)',
  });

/** Weekly hours on the callee’s clock, or a preset; holidays and dates. */
export type CallingHours = output<ReturnType<typeof createCallingHoursSchema>>;

/** Checks calling hours by their form: every rule and every issue. */
export function parseCallingHours(input: unknown): Parsed<CallingHours> {
  const parsed = parseWith(callingHoursSchema(), input);
  const issues = [...(parsed.ok ? [] : parsed.issues), ...callingHoursRules(input)];
  return issues.length > 0 ? { ok: false, issues } : parsed;
}

const maxSpansADay = 24;
const maxDates = 1000;
/** A dial limit is up to 60 s, and the last start is one dial limit before closing: in one minute nothing could start. */
const minSpanMinutes = 2;

/** The rules between members and within a span. They read the input as it came, like the rules of a request. */
export function callingHoursRules(given: unknown): Issue[] {
  const hours = withoutNulls(given);
  if (!isPlainObject(hours)) return [];
  const { weekly, preset, closedDates, openDates } = hours;
  const issues: Issue[] = [];
  if (weekly === undefined && preset === undefined) {
    issues.push({ member: 'weekly', message: 'is required when there is no preset' });
  }
  if (weekly !== undefined && preset !== undefined) {
    issues.push({ member: 'preset', message: 'stands instead of weekly: leave one of them out' });
  }
  for (const [member, dates] of Object.entries({ closedDates, openDates })) {
    if (Array.isArray(dates) && dates.length > maxDates) {
      issues.push({ member, message: `has more than ${maxDates} dates` });
    }
  }
  if (Array.isArray(closedDates) && Array.isArray(openDates)) {
    const both = openDates.find((date) => closedDates.includes(date)) as unknown;
    if (typeof both === 'string') {
      issues.push({ member: 'openDates', message: `has ${both}, which is in closedDates too: leave it out of one` });
    }
  }
  if (isPlainObject(weekly)) issues.push(...weeklyRules(weekly));
  return issues;
}

function weeklyRules(weekly: Readonly<Record<string, unknown>>): Issue[] {
  const days = weekdays.map((day) => ({ day, spans: weekly[day] ?? [] }));
  if (days.every(({ spans }) => Array.isArray(spans) && spans.length === 0)) {
    return [{ member: 'weekly', message: 'never opens: give a day its hours, such as 09:00-17:30' }];
  }
  return days.flatMap(({ day, spans }) => {
    if (!Array.isArray(spans)) return [];
    if (spans.length > maxSpansADay) {
      return [{ member: memberOf(['weekly', day]), message: `has more than ${maxSpansADay} spans` }];
    }
    return spans.flatMap((text: unknown, index) => {
      const message = typeof text === 'string' && spanForm.test(text) ? widthIssue(text) : undefined;
      return message === undefined ? [] : [{ member: memberOf(['weekly', day, index]), message }];
    });
  });
}

function widthIssue(text: string): string | undefined {
  const { opensMinute, closesMinute } = spanMinutes(text);
  if (closesMinute - opensMinute === minutesADay && !text.endsWith('24:00')) {
    return 'opens and closes at the same time: the whole day is 00:00-24:00';
  }
  if (closesMinute - opensMinute < minSpanMinutes) {
    return `is shorter than ${minSpanMinutes} minutes: the last start is one dial limit before closing`;
  }
  return undefined;
}

/** A span in minutes from the midnight that its day begins with. */
export interface SpanMinutes {
  readonly opensMinute: number;
  /** More than 1440 when the span goes over midnight. */
  readonly closesMinute: number;
}

export const minutesADay = 1440;

/** Reads a span of the schema's form. */
export function spanMinutes(text: string): SpanMinutes {
  const [opensMinute = Number.NaN, closes = Number.NaN] = text.split('-').map((time) => {
    const [hours, minutes] = time.split(':');
    return Number(hours) * 60 + Number(minutes);
  });
  return { opensMinute, closesMinute: closes <= opensMinute ? closes + minutesADay : closes };
}
