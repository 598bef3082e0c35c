// Prints, as JSON, the public holidays of every country and region that the npm package date-holidays knows: see public_holidays.py.
import Holidays from 'date-holidays';

const [first, last] = process.argv.slice(2).map(Number);
const years = Array.from({ length: last - first + 3 }, (_, index) => first - 1 + index);
const dayMs = 86_400_000;
const known = new Holidays();
const found = {};
for (const country of Object.keys(known.getCountries())) {
  const regions = Object.keys(known.getStates(country) ?? {}).filter((code) => /^[A-Z0-9]{1,3}$/.test(code));
  found[country] = Object.fromEntries(['', ...regions].map((region) => [region, datesOf(country, region)]));
}
process.stdout.write(JSON.stringify(found));

/** In UTC the library's instants are local times. A holiday that begins with the sunset of its eve begins with its date here. */
function datesOf(country, state) {
  const place = { country, ...(state === '' ? {} : { state }) };
  const holidays = new Holidays(place, { types: ['public'], timezone: 'UTC' });
  const dates = {};
  for (const { date, end } of years.flatMap((year) => holidays.getHolidays(year))) {
    const day = date.slice(0, 10);
    for (let ms = Date.parse(`${day}T00:00:00Z`); ms < end.getTime(); ms += dayMs) {
      const text = new Date(ms).toISOString().slice(0, 10);
      const year = Number(text.slice(0, 4));
      if (year < first || year > last) continue;
      // `2026-12-24 18:00:00` begins in the evening, `2026-03-20 00:00:00 -0600` with its date.
      const [, hours = '0', minutes = '0'] = /^\S+ (\d\d):(\d\d):\d\d$/.exec(date) ?? [];
      const fromMinute = text === day ? Number(hours) * 60 + Number(minutes) : 0;
      dates[text] = Math.min(dates[text] ?? Infinity, fromMinute);
    }
  }
  return dates;
}
