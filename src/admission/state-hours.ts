import type { CallingHours } from '../contract/calling-hours.js';

type Weekly = NonNullable<CallingHours['weekly']>;

/** Hours for telephone solicitation in a state whose law is stricter than the federal one. */
export interface StateHours {
  /** As in ISO 3166-2. */
  readonly state: string;
  readonly weekdays: string;
  /** Left out: no call. */
  readonly saturday?: string;
  /** Left out: no call. */
  readonly sunday?: string;
  /** No call on the state's legal holidays. */
  readonly closedOnHolidays?: true;
  /** The rule, as it is cited there: see `stateHoursSources`. Of those marked "read" the text itself was. */
  readonly law: string;
}

/**
 * Where the states' hours were read, on 28 November 2026: stored copies. Most are guides of others, who do not always agree; then the
 * stricter one counts. A state that is not listed was not found to be stricter than the federal rule, which no source proves.
 */
export const stateHoursSources = [
  'https://www.dropcowboy.com/state-compliance (1 November 2025)',
  'https://blog.clickpointsoftware.com/telemarketing-calling-hours-by-state (July 2025)',
  'https://glama.ai/mcp/connectors/com.modernmustardseed/call-desk/tools/can_i_call_now (2026: Maine, Pennsylvania)',
  'https://usestello.com/compliance (April 2026: California, Illinois)',
  'https://lexace.ai/us/statute/south-dakota/37-30-28',
  'https://codes.findlaw.com/ut/title-13-commerce-and-trade/ut-code-sect-13-25a-103/',
  'https://www.dnc.com/blog/no-more-holidays-mississippi-marketers-magnolia-state-lifts-prohibition-telemarketing-legal',
  'https://www.pasenategop.com/news/brooks-bill-to-strengthen-protections-against-telemarketers-passes-senate (Pennsylvania)',
] as const;

export const stateHours: readonly StateHours[] = [
  { state: 'AL', ...daily('08:00-20:00'), closedOnHolidays: true, law: 'Alabama PSC Telephone Rule T-21' },
  // Of calls by machines, as in Illinois, Maine and South Dakota: ours are, until an agent speaks.
  { state: 'CA', ...everyDay('09:00-21:00'), law: 'Cal. Pub. Util. Code § 2872' },
  { state: 'CT', ...everyDay('09:00-20:00'), law: 'Conn. Gen. Stat. § 42-288a' },
  { state: 'FL', ...everyDay('08:00-20:00'), law: 'Fla. Stat. § 501.616(6), read' },
  { state: 'IL', ...everyDay('09:00-21:00'), law: '815 ILCS 305, 413/15' },
  { state: 'KY', ...everyDay('10:00-21:00'), law: 'KRS 367.46955' },
  { state: 'LA', ...daily('08:00-20:00'), closedOnHolidays: true, law: 'La. R.S. 45:844.11 ff., LPSC General Order' },
  { state: 'MA', ...everyDay('08:00-20:00'), law: '201 CMR 12.04' },
  { state: 'MD', ...everyDay('08:00-20:00'), law: 'Md. Code, Com. Law § 14-4503' },
  { state: 'ME', weekdays: '09:00-17:00', law: '10 M.R.S. § 1498' },
  { state: 'MI', ...everyDay('09:00-21:00'), law: 'MCL 445.112' },
  { state: 'MN', ...everyDay('09:00-21:00'), law: 'Minn. Stat. § 325E.30' },
  // The ban on holidays was a rule of the Public Service Commission, repealed after 2023 as one guide tells; another still has it: closed.
  { state: 'MS', ...daily('08:00-20:00'), closedOnHolidays: true, law: 'Miss. Code § 77-3-723' },
  { state: 'NM', ...everyDay('09:00-21:00'), law: 'N.M. Stat. § 57-12-22' },
  { state: 'NV', ...everyDay('09:00-20:00'), law: 'NRS 598.0918' },
  { state: 'OK', ...everyDay('08:00-20:00'), law: '15 O.S. § 775C.4' },
  // Holidays since 2019, sure. The hours are a bill's that passed the Senate; that it is law since 18 October 2026 one tool alone says.
  { state: 'PA', ...daily('09:00-19:00'), closedOnHolidays: true, law: '73 P.S. § 2245, Senate Bill 992' },
  {
    state: 'RI',
    weekdays: '09:00-18:00',
    saturday: '10:00-17:00',
    closedOnHolidays: true,
    law: 'R.I. Gen. Laws § 5-61-3.6',
  },
  { state: 'SD', weekdays: '09:00-21:00', law: 'SDCL 37-30-28, read' },
  { state: 'TX', ...daily('09:00-21:00'), sunday: '12:00-21:00', law: 'Tex. Bus. & Com. Code § 301.051' },
  { state: 'UT', ...daily('08:00-21:00'), closedOnHolidays: true, law: 'Utah Code § 13-25a-103(3), read' },
  { state: 'WA', ...everyDay('08:00-20:00'), law: 'RCW 80.36.390' },
  { state: 'WY', ...everyDay('08:00-20:00'), law: 'Wyo. Stat. § 40-12-302' },
];

function daily(span: string): Pick<StateHours, 'weekdays' | 'saturday'> {
  return { weekdays: span, saturday: span };
}

function everyDay(span: string): Pick<StateHours, 'weekdays' | 'saturday' | 'sunday'> {
  return { ...daily(span), sunday: span };
}

/** When a call is allowed in every state; times of day compare like their texts. */
export function hoursOfAllStates(): Weekly {
  const weekdays = common(stateHours.map(({ weekdays }) => weekdays));
  const saturday = common(stateHours.map(({ saturday }) => saturday));
  const sunday = common(stateHours.map(({ sunday }) => sunday));
  return {
    monday: weekdays,
    tuesday: weekdays,
    wednesday: weekdays,
    thursday: weekdays,
    friday: weekdays,
    saturday,
    sunday,
  };
}

function common(spans: readonly (string | undefined)[]): string[] {
  const times = spans.map((span) => span?.split('-') ?? []);
  if (times.some(({ length }) => length === 0)) return [];
  const opens =
    times
      .map(([from = '']) => from)
      .sort()
      .at(-1) ?? '';
  const closes = times.map(([, until = '']) => until).sort()[0] ?? '';
  return opens < closes ? [`${opens}-${closes}`] : [];
}

/** States that forbid calls on their legal holidays. */
export const statesClosedOnHolidays: readonly string[] = stateHours
  .filter(({ closedOnHolidays }) => closedOnHolidays === true)
  .map(({ state }) => state);
