/** One source's public holidays of many years; made by tools/callee-data, which tells the form of `places`. */
export interface HolidayTable {
  readonly firstYear: number;
  readonly lastYear: number;
  readonly places: string;
}

/** The minute of each date's day from which it is a holiday; 0: all day. */
export type HolidayDates = ReadonlyMap<string, number>;

interface Country {
  readonly national: string;
  /** What differs, by region. */
  readonly regions: ReadonlyMap<string, string>;
}

/** Reads a source. A country is read when it is first asked for. */
export class HolidaySource {
  readonly #table: HolidayTable;
  readonly #countries = new Map<string, Country | undefined>();

  constructor(table: HolidayTable) {
    this.#table = table;
  }

  /** Codes of the regions; undefined: the country is not known. */
  regionsOf(country: string): ReadonlySet<string> | undefined {
    const found = this.#country(country);
    return found && new Set(found.regions.keys());
  }

  /** Of a region that is not known: those of the country. */
  datesOf(country: string, region: string | undefined): HolidayDates {
    const { national = '', regions } = this.#country(country) ?? {};
    const [more = '', less = ''] = (region === undefined ? '' : (regions?.get(region) ?? '')).split('-');
    const without = new Set(less.split(' '));
    const entries = national.split(' ').filter((entry) => !without.has(entry));
    return this.#read([...entries, ...more.split(' ')].filter((entry) => entry !== ''));
  }

  #country(country: string): Country | undefined {
    if (!this.#countries.has(country)) this.#countries.set(country, this.#find(country));
    return this.#countries.get(country);
  }

  #find(country: string): Country | undefined {
    // What begins a line; two capitals are no pattern.
    const [line] = new RegExp(`^${country}\\|.*$`, 'm').exec(this.#table.places) ?? [];
    if (line === undefined) return undefined;
    const [, national = '', ...regions] = line.split('|');
    return {
      national,
      regions: new Map(
        regions.map((text) => {
          const end = text.indexOf(':');
          return [text.slice(0, end), text.slice(end + 1)];
        }),
      ),
    };
  }

  #read(entries: readonly string[]): HolidayDates {
    const dates = new Map<string, number>();
    for (const entry of entries) {
      const [text = '', fromMinute = '0'] = entry.split('@');
      // Any leap year would do.
      const date = new Date(Date.UTC(2024, 0, 1 + parseInt(text.slice(0, 2), 36))).toISOString().slice(4, 10);
      for (let bits = parseInt(text.slice(2), 36), year = this.#table.firstYear; bits > 0; bits >>= 1, year++) {
        if (bits % 2 === 1) addEarliest(dates, `${year}${date}`, parseInt(fromMinute, 36));
      }
    }
    return dates;
  }
}

/** Whichever begins sooner. */
export function addEarliest(dates: Map<string, number>, date: string, fromMinute: number): void {
  dates.set(date, Math.min(dates.get(date) ?? Infinity, fromMinute));
}
