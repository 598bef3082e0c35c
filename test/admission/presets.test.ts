import { describe, expect, it } from 'vitest';
import { decide } from '../../src/admission/decide.js';
import { presets } from '../../src/admission/presets.js';
import { stateHours } from '../../src/admission/state-hours.js';
import { parseCallingHours, presetNames } from '../../src/contract/index.js';

it.each(presetNames)('%s has valid hours, a title and its source', (name) => {
  const { title, source, basis, checkedOn, weekly, holidays } = presets[name];
  const hours = { weekly, ...(holidays === undefined ? {} : { holidays: { country: holidays.country } }) };
  expect(parseCallingHours(hours)).toEqual({ ok: true, value: hours });
  expect(title).toMatch(/\w/);
  expect(basis).toMatch(/\w.*\.$/);
  expect(source).toMatch(/^https:\/\//);
  expect(checkedOn).toMatch(/^\d{4}-\d\d-\d\d$/);
});

// A Monday, a Saturday and a Sunday without holidays.
const [monday, saturday, sunday] = ['2026-03-02', '2026-03-07', '2026-03-15'];

it.each([
  { preset: 'us-tcpa', timeZone: 'America/Chicago', date: monday, open: ['08:00', '21:00'] },
  { preset: 'us-tcpa', timeZone: 'America/Chicago', date: sunday, open: ['08:00', '21:00'] },
  { preset: 'us-strict', timeZone: 'America/Chicago', date: monday, open: ['10:00', '17:00'] },
  { preset: 'us-strict', timeZone: 'America/Chicago', date: saturday, open: undefined },
  { preset: 'us-strict', timeZone: 'America/Chicago', date: sunday, open: undefined },
  // Mardi Gras, a holiday of Louisiana; Pioneer Day, of Utah; Good Friday; Confederate Memorial Day, of Alabama and Mississippi.
  { preset: 'us-strict', timeZone: 'America/Chicago', date: '2027-02-09', open: undefined },
  { preset: 'us-strict', timeZone: 'America/Chicago', date: '2028-07-24', open: undefined },
  { preset: 'us-strict', timeZone: 'America/Chicago', date: '2027-03-26', open: undefined },
  { preset: 'us-strict', timeZone: 'America/Chicago', date: '2027-04-26', open: undefined },
  { preset: 'us-strict', timeZone: 'America/Chicago', date: '2027-12-24', open: undefined },
  // Victory Day, of Rhode Island.
  { preset: 'us-strict', timeZone: 'America/Chicago', date: '2027-08-09', open: undefined },
  { preset: 'us-florida', timeZone: 'America/New_York', date: monday, open: ['08:00', '20:00'] },
  { preset: 'us-florida', timeZone: 'America/New_York', date: sunday, open: ['08:00', '20:00'] },
  { preset: 'canada', timeZone: 'America/Toronto', date: monday, open: ['09:00', '21:30'] },
  { preset: 'canada', timeZone: 'America/Toronto', date: saturday, open: ['10:00', '18:00'] },
  { preset: 'canada', timeZone: 'America/Toronto', date: sunday, open: ['10:00', '18:00'] },
  // Labour Day, and Family Day of British Columbia.
  { preset: 'canada', timeZone: 'America/Toronto', date: '2027-09-06', open: undefined },
  { preset: 'canada', timeZone: 'America/Vancouver', date: '2027-02-15', open: undefined },
  { preset: 'australia', timeZone: 'Australia/Sydney', date: monday, open: ['09:00', '20:00'] },
  { preset: 'australia', timeZone: 'Australia/Sydney', date: saturday, open: ['09:00', '17:00'] },
  { preset: 'australia', timeZone: 'Australia/Sydney', date: sunday, open: undefined },
  { preset: 'australia', timeZone: 'Australia/Sydney', date: '2026-01-26', open: undefined },
  // Without a region the days of the large ones count: Melbourne Cup Day, of Victoria; Labour Day, of Queensland.
  { preset: 'australia', timeZone: 'Australia/Sydney', date: '2027-11-02', open: undefined },
  { preset: 'australia', timeZone: 'Australia/Sydney', date: '2027-05-03', open: undefined },
  { preset: 'uk-custom', timeZone: 'Europe/London', date: monday, open: ['08:00', '21:00'] },
  { preset: 'uk-custom', timeZone: 'Europe/London', date: saturday, open: ['09:00', '21:00'] },
  { preset: 'uk-custom', timeZone: 'Europe/London', date: sunday, open: ['09:00', '21:00'] },
] as const)('$preset on $date', ({ preset, timeZone, date, open }) => {
  const openMinutes = minutesOf(date).filter((ms) => {
    const options = { callingHours: { preset, timeZone } };
    return decide({ nowMs: ms, options, dialLimitMs: 0 }).is === 'dial';
  });
  const times = openMinutes.map((ms) => localTime(timeZone, ms)).filter((local) => local.startsWith(date));
  expect(times.length === 0 ? undefined : [times[0]?.slice(12), times.at(-1)?.slice(12)]).toEqual(
    open === undefined ? undefined : [open[0], minuteBefore(open[1])],
  );
});

it('holidays of one’s own stand instead of the preset’s', () => {
  const decision = (holidays: object) =>
    decide({
      nowMs: Date.parse('2026-01-26T12:00:00+11:00'),
      options: { callingHours: { preset: 'australia', timeZone: 'Australia/Sydney', ...holidays } },
      dialLimitMs: 60_000,
    }).is;
  expect([decision({}), decision({ holidays: { country: 'GB' } })]).toEqual(['wait', 'dial']);
});

/** Every quarter of an hour of a date in any zone, and the minute before it. */
function minutesOf(date: string): number[] {
  const quarterMs = 15 * 60_000;
  const firstMs = Date.parse(`${date}T00:00:00Z`) - 12 * 3_600_000;
  return Array.from({ length: 192 }, (_, quarter) => firstMs + quarter * quarterMs).flatMap((ms) => [ms - 60_000, ms]);
}

const localTime = (timeZone: string, ms: number): string =>
  new Date(ms).toLocaleString('en-CA', { timeZone, hourCycle: 'h23', dateStyle: 'short', timeStyle: 'short' });

const minuteBefore = (time: string): string =>
  new Date(Date.parse(`2026-03-02T${time}:00Z`) - 60_000).toISOString().slice(11, 16);

describe('us-strict is open only when every state is', () => {
  const spans = (hours: (typeof stateHours)[number]) => [hours.weekdays, hours.saturday, hours.sunday];
  const { monday = [], saturday = [], sunday = [] } = presets['us-strict'].weekly;

  it.each(stateHours)('$state', (state) => {
    const strict = [monday[0], saturday[0], sunday[0]];
    const isWithin = strict.map((span, day) => {
      const [opens = '', closes = ''] = span?.split('-') ?? [];
      const [from = '24:00', until = '00:00'] = spans(state)[day]?.split('-') ?? [];
      return span === undefined || (from <= opens && closes <= until);
    });
    expect(isWithin).toEqual([true, true, true]);
    expect(state.law).toMatch(/\w/);
  });

  it('and states that are known to be stricter than the federal rule are among them', () => {
    const states = stateHours.map(({ state }) => state).join(' ');
    expect(states).toBe('AL CA CT FL IL KY LA MA MD ME MI MN MS NM NV OK PA RI SD TX UT WA WY');
  });
});

/** By the text of each law, or by the strictest of the guides where they differ. */
it.each([
  { state: 'AL', weekdays: '08:00-20:00', saturday: '08:00-20:00', sunday: undefined, closedOnHolidays: true },
  { state: 'CA', weekdays: '09:00-21:00', saturday: '09:00-21:00', sunday: '09:00-21:00' },
  { state: 'IL', weekdays: '09:00-21:00', saturday: '09:00-21:00', sunday: '09:00-21:00' },
  { state: 'LA', weekdays: '08:00-20:00', saturday: '08:00-20:00', sunday: undefined, closedOnHolidays: true },
  { state: 'MD', weekdays: '08:00-20:00', saturday: '08:00-20:00', sunday: '08:00-20:00' },
  { state: 'MS', weekdays: '08:00-20:00', saturday: '08:00-20:00', sunday: undefined, closedOnHolidays: true },
  { state: 'OK', weekdays: '08:00-20:00', saturday: '08:00-20:00', sunday: '08:00-20:00' },
  { state: 'RI', weekdays: '09:00-18:00', saturday: '10:00-17:00', sunday: undefined, closedOnHolidays: true },
  { state: 'SD', weekdays: '09:00-21:00', saturday: undefined, sunday: undefined },
  { state: 'TX', weekdays: '09:00-21:00', saturday: '09:00-21:00', sunday: '12:00-21:00' },
  { state: 'UT', weekdays: '08:00-21:00', saturday: '08:00-21:00', sunday: undefined, closedOnHolidays: true },
  { state: 'WA', weekdays: '08:00-20:00', saturday: '08:00-20:00', sunday: '08:00-20:00' },
])('$state has the hours of its law', ({ state, ...hours }) => {
  const { weekdays, saturday, sunday, closedOnHolidays } = stateHours.find((one) => one.state === state) ?? {};
  expect({ weekdays, saturday, sunday, closedOnHolidays }).toEqual({ closedOnHolidays: undefined, ...hours });
});
