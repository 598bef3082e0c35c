import Holidays from 'date-holidays';
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/admission/decide.js';
import { addEarliest } from '../../src/admission/holiday-table.js';
import { createHolidayFrom, lastHolidayYear } from '../../src/admission/holidays.js';

const holidayFrom = (place: string, date: string): number | undefined => {
  const [country = '', region] = place.split('-');
  return createHolidayFrom({ country, region })(date);
};

describe('a day is a holiday if one source says so', () => {
  it.each([
    // date-holidays moves it away, or calls it a bank holiday; `holidays` has it.
    { place: 'AU-SA', date: '2027-12-25', name: 'Christmas Day, a Saturday' },
    { place: 'US', date: '2028-11-10', name: 'Veterans Day observed' },
    { place: 'CA-BC', date: '2027-09-30', name: 'Truth and Reconciliation' },
    { place: 'CA-MB', date: '2027-09-30', name: 'Orange Shirt Day' },
    { place: 'CA-NT', date: '2027-09-30', name: 'Truth and Reconciliation' },
    { place: 'CA-NU', date: '2027-09-30', name: 'Truth and Reconciliation' },
    { place: 'CA-YT', date: '2027-09-30', name: 'Truth and Reconciliation' },
    { place: 'CA-PE', date: '2027-09-30', name: 'Truth and Reconciliation' },
    { place: 'US-UT', date: '2027-07-23', name: 'Pioneer Day observed' },
    { place: 'US-DC', date: '2028-04-17', name: 'Emancipation Day observed' },
    { place: 'US-WV', date: '2027-06-21', name: 'West Virginia Day observed' },
    { place: 'US-WA', date: '2027-11-26', name: 'the day after Thanksgiving' },
    { place: 'US-VA', date: '2027-11-26', name: 'the day after Thanksgiving' },
    { place: 'US-VT', date: '2027-08-16', name: 'Bennington Battle Day' },
    { place: 'US-HI', date: '2027-03-26', name: 'Good Friday' },
    { place: 'FR-MF', date: '2027-05-28', name: 'the abolition of slavery' },
    { place: 'TW', date: '2026-09-28', name: 'Confucius’ Birthday' },
    { place: 'TW', date: '2026-10-26', name: 'Retrocession Day observed' },
    { place: 'TW', date: '2026-12-25', name: 'Constitution Day' },
    { place: 'IN', date: '2027-10-29', name: 'Diwali' },
    { place: 'IN', date: '2027-03-22', name: 'Holi' },
    { place: 'IN', date: '2027-10-09', name: 'Dussehra' },
    { place: 'IN', date: '2027-03-10', name: 'Eid al-Fitr' },
    { place: 'TH', date: '2027-04-13', name: 'Songkran' },
    { place: 'TH', date: '2027-10-13', name: 'King Bhumibol Memorial Day' },
    { place: 'PH', date: '2027-11-30', name: 'Bonifacio Day' },
    { place: 'PH', date: '2027-12-08', name: 'Immaculate Conception' },
    // From noon in one source, all day in the other.
    { place: 'CN', date: '2027-05-04', name: 'Youth Day' },
    { place: 'CN', date: '2027-02-06', name: 'Chinese New Year' },
    // `holidays` has not what date-holidays has.
    { place: 'NZ', date: '2027-04-26', name: 'Anzac Day observed' },
    // New Year's Day of the next year, observed in this one.
    { place: 'US', date: '2027-12-31', name: 'New Year’s Day observed' },
  ])('$place: $date, $name', ({ place, date }) => {
    expect(holidayFrom(place, date)).toBe(0);
  });

  it.each([
    { place: 'US-HI', date: '2027-10-11', name: 'Columbus Day, which the other states keep' },
    { place: 'US', date: '2027-02-14', name: 'Valentine’s Day' },
    { place: 'DE', date: '2027-03-08', name: 'a holiday of Berlin and Mecklenburg alone' },
    { place: 'GB', date: '2027-01-04', name: 'Scotland’s second day of January observed' },
    { place: 'US', date: '2027-11-26', name: 'the day after Thanksgiving, which no state of 15 % of the people keeps' },
  ])('$place: not $date, $name', ({ place, date }) => {
    expect(holidayFrom(place, date)).toBeUndefined();
  });
});

/** Of 2027, in which `date-holidays` alone lacks many of them; the days of a year differ with the calendars of its feasts. */
it.each([
  { country: 'TW', count: 24 },
  { country: 'IN', count: 18 },
  { country: 'TH', count: 25 },
  { country: 'PH', count: 20 },
])('$country has at least $count holidays in 2027', ({ country, count }) => {
  const days = Array.from({ length: 365 }, (_, day) => new Date(Date.UTC(2027, 0, 1 + day)).toISOString().slice(0, 10));
  expect(days.filter((date) => holidayFrom(country, date) !== undefined).length).toBeGreaterThanOrEqual(count);
});

/** Of each place one year, another one than of the place before it. */
it('every public holiday of date-holidays is one, in each country and region', () => {
  const known = new Holidays();
  const places = Object.keys(known.getCountries()).flatMap((country) =>
    [undefined, ...Object.keys({ ...known.getStates(country, 'en') })].map((region) => ({ country, region })),
  );
  const lacking = places.flatMap(({ country, region }, index) => {
    if (region !== undefined && !/^[A-Z0-9]{1,3}$/.test(region)) return [];
    const place = { country, ...(region === undefined ? {} : { state: region }) };
    const year = 2026 + (index % 12);
    const found = new Holidays(place, { types: ['public'], timezone: 'UTC' }).getHolidays(year);
    return found
      .map(({ date }) => ({ date: date.slice(0, 10), time: date.slice(11) }))
      .filter(({ date }) => date.startsWith(String(year)))
      .filter(({ date, time }) => {
        const [, hours = 0, minutes = 0] = /^(\d\d):(\d\d):\d\d$/.exec(time) ?? [];
        const from = createHolidayFrom({ country, region })(date);
        return from === undefined || from > Number(hours) * 60 + Number(minutes);
      })
      .map(({ date }) => `${country}-${region ?? ''} ${date}`);
  });
  expect(places.length).toBeGreaterThan(550);
  expect(lacking).toEqual([]);
});

describe('a country without a region', () => {
  it.each([
    { country: 'GB', date: '2027-08-30', name: 'the summer bank holiday, which England keeps' },
    { country: 'CA', date: '2027-02-15', name: 'Family Day, which Ontario keeps' },
    { country: 'AU', date: '2027-11-02', name: 'Melbourne Cup Day, which Victoria keeps' },
    { country: 'NZ', date: '2027-02-01', name: 'Auckland’s anniversary' },
    { country: 'AU', date: '2027-05-03', name: 'Labour Day, which Queensland keeps' },
    { country: 'CA', date: '2027-06-24', name: 'the national holiday of Quebec' },
    { country: 'DE', date: '2027-11-01', name: 'All Saints’ Day, which Bavaria and North Rhine-Westphalia keep' },
    { country: 'DE', date: '2027-01-06', name: 'Epiphany, which Bavaria keeps' },
    { country: 'MD', date: '2027-10-14', name: 'a day of one region, where nobody has said which are large' },
  ])('$country: $date, $name', ({ country, date }) => {
    expect(holidayFrom(country, date)).toBe(0);
  });
});

describe('a region by ISO’s old code and its new one', () => {
  it.each([
    ['IN-OR', 'IN-OD'],
    ['FR-GP', 'FR-971'],
  ])('%s is %s', (one, other) => {
    const days = Array.from({ length: 365 }, (_, day) =>
      new Date(Date.UTC(2027, 0, 1 + day)).toISOString().slice(0, 10),
    );
    const holidays = (place: string) => days.filter((date) => holidayFrom(place, date) !== undefined);
    expect(holidays(one)).toEqual(holidays(other));
    expect(holidays(one).length).toBeGreaterThan(10);
  });
});

it('past the last year of the tables every day is closed', () => {
  expect(holidayFrom('US', `${lastHolidayYear}-03-03`)).toBeUndefined();
  expect(holidayFrom('US', `${lastHolidayYear + 1}-03-03`)).toBe(0);
});

/** `holidays` has nothing of Sri Lanka after 2026, and no Hindu holiday after 2035: every day there was open. */
describe('a year that a source does not know of a place is closed', () => {
  it.each([
    { place: 'LK', known: 2026 },
    { place: 'IN', known: 2035 },
    { place: 'IN-MH', known: 2035 },
    { place: 'NP', known: 2035 },
    { place: 'US-CA', known: 2035 },
  ])('$place after $known', ({ place, known }) => {
    const open = (year: number) =>
      Array.from({ length: 365 }, (_, day) => new Date(Date.UTC(year, 0, 1 + day)).toISOString().slice(0, 10)).filter(
        (date) => holidayFrom(place, date) === undefined,
      ).length;
    expect(open(known)).toBeGreaterThan(300);
    expect(open(known + 1)).toBe(0);
  });

  it('and no other place with it', () => {
    expect(holidayFrom('US', '2036-03-04')).toBeUndefined();
    expect(holidayFrom('US-TX', '2036-03-04')).toBeUndefined();
    expect(holidayFrom('SG', '2036-03-04')).toBeUndefined();
  });
});

it('the tables reach ten years ahead of the day they were taken', () => {
  expect(lastHolidayYear).toBeGreaterThanOrEqual(2036);
});

it('of two hours at which a day closes, the earlier one counts, whichever source is read first', () => {
  for (const minutes of [
    [18 * 60, 0],
    [0, 18 * 60],
  ]) {
    const dates = new Map<string, number>();
    for (const minute of minutes) addEarliest(dates, '2026-12-24', minute);
    expect(dates.get('2026-12-24')).toBe(0);
  }
});

describe('a holiday that begins in the evening', () => {
  const zones: Readonly<Record<string, string>> = {
    QLD: 'Australia/Brisbane',
    SA: 'Australia/Adelaide',
    NT: 'Australia/Darwin',
  };
  const everyDay = Object.fromEntries(
    ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [day, ['09:00-20:00']]),
  );
  const answer = (region: string, now: string, more: object = {}) => {
    const timeZone = zones[region] ?? 'UTC';
    const callingHours = { timeZone, weekly: everyDay, holidays: { country: 'AU', region }, ...more };
    const admission = decide({ nowMs: Date.parse(now), options: { callingHours }, dialLimitMs: 60_000 });
    const until = 'untilMs' in admission ? new Date(admission.untilMs ?? 0).toISOString() : undefined;
    return [admission.is, until, 'reason' in admission ? admission.reason : undefined];
  };

  it('leaves the day open until its hour: Queensland’s Christmas Eve, from 18:00', () => {
    expect(holidayFrom('AU-QLD', '2026-12-24')).toBe(18 * 60);
    expect(answer('QLD', '2026-12-24T10:00:00+10:00')).toEqual(['dial', '2026-12-24T07:59:00.000Z', undefined]);
    expect(answer('QLD', '2026-12-24T18:00:00+10:00')).toEqual(['wait', '2026-12-26T23:00:00.000Z', 'holiday']);
  });

  it('is all day closed where it is Christmas Day: 2027 in South Australia, a Saturday, was dialled at 09:30', () => {
    expect(answer('SA', '2027-12-25T09:30:00+10:30')).toEqual(['wait', '2027-12-28T22:30:00.000Z', 'holiday']);
  });

  it.each([
    { region: 'SA', offset: '+10:30' },
    { region: 'NT', offset: '+09:30' },
  ])('$region: from 19:00', ({ region, offset }) => {
    const [is, until] = answer(region, `2026-12-24T18:30:00${offset}`);
    expect([is, until]).toEqual(['dial', new Date(`2026-12-24T18:59:00${offset}`).toISOString()]);
  });

  it('cuts hours that go over midnight: from the day before, into its evening, and none begin after it', () => {
    const night = { weekly: { ...everyDay, wednesday: ['22:00-19:00'], thursday: [] } };
    // From Wednesday into Thursday, the 24th.
    expect(answer('QLD', '2026-12-24T02:00:00+10:00', night)[1]).toBe('2026-12-24T07:59:00.000Z');
    const late = { weekly: { thursday: ['16:00-02:00'] } };
    expect(answer('QLD', '2026-12-24T17:00:00+10:00', late)[1]).toBe('2026-12-24T07:59:00.000Z');
    const later = { weekly: { thursday: ['18:00-02:00'], friday: [], monday: ['09:00-10:00'] } };
    // Monday is Boxing Day observed.
    expect(answer('QLD', '2026-12-24T18:30:00+10:00', later).slice(1)).toEqual(['2026-12-31T08:00:00.000Z', 'holiday']);
  });

  it('is opened by openDates', () => {
    expect(answer('QLD', '2026-12-24T18:30:00+10:00', { openDates: ['2026-12-24'] }).slice(0, 2)).toEqual([
      'dial',
      '2026-12-24T09:59:00.000Z',
    ]);
  });
});

it('a holiday at midnight ends the night before, unless openDates has it; a night that begins on one does not open', () => {
  // Thanksgiving is Thursday, the 26th.
  const until = (now: string, openDates: string[]) => {
    const weekly = { wednesday: ['22:00-02:00'], thursday: ['22:00-02:00'] };
    const callingHours = { timeZone: 'America/New_York', weekly, holidays: { country: 'US' }, openDates };
    const admission = decide({ nowMs: Date.parse(now), options: { callingHours }, dialLimitMs: 60_000 });
    return [admission.is, 'untilMs' in admission ? new Date(admission.untilMs ?? 0).toISOString() : undefined];
  };
  const [wednesday, thursday] = ['2026-11-25T23:00:00-05:00', '2026-11-26T23:00:00-05:00'];
  expect(until(wednesday, [])).toEqual(['dial', '2026-11-26T04:59:00.000Z']);
  expect(until(wednesday, ['2026-11-26'])).toEqual(['dial', '2026-11-26T06:59:00.000Z']);
  expect(until(thursday, [])).toEqual(['wait', '2026-12-03T03:00:00.000Z']);
  expect(until(thursday, ['2026-11-26'])).toEqual(['dial', '2026-11-27T06:59:00.000Z']);
});

it('openDates opens a day that a source takes for a holiday, and no weekday without hours', () => {
  // Easter Monday is none in Ontario; date-holidays has it.
  const is = (date: string, openDates: string[]) =>
    decide({
      nowMs: Date.parse(`${date}T12:00:00-04:00`),
      options: {
        callingHours: {
          timeZone: 'America/Toronto',
          weekly: { monday: ['09:00-17:00'] },
          holidays: { country: 'CA', region: 'ON' },
          openDates,
        },
      },
      dialLimitMs: 60_000,
    }).is;
  expect([is('2027-03-29', []), is('2027-03-29', ['2027-03-29'])]).toEqual(['wait', 'dial']);
  expect(is('2027-03-30', ['2027-03-30'])).toBe('wait');
});
