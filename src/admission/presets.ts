import type { CallingHours, PresetName } from '../contract/calling-hours.js';
import type { HolidayPlace } from './holidays.js';
import { hoursOfAllStates, statesClosedOnHolidays, stateHoursSources } from './state-hours.js';

export interface Preset {
  readonly title: string;
  /** Where the hours were read. */
  readonly source: string;
  /** When the source was last read. */
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
    checkedOn: '2026-11-28',
    weekly: everyDay('08:00-21:00'),
  },
  'us-strict': {
    title:
      'United States, telemarketing: hours in which no state forbids it, no Sunday, no holiday of a state that forbids calls on it',
    source: stateHoursSources.join(', '),
    checkedOn: '2026-11-28',
    weekly: hoursOfAllStates(),
    holidays: { country: 'US', regions: statesClosedOnHolidays },
  },
  'us-florida': {
    title:
      'Florida, telephone solicitation: 8 a.m. to 8 p.m. in the called person’s time zone (Florida Statutes 501.616(6))',
    source: 'https://flsenate.gov/Session/Bill/2021/1120/BillText/er/HTML',
    checkedOn: '2026-11-28',
    weekly: everyDay('08:00-20:00'),
  },
  canada: {
    title:
      'Canada, telemarketing: weekdays 9:00 to 21:30, Saturday and Sunday 10:00 to 18:00 (CRTC), no public holiday of British Columbia (its Telemarketer Licensing Regulation)',
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
    checkedOn: '2026-11-28',
    weekly: { ...weekdays('09:00-20:00'), saturday: ['09:00-17:00'] },
    holidays: { country: 'AU' },
  },
  'uk-custom': {
    title: 'United Kingdom: 8:00 to 21:00 by custom; no statute sets hours (Ofcom judges persistent misuse)',
    source:
      'https://www.ofcom.org.uk/consultations-and-statements/category-1/review-of-how-we-use-persistent-misuse-powers',
    checkedOn: '2026-11-28',
    weekly: everyDay('08:00-21:00'),
  },
};

function weekdays(span: string): Preset['weekly'] {
  return { monday: [span], tuesday: [span], wednesday: [span], thursday: [span], friday: [span] };
}

function everyDay(span: string): Preset['weekly'] {
  return { ...weekdays(span), saturday: [span], sunday: [span] };
}
