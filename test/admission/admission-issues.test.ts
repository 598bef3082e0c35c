import { expect, it } from 'vitest';
import { admissionIssues } from '../../src/admission/admission-issues.js';
import { parseAdmissionOptions, type AdmissionOptions, type Issue } from '../../src/contract/index.js';

const issue = (member: string, message: string): Issue => ({ member, message });
const weekly = { monday: ['09:00-17:00'] };
const timeZone = 'America/Los_Angeles';

it.each<{
  rule: string;
  options: AdmissionOptions;
  candidateZones?: readonly string[];
  issues: readonly Issue[];
}>([
  { rule: 'no option', options: {}, issues: [] },
  { rule: 'hours in a zone', options: { callingHours: { timeZone, weekly } }, issues: [] },
  {
    rule: 'a zone in small letters',
    options: { callingHours: { timeZone: 'america/los_angeles', weekly } },
    issues: [],
  },
  {
    rule: 'hours in the zones of the number',
    options: { callingHours: { weekly } },
    candidateZones: [timeZone, 'America/New_York'],
    issues: [],
  },
  {
    rule: 'an expiresAt of the past, which is an outcome',
    options: { expiresAt: '2026-03-01T00:00:00Z', callingHours: { timeZone, weekly } },
    issues: [],
  },
  {
    rule: 'a zone that does not exist, and holidays nobody knows',
    options: { callingHours: { timeZone: 'America/Nowhere', weekly, holidays: { country: 'XX' } } },
    issues: [
      issue('callingHours.timeZone', 'is unknown: it must be an IANA time zone, such as America/Los_Angeles'),
      issue('callingHours.holidays.country', 'is unknown: no holidays are known of it'),
    ],
  },
  {
    rule: 'a region that the country does not have',
    options: { callingHours: { timeZone, weekly, holidays: { country: 'US', region: 'NSW' } } },
    issues: [issue('callingHours.holidays.region', 'is unknown: no holidays are known of it')],
  },
  {
    rule: 'a region of a country without regions',
    options: { callingHours: { timeZone, weekly, holidays: { country: 'SG', region: '01' } } },
    issues: [issue('callingHours.holidays.region', 'is unknown: no holidays are known of it')],
  },
  {
    rule: 'a number without a zone',
    options: { callingHours: { weekly } },
    candidateZones: [],
    issues: [issue('callingHours.timeZone', 'is required: no time zone is known of DestinationPhoneNumber')],
  },
  {
    rule: 'a number in a zone that is not known here',
    options: { callingHours: { weekly } },
    candidateZones: [timeZone, 'America/Nowhere'],
    issues: [
      issue(
        'callingHours.timeZone',
        'is required: DestinationPhoneNumber may be in a time zone that is not known here',
      ),
    ],
  },
  {
    rule: 'zones whose hours never meet',
    options: { callingHours: { weekly: { monday: ['09:00-10:00'] } } },
    candidateZones: ['Pacific/Kiritimati', 'Pacific/Pago_Pago'],
    issues: [
      issue(
        'callingHours.timeZone',
        'is required: DestinationPhoneNumber may be in 2 time zones, whose hours are never open together',
      ),
    ],
  },
  {
    rule: 'hours that open after expiresAt',
    options: {
      expiresAt: '2026-03-08T00:00:00Z',
      notBefore: '2026-03-04T00:00:00Z',
      callingHours: { timeZone, weekly },
    },
    issues: [issue('callingHours', 'are not open once before expiresAt')],
  },
  {
    rule: 'hours that closed dates keep closed',
    options: {
      callingHours: {
        timeZone: 'UTC',
        weekly,
        closedDates: Array.from({ length: 60 }, (_, week) =>
          new Date(Date.UTC(2026, 2, 2 + 7 * week)).toISOString().slice(0, 10),
        ),
      },
    },
    issues: [issue('callingHours', 'are not open once within a year')],
  },
])('admissionIssues judges $rule', ({ options, candidateZones, issues }) => {
  expect(parseAdmissionOptions(options)).toEqual({ ok: true, value: options });
  const question = { nowMs: Date.UTC(2026, 2, 2), options, dialLimitMs: 60_000 };
  expect(admissionIssues(candidateZones === undefined ? question : { ...question, candidateZones })).toEqual(issues);
});

it('admissionIssues takes every zone that the runtime knows', () => {
  const unknown = Intl.supportedValuesOf('timeZone').filter((zone) => {
    const options = { callingHours: { timeZone: zone, weekly } };
    const question = { nowMs: Date.UTC(2026, 2, 2), options, dialLimitMs: 60_000 };
    return !parseAdmissionOptions(options).ok || admissionIssues(question).length > 0;
  });
  expect(unknown).toEqual([]);
});
