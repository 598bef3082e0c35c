import { holidaysOfNpm } from './data/holidays-of-npm.js';
import { holidaysOfPypi } from './data/holidays-of-pypi.js';
import { addEarliest, HolidaySource, type HolidayDates } from './holiday-table.js';
import { largeRegions, otherCodes } from './large-regions.js';

/** A country and maybe a part of it, in ISO 3166-2. */
export interface HolidayPlace {
  readonly country: string;
  readonly region?: string | undefined;
  /** Instead of one region: what one of them keeps is kept. */
  readonly regions?: readonly string[];
}

const sources = [new HolidaySource(holidaysOfPypi), new HolidaySource(holidaysOfNpm)];

/** The last year whose holidays are known; past it every day is taken for one. */
export const lastHolidayYear: number = Math.min(holidaysOfPypi.lastYear, holidaysOfNpm.lastYear);

/** Which member of the place has no holidays that we know. */
export function unknownPlace({ country, region }: HolidayPlace): 'country' | 'region' | undefined {
  const known = sources.flatMap((source) => source.regionsOf(country) ?? []);
  if (known.length === 0) return 'country';
  return region === undefined || known.some((regions) => regions.has(region)) ? undefined : 'region';
}

/** A handful of places are asked about again and again. */
const datesByPlace = new Map<string, HolidayDates>();
const maxPlaces = 200;

/**
 * From which minute of a local date on it is a public holiday: 0 is all day, undefined never.
 *
 * A day is a holiday if one of the sources says so. Days of observance, bank and school holidays are none, substitute days are; a holiday
 * that begins with the sunset of its eve begins with its date here. A country without a region has the days that a source lists for all of
 * it, and those that a large region keeps. Dates beyond the tables are holidays: in doubt nothing rings.
 */
export function createHolidayFrom(place: HolidayPlace): (date: string) => number | undefined {
  const dates = datesOf(place);
  return (date) => {
    const year = Number(date.slice(0, 4));
    return year < firstHolidayYear || year > lastHolidayYear ? 0 : dates.get(date);
  };
}

const firstHolidayYear = Math.max(holidaysOfPypi.firstYear, holidaysOfNpm.firstYear);

function datesOf({ country, region, regions = [] }: HolidayPlace): HolidayDates {
  const key = [country, region, ...regions].join();
  const known = datesByPlace.get(key);
  if (known !== undefined) return known;
  const dates = new Map<string, number>();
  const asked = region === undefined ? [undefined, ...regions, ...largeRegionsOf(country)] : [region];
  for (const source of sources) {
    for (const region of asked.flatMap((region) => codesOf(country, region))) {
      for (const [date, fromMinute] of source.datesOf(country, region)) addEarliest(dates, date, fromMinute);
    }
  }
  if (datesByPlace.size >= maxPlaces) datesByPlace.clear();
  datesByPlace.set(key, dates);
  return dates;
}

/** A region by the code that was given and, where the sources differ, by its other one. */
function codesOf(country: string, region: string | undefined): readonly (string | undefined)[] {
  const pairs = (otherCodes[country] ?? []).filter((pair) => pair.includes(region ?? ''));
  return [region, ...pairs.flat().filter((code) => code !== region)];
}

/** Where nobody has told them apart, every region is a large one. */
function largeRegionsOf(country: string): readonly string[] {
  return largeRegions[country] ?? sources.flatMap((source) => [...(source.regionsOf(country) ?? [])]);
}
