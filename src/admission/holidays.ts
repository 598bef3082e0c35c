import Holidays from 'date-holidays';

/** A country and maybe a part of it, in ISO 3166-2. */
export interface HolidayPlace {
  readonly country: string;
  readonly region?: string | undefined;
}

/** Which member of the place has no holidays that we know. */
export function unknownPlace({ country, region }: HolidayPlace): 'country' | 'region' | undefined {
  const known = new Holidays();
  if (!Object.hasOwn(known.getCountries(), country)) return 'country';
  // Undefined for a country without regions, whatever the library's types say.
  const regions = known.getStates(country) as Record<string, string> | undefined;
  return region === undefined || Object.hasOwn(regions ?? {}, region) ? undefined : 'region';
}

/**
 * Whether a local date is a public holiday of a place. Days of observance, bank and school holidays are none, substitute days
 * are; a holiday that begins with the sunset of its eve begins with its date here.
 */
export function createIsHoliday({ country, region }: HolidayPlace): (date: string) => boolean {
  // In UTC the library's instants are local times.
  const options = { types: ['public' as const], timezone: 'UTC' };
  const holidays = new Holidays({ country, ...(region === undefined ? {} : { state: region }) }, options);
  const datesByYear = new Map<number, ReadonlySet<string>>();
  const datesOf = (year: number): ReadonlySet<string> => {
    const known = datesByYear.get(year);
    if (known !== undefined) return known;
    const dates = new Set(holidays.getHolidays(year).flatMap(datesOfHoliday));
    datesByYear.set(year, dates);
    return dates;
  };
  return (date) => {
    const year = Number(date.slice(0, 4));
    // A year's list holds what begins in it: the year before may reach over, and New Year's substitute day lies before.
    return [year, year - 1].some((year) => datesOf(year).has(date));
  };
}

const dayMs = 86_400_000;

function datesOfHoliday({ date, end }: { readonly date: string; readonly end: Date }): string[] {
  const dates: string[] = [];
  for (let ms = Date.parse(`${date.slice(0, 10)}T00:00:00Z`); ms < end.getTime(); ms += dayMs) {
    dates.push(new Date(ms).toISOString().slice(0, 10));
  }
  return dates;
}
