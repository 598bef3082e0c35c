import { weekdays } from '../../src/contract/calling-hours.js';
import type { CallingHours } from '../../src/contract/index.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** The same span every day, in UTC. */
export function everyDay(span: string): CallingHours {
  return { timeZone: 'UTC', weekly: Object.fromEntries(weekdays.map((day) => [day, [span]])) };
}

/** Open for the two hours before and the three after a moment. */
export const openAround = (ms: number): CallingHours => everyDay(`${clock(ms - 2 * hourMs)}-${clock(ms + 3 * hourMs)}`);

/** Closed at a moment, and for an hour more at least. */
export const closedAround = (ms: number): CallingHours =>
  everyDay(`${clock(ms + 2 * hourMs)}-${clock(ms + 5 * hourMs)}`);

/** Hours that close seconds from now, and open again a day later. */
export interface ClosingSoon {
  readonly callingHours: CallingHours;
  /** Of the request: the dial limit lies between the last start and the closing. */
  readonly dialLimit: { readonly TrafficType: 'CAMPAIGN'; readonly RingTimeoutInSeconds: number };
  /** No ring at or after it, until they open again. */
  readonly lastStartMs: number;
}

/**
 * Hours close at full minutes, but the last start is a dial limit of 15 to 60 s before: that makes it any second.
 *
 * @param inMs how soon the last start is, at least
 */
export function closingSoon(inMs: number): ClosingSoon {
  const earliestMs = Date.now() + inMs;
  // The last start itself falls on a full second.
  const closesMs = Math.ceil((earliestMs + 15_000) / minuteMs) * minuteMs;
  const seconds = Math.min(60, Math.floor((closesMs - earliestMs) / 1000));
  return {
    callingHours: everyDay(`${clock(closesMs - 10 * minuteMs)}-${clock(closesMs)}`),
    dialLimit: { TrafficType: 'CAMPAIGN', RingTimeoutInSeconds: seconds },
    lastStartMs: closesMs - seconds * 1000,
  };
}

const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 16);
