import type { CallingHours, PresetName } from '../contract/calling-hours.js';
import type { HolidayPlace } from './holidays.js';
import { hoursOfAllStates, statesClosedOnHolidays, stateHoursSources } from './state-hours.js';

export interface Preset {
  readonly title: string;
  /** Where the hours were read. */
  readonly source: string;
  /** What was read of it, and how sure it is. The law's own text wherever a copy of it could be had. */
  readonly basis: string;
  /** When that was read. All were stored copies of pages, not the live ones. */
  readonly checkedOn: string;
  readonly weekly: NonNullable<CallingHours['weekly']>;
  readonly holidays?: HolidayPlace;
}

/**
 * Hours in which laws and customs allow telemarketing calls, always in the callee's time.
 *
 * **No legal advice.** They say nothing of consent, do-not-call lists, limits to the number of calls or stricter rules of a state,
 * and laws change: read the source, and ask a lawyer.
 */
export const presets: Readonly<Record<PresetName, Preset>> = {
  'us-tcpa': {
    title: 'United States, telemarketing: 8 a.m. to 9 p.m. at the called party’s location (47 CFR 64.1200(c)(1))',
    source: 'https://www.ecfr.gov/current/title-47/section-64.1200',
    basis:
      'The paragraph as a law firm quotes it (nwdebtresolution.com), and three guides; no rule for Sundays or holidays.',
    checkedOn: '2026-11-28',
    weekly: everyDay('08:00-21:00'),
  },
  'us-strict': {
    title:
      'United States, telemarketing: hours in which no state forbids it, no Sunday, no holiday of a state that forbids calls on it',
    source: stateHoursSources.join(', '),
    basis:
      'Guides of others, and the statutes of Florida, South Dakota and Utah; of states in doubt the stricter reading.',
    checkedOn: '2026-11-28',
    weekly: hoursOfAllStates(),
    holidays: { country: 'US', regions: statesClosedOnHolidays },
  },
  'us-florida': {
    title:
      'Florida, telephone solicitation: 8 a.m. to 8 p.m. in the called person’s time zone (Florida Statutes 501.616(6))',
    source: 'https://flsenate.gov/Session/Bill/2021/1120/BillText/er/HTML',
    basis: 'The bill of 2021 and the section as it stood after it (lawserver.com); no rule for Sundays or holidays.',
    checkedOn: '2026-11-28',
    weekly: everyDay('08:00-20:00'),
  },
  canada: {
    title:
      'Canada, telemarketing: weekdays 9:00 to 21:30, Saturday and Sunday 10:00 to 18:00 (CRTC), no public holiday of British Columbia (its Telemarketer Licensing Regulation)',
    basis:
      'The hours as a telephone company tells them (northerntel.ca) and Consumer Protection BC (2011, 2014, 2023); the rules of other provinces were not looked for.',
    source:
      'https://crtc.gc.ca/eng/trules-reglest.htm, https://www.consumerprotectionbc.ca/2014/08/looking-for-some-telemarketing-tips/',
    checkedOn: '2026-11-28',
    weekly: { ...weekdays('09:00-21:30'), saturday: ['10:00-18:00'], sunday: ['10:00-18:00'] },
    // Which province a number is in, it does not tell.
    holidays: { country: 'CA', region: 'BC' },
  },
  australia: {
    title:
      'Australia, telemarketing: weekdays 9:00 to 20:00, Saturday 9:00 to 17:00, no Sunday, no national public holiday (2017)',
    source: 'https://www.donotcall.gov.au/consumers/consumer-overview/industry-standards/',
    basis:
      'The hours as the regulator told them under the standard before (acma.gov.au), its word that those of 2017 are the same, and a trainer of call centres.',
    checkedOn: '2026-11-28',
    weekly: { ...weekdays('09:00-20:00'), saturday: ['09:00-17:00'] },
    holidays: { country: 'AU' },
  },
  'uk-custom': {
    title:
      'United Kingdom: weekdays 8:00 to 21:00, Saturday and Sunday from 9:00, by custom; no statute sets hours for sales calls',
    source: 'https://www.callcentrehelper.com/regulations-on-outbound-calling-times-207054.htm',
    basis:
      'A paraphrase of the Direct Marketing Association’s earlier code, 21.41 (2022). Its present code names no hours. That no statute does is general knowledge, not read.',
    checkedOn: '2026-11-28',
    weekly: { ...weekdays('08:00-21:00'), saturday: ['09:00-21:00'], sunday: ['09:00-21:00'] },
  },
};

function weekdays(span: string): Preset['weekly'] {
  return { monday: [span], tuesday: [span], wednesday: [span], thursday: [span], friday: [span] };
}

function everyDay(span: string): Preset['weekly'] {
  return { ...weekdays(span), saturday: [span], sunday: [span] };
}
