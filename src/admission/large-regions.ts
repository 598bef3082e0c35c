/**
 * Regions that hold at least 15 % of a country's people. The shares are from general knowledge of the censuses of about 2020, no list was
 * read for them. Nearest to the line: Bavaria, Catalonia and Uttar Pradesh with 16 to 17 % are in, Madrid, Styria, British Columbia and
 * Zulia with 13 to 14 % are out. With any region at all, 59 weekdays of 2027 would be closed in the United States instead of 12,
 * in India 76 instead of 12, in Germany 11 instead of 8. Only countries whose regions differ in
 * their holidays; of one that is missing here, each region counts. An empty list: no region with holidays of its own is so large.
 */
export const largeRegions: Readonly<Record<string, readonly string[]>> = {
  // Andorra la Vella, Escaldes-Engordany, Encamp.
  AD: ['07', '08', '03'],
  // Buenos Aires (province).
  AR: ['B'],
  // Vienna, Lower Austria, Upper Austria.
  AT: ['9', '3', '4'],
  AU: ['NSW', 'VIC', 'QLD'],
  // The Federation, the Republika Srpska.
  BA: ['BIH', 'SRP'],
  // La Paz, Santa Cruz, Cochabamba.
  BO: ['L', 'S', 'C'],
  BQ: ['BON'],
  BR: ['SP'],
  CA: ['ON', 'QC'],
  CH: ['ZH'],
  // Santiago.
  CL: ['RM'],
  // Praia, São Vicente.
  CV: ['PR', 'SV'],
  // North Rhine-Westphalia, Bavaria.
  DE: ['NW', 'BY'],
  // Andalusia, Catalonia.
  ES: ['AN', 'CT'],
  // Uusimaa.
  FI: ['18'],
  // Chuuk, Pohnpei.
  FM: ['TRK', 'PNI'],
  // Alsace, Moselle, the overseas departments.
  FR: [],
  GB: ['ENG'],
  // Tenerife, Gran Canaria.
  IC: ['TE', 'GC'],
  // Uttar Pradesh.
  IN: ['UP'],
  // Provinces: not even Rome.
  IT: [],
  // Selangor.
  MY: ['10'],
  // Managua.
  NI: ['MN'],
  NZ: ['AUK'],
  PE: [],
  // Punjab, Sindh, Khyber Pakhtunkhwa.
  PK: ['PB', 'SD', 'KP'],
  // Lisbon, Porto.
  PT: ['11', '13'],
  RU: [],
  // Malaita, Guadalcanal, Honiara.
  SB: ['MA', 'GU', 'CT'],
  // Saint Helena.
  SH: ['HL'],
  // San Salvador.
  SV: ['SS'],
  // Funafuti.
  TV: ['FUN'],
  // California has 12 %.
  US: [],
  VE: [],
};

/** Codes of a region in the one source and in the other, ISO's old and new ones. */
export const otherCodes: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  BQ: [
    ['BO', 'BON'],
    ['SA', 'SAB'],
    ['SE', 'STA'],
  ],
  FR: [
    ['GP', '971'],
    ['MQ', '972'],
    ['GF', '973'],
    ['RE', '974'],
    ['YT', '976'],
  ],
  IN: [
    ['CT', 'CG'],
    ['DD', 'DH'],
    ['DN', 'DH'],
    ['OR', 'OD'],
    ['TG', 'TS'],
    ['UT', 'UK'],
  ],
};
