import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { answerAdmission } from '../../src/admission/answer-admission.js';
import { canonicalTimeZone } from '../../src/admission/time-zones.js';
import { isTimeZone } from '../../src/admission/wall-clock.js';
import { zonesOfNumber } from '../../src/admission/zones-of-number.js';
import { weekdays, type CallingHours } from '../../src/contract/calling-hours.js';

// Fictional numbers of the United States, the United Kingdom (Ofcom) and Australia (ACMA), and others that cannot exist.
it.each([
  { place: 'Washington', number: '+12065550100', zones: ['America/Los_Angeles'] },
  { place: 'Arizona', number: '+15205550100', zones: ['America/Phoenix'] },
  { place: 'New York', number: '+12125550100', zones: ['America/New_York'] },
  { place: 'no country', number: '+999123', zones: [] },
  { place: 'a satellite', number: '+8700', zones: [] },
])('zonesOfNumber places $place', ({ number, zones }) => {
  expect(zonesOfNumber(number)).toEqual(zones);
});

const america = (names: string) => names.split(' ').map((name) => `America/${name}`);

/** Each was dialled an hour or more outside its hours: the longest prefix of Google's map has one zone for them. */
describe('an area code with two clocks has both', () => {
  it.each([
    { place: 'Gary, Indiana', number: '+12192010100', zones: america('Chicago') },
    { place: 'Chattanooga', number: '+14236530100', zones: america('New_York') },
    { place: 'Chattanooga’s overlay', number: '+17292010100', zones: america('New_York Chicago') },
    { place: 'Orlando’s overlay', number: '+16892010100', zones: america('New_York') },
    { place: 'western Kentucky', number: '+12706680100', zones: america('Chicago New_York') },
    { place: 'its overlay', number: '+13648000100', zones: america('Chicago New_York') },
    { place: 'Florida’s panhandle', number: '+18502010100', zones: america('Chicago New_York') },
    { place: 'its overlay', number: '+14482010100', zones: america('Chicago New_York') },
    { place: 'southern Indiana', number: '+18122010100', zones: america('Chicago New_York') },
    { place: 'its overlay', number: '+19302010100', zones: america('Chicago New_York') },
    { place: 'Upper Michigan', number: '+19062010100', zones: america('Detroit Menominee') },
    { place: 'northern Indiana', number: '+15742010100', zones: america('Chicago New_York') },
    { place: 'western Nebraska', number: '+13082010100', zones: america('Chicago Denver') },
    { place: 'Idaho', number: '+12082010100', zones: america('Boise Los_Angeles') },
    { place: 'Canada’s territories', number: '+18677810100', zones: america('Whitehorse Inuvik Rankin_Inlet Iqaluit') },
    { place: 'British Columbia', number: '+12502010100', zones: america('Vancouver Edmonton Fort_Nelson') },
    { place: 'its overlays', number: '+17782010100', zones: america('Vancouver Edmonton') },
    { place: 'its overlays', number: '+12362010100', zones: america('Vancouver Edmonton') },
    { place: 'its overlays', number: '+16722010100', zones: america('Vancouver Edmonton') },
    { place: 'its overlays', number: '+12572010100', zones: america('Vancouver Edmonton') },
    { place: 'north-western Ontario', number: '+18072010100', zones: america('Toronto Winnipeg Atikokan') },
    { place: 'eastern Quebec', number: '+14182010100', zones: america('Toronto Halifax') },
    { place: 'eastern Oregon', number: '+15412010100', zones: america('Los_Angeles Boise') },
    { place: 'its overlay', number: '+14582010100', zones: america('Los_Angeles Boise') },
    { place: 'Saskatchewan’s overlay', number: '+14742010100', zones: america('Regina Winnipeg') },
    { place: 'Newfoundland and Labrador', number: '+17092010100', zones: america('St_Johns Goose_Bay') },
    { place: 'Quebec', number: '+12732010100', zones: america('Toronto') },
    { place: 'Alaska', number: '+19072010100', zones: america('Anchorage Adak') },
    { place: 'the Navajo Nation', number: '+19285550100', zones: america('Phoenix Denver') },
    { place: 'the Australian north and west', number: '+61891230000', zones: ['Australia/Perth', 'Australia/Darwin'] },
    { place: 'the Easter Island', number: '+56322100000', zones: ['America/Santiago', 'Pacific/Easter'] },
    { place: 'Morocco, which Google has in the Canaries', number: '+212522000000', zones: ['Africa/Casablanca'] },
  ])('$place: $number', ({ number, zones }) => {
    expect(zonesOfNumber(number)).toEqual(expect.arrayContaining(zones));
  });

  it('but the land beside it has its own alone', () => {
    expect(zonesOfNumber('+16042010100')).toEqual(['America/Vancouver']);
    expect(zonesOfNumber('+14075550100')).toEqual(['America/New_York']);
    // Longer prefixes: a landline of Barbados, another one of Cancún.
    expect(zonesOfNumber('+12464360100')).toEqual(['America/Barbados']);
    expect(zonesOfNumber('+529841234567')).toEqual(['America/Cancun']);
  });
});

describe('a number that is not bound to a place may be anywhere in its country', () => {
  it.each([
    { place: 'an Australian mobile phone', number: '+61412345678', zones: ['Australia/Perth', 'Australia/Sydney'] },
    { place: 'a Russian mobile phone', number: '+79123456789', zones: ['Europe/Moscow', 'Asia/Vladivostok'] },
    { place: 'a Spanish mobile phone', number: '+34612345678', zones: ['Europe/Madrid', 'Atlantic/Canary'] },
    { place: 'a Kazakh mobile phone', number: '+77012345678', zones: ['Asia/Almaty', 'Asia/Aqtobe'] },
    { place: 'a New Zealand mobile phone', number: '+64211234567', zones: ['Pacific/Auckland', 'Pacific/Chatham'] },
    { place: 'an Ecuadorian mobile phone', number: '+593991234567', zones: ['America/Guayaquil', 'Pacific/Galapagos'] },
    { place: 'a mobile phone of Tahiti', number: '+68987123456', zones: ['Pacific/Tahiti', 'Pacific/Marquesas'] },
    { place: 'a Mongolian mobile phone', number: '+97688123456', zones: ['Asia/Ulaanbaatar', 'Asia/Hovd'] },
    { place: 'a Mexican toll-free number', number: '+528001234567', zones: ['America/Tijuana', 'America/Mexico_City'] },
    { place: 'a Brazilian toll-free number', number: '+55800123456', zones: ['America/Sao_Paulo', 'America/Manaus'] },
    { place: 'an Indonesian toll-free number', number: '+62800123456', zones: ['Asia/Jakarta', 'Asia/Jayapura'] },
    { place: 'a North American toll-free number', number: '+18005550199', zones: ['Pacific/Honolulu', 'Pacific/Guam'] },
    { place: 'a British mobile phone', number: '+447700900123', zones: ['Europe/London', 'Europe/Jersey'] },
    {
      place: 'an area code that is not given out',
      number: '+12002010100',
      zones: ['America/New_York', 'America/Adak'],
    },
  ])('$place', ({ number, zones }) => {
    expect(zonesOfNumber(number)).toEqual(expect.arrayContaining(zones));
  });
});

/** Each of them was dialled: its hours are open in the one zone that it was believed to be in. */
describe('a number is not dialled outside its hours in another of its zones', () => {
  const [newYork, chicago, winnipeg] = ['America/New_York', 'America/Chicago', 'America/Winnipeg'];
  it.each([
    { when: 'at 07:00 in Gary', number: '+12192010100', at: '2026-12-02T13:00Z', open: '08:00-21:00', only: newYork },
    {
      when: 'at 21:40 in Chattanooga',
      number: '+14236530100',
      at: '2026-12-02T02:40Z',
      open: '08:00-21:00',
      only: chicago,
    },
    {
      when: 'at 21:40 in Orlando',
      number: '+16892010100',
      at: '2026-12-02T02:40Z',
      open: '08:00-21:00',
      only: chicago,
    },
    {
      when: 'at 08:30 in Saskatoon',
      number: '+14742010100',
      at: '2026-12-02T14:30Z',
      open: '09:00-20:00',
      only: winnipeg,
    },
    {
      when: 'at 21:40 in St John’s',
      number: '+17092010100',
      at: '2026-12-02T01:10Z',
      open: '08:00-21:30',
      only: 'America/Puerto_Rico',
    },
    {
      when: 'at 06:00 in Perth',
      number: '+61412345678',
      at: '2026-12-01T22:00Z',
      open: '09:00-20:00',
      only: 'Australia/Sydney',
    },
    {
      when: 'at 03:30 in Vladivostok',
      number: '+79123456789',
      at: '2026-12-01T17:30Z',
      open: '09:00-21:00',
      only: 'Europe/Moscow',
    },
    {
      when: 'at 08:30 in the Canaries',
      number: '+34612345678',
      at: '2026-12-02T08:30Z',
      open: '09:00-20:00',
      only: 'Europe/Madrid',
    },
  ])('$when: $number', ({ number: DestinationPhoneNumber, at, open, only }) => {
    const weekly = Object.fromEntries(weekdays.map((day) => [day, [open]]));
    const answer = (hours: CallingHours) =>
      answerAdmission({
        nowMs: Date.parse(at),
        times: { callingHours: hours },
        dialLimitMs: 60_000,
        DestinationPhoneNumber,
      }).is;
    expect(answer({ weekly, timeZone: only })).toBe('dial');
    expect(answer({ weekly })).not.toBe('dial');
  });
});

/** Two readings of one table, of which the other one is in Python. */
it('contains the corrections: split area codes and overlays, each with its source', () => {
  const script = readFileSync(new URL('../../tools/callee-data/number_corrections.py', import.meta.url), 'utf8');
  const [table = ''] = /^AREA_CODES[\s\S]*?^}/m.exec(script) ?? [];
  const corrections = [...table.matchAll(/"([\d ]+)": \[([^\]]+)\]/g)].flatMap(([, codes = '', zones = '']) =>
    codes.split(' ').map((code) => ({ code, zones: zones.match(/[\w/-]+/g) ?? [] })),
  );
  expect(corrections.length).toBeGreaterThan(40);
  const lacking = corrections.flatMap(({ code, zones }) => {
    const found = zonesOfNumber(`+1${code}2010100`);
    return zones.filter((zone) => !found.includes(zone)).map((zone) => `${code} ${zone}`);
  });
  expect(lacking).toEqual([]);
});

/** Each had all 56 zones of +1, from Guam to Newfoundland, and no hours were open in all of them. */
describe('a mobile phone under an area code that one country alone has is in that country', () => {
  it.each([
    { place: 'Jamaica', number: '+18764123456', zones: america('Jamaica') },
    { place: 'Jamaica’s overlay', number: '+16582345678', zones: america('Jamaica') },
    { place: 'the Bahamas', number: '+12423570100', zones: america('Nassau') },
    { place: 'Trinidad and Tobago', number: '+18683010100', zones: america('Port_of_Spain') },
    { place: 'Bermuda', number: '+14413701234', zones: ['Atlantic/Bermuda'] },
    { place: 'American Samoa', number: '+16847331234', zones: ['Pacific/Pago_Pago'] },
  ])('$place', ({ number, zones }) => {
    expect(zonesOfNumber(number)).toEqual(zones);
  });

  it('but a toll-free number and a personal one are not', () => {
    expect(zonesOfNumber('+18885550199')).toEqual(expect.arrayContaining(['America/Jamaica', 'America/New_York']));
    expect(zonesOfNumber('+15002345678')).toEqual(expect.arrayContaining(['America/Jamaica', 'America/New_York']));
  });
});

it('an Australian mobile phone is not dialled at 06:00 in Perth, nor a Russian one at 03:30 in Vladivostok', () => {
  const weekly = { wednesday: ['09:00-20:00'] };
  const ask = (DestinationPhoneNumber: string, at: string) =>
    answerAdmission({
      nowMs: Date.parse(at),
      times: { callingHours: { weekly } },
      dialLimitMs: 60_000,
      DestinationPhoneNumber,
    }).is;
  expect(ask('+61412345678', '2026-12-02T09:30:00+11:00')).toBe('wait');
  expect(ask('+79123456789', '2026-12-02T20:30:00+03:00')).not.toBe('dial');
});

/** Made by tools/callee-data from Python's phonenumbers: of area codes that one country alone has, what Google's map says. */
it('contains the zones of Google’s own method, for every area code, prefix and kind of number', () => {
  const google = JSON.parse(readFileSync(new URL('google-zones.json', import.meta.url), 'utf8')) as Record<
    string,
    string
  >;
  const lacking = Object.entries(google).flatMap(([names, numbers]) =>
    numbers.split(' ').flatMap((number) => {
      const zones = new Set(zonesOfNumber(number));
      const lacks = names
        .split(' ')
        .filter((zone) => zone !== 'Etc/Unknown' && !zones.has(canonicalTimeZone(zone) ?? ''));
      return lacks.length === 0 ? [] : [`${number} ${lacks.join()}`];
    }),
  );
  expect(Object.values(google).join(' ').split(' ').length).toBeGreaterThan(8000);
  expect(lacking).toEqual([]);
});

it('knows the clock of every zone that it names', () => {
  const numbers = Array.from({ length: 1000 }, (_, code) => `+${code}`);
  expect(numbers.flatMap(zonesOfNumber).filter((zone) => !isTimeZone(zone))).toEqual([]);
});
