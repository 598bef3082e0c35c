// Writes a list of public holidays as a module of src/admission/data.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const directory = new URL('../../src/admission/data/', import.meta.url);

/**
 * One line a country: `CC|dates|REGION:what differs|…`. A date is two digits for the day of a leap year, then the years in which it is a
 * holiday as bits, the first year's the lowest, then `@` and the minute from which it is closed, all in base 36. What differs of a region
 * is what it has more than the country, then `-` and what it has not.
 */
export function writeHolidays({ name, constant, source, firstYear, lastYear, found }) {
  const lines = Object.entries(found)
    .sort()
    .map(([country, places]) => lineOf(country, places, firstYear));
  const text = [
    `// Made by tools/callee-data; do not edit. ${source}`,
    `export const ${constant}: HolidayTable = {`,
    `  firstYear: ${firstYear},`,
    `  lastYear: ${lastYear},`,
    `  places: \`${lines.join('\n')}\`,`,
    '};',
  ];
  const type = "import type { HolidayTable } from '../holiday-table.js';";
  writeFileSync(fileURLToPath(new URL(name, directory)), [text[0], type, ...text.slice(1), ''].join('\n'));
}

function lineOf(country, { '': base, ...regions }, firstYear) {
  const national = entriesOf(base, firstYear);
  const differing = Object.entries(regions)
    .sort()
    .map(([region, dates]) => {
      const own = entriesOf(dates, firstYear);
      const more = own.filter((entry) => !national.includes(entry));
      const less = national.filter((entry) => !own.includes(entry));
      return `${region}:${more.join(' ')}${less.length === 0 ? '' : `-${less.join(' ')}`}`;
    });
  return [country, national.join(' '), ...differing].join('|');
}

function entriesOf(dates, firstYear) {
  const years = new Map();
  for (const [date, fromMinute] of Object.entries(dates)) {
    const [year, month, day] = date.split('-').map(Number);
    const dayOfLeapYear = (Date.UTC(2024, month - 1, day) - Date.UTC(2024, 0, 1)) / 86_400_000;
    const key = `${dayOfLeapYear.toString(36).padStart(2, '0')} ${fromMinute}`;
    years.set(key, (years.get(key) ?? 0) | (1 << (year - firstYear)));
  }
  return [...years].sort().map(([key, bits]) => {
    const [day, fromMinute] = key.split(' ');
    return `${day}${bits.toString(36)}${fromMinute === '0' ? '' : `@${Number(fromMinute).toString(36)}`}`;
  });
}
