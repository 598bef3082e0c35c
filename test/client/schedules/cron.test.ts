import { describe, expect, it } from 'vitest';
import { parseCron } from '../../../src/client/schedules/cron.js';

const upTo = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);
const every = {
  minutes: upTo(0, 59),
  hours: upTo(0, 23),
  daysOfMonth: upTo(1, 31),
  months: upTo(1, 12),
  daysOfWeek: upTo(0, 6),
};

describe('a cron expression', () => {
  it.each([
    { cron: '* * * * *', times: every },
    { cron: ' 0  9 * * MON-FRI ', times: { ...every, minutes: [0], hours: [9], daysOfWeek: upTo(1, 5) } },
    {
      cron: '*/15 9-17/4 1,15 jan,Jul *',
      times: { ...every, minutes: [0, 15, 30, 45], hours: [9, 13, 17], daysOfMonth: [1, 15], months: [1, 7] },
    },
    { cron: '0 20/2 * * 0,7', times: { ...every, minutes: [0], hours: [20, 22], daysOfWeek: [0] } },
    { cron: '0 0 * * 5-7', times: { ...every, minutes: [0], hours: [0], daysOfWeek: [5, 6, 0] } },
    { cron: '0 0 * * */2', times: { ...every, minutes: [0], hours: [0], daysOfWeek: [0, 2, 4, 6] } },
    { cron: '0 9 30 2 *', times: { ...every, minutes: [0], hours: [9], daysOfMonth: [30], months: [2] } },
  ])('$cron is read', ({ cron, times }) => {
    expect(parseCron(cron)).toEqual(times);
  });

  const fiveFields = 'must be five fields: minute, hour, day of the month, month, day of the week';
  it.each([
    ...['CRON_TZ=Europe/Berlin 0 9 * * *', 'TZ=UTC 0 9 * * *', 'tz=UTC 0 9 * * *'].map((cron) => ({
      cron,
      issue: 'must not name a time zone: timeZone does',
    })),
    ...['@every 1h', '@daily', ' @hourly'].map((cron) => ({
      cron,
      issue: 'must be five fields, such as 0 9 * * MON-FRI: @ forms are not taken',
    })),
    { cron: '0 9 * * * # at nine', issue: 'must not hold a comment: note is for it' },
    ...['', '0 9 * *', '0 0 9 * * *', '0 0 9 * * * 2030'].map((cron) => ({ cron, issue: fiveFields })),
    { cron: '60 9 * * *', issue: expect.stringMatching(/^has a wrong minute: it must be 0 to 59, /) as string },
    { cron: '0 24 * * *', issue: expect.stringMatching(/^has a wrong hour: it must be 0 to 23, /) as string },
    {
      cron: '0 9 0 * *',
      issue: expect.stringMatching(/^has a wrong day of the month: it must be 1 to 31, /) as string,
    },
    { cron: '0 9 * 13 *', issue: expect.stringMatching(/^has a wrong month: it must be 1 to 12, /) as string },
    { cron: '0 9 * * 8', issue: expect.stringMatching(/^has a wrong day of the week: it must be 0 to 7, /) as string },
    ...['?', 'L', '5#1', '*-5', '1-2-3', '1,', '*/0', '-1', '1.5', 'mond', '0x1'].map((field) => ({
      cron: `0 9 * * ${field}`,
      issue: expect.any(String) as string,
    })),
    {
      cron: '0 9 * * FRI-MON',
      issue: 'has a wrong day of the week: a range must not go backwards: write both parts with a comma between',
    },
  ])('$cron is refused', ({ cron, issue }) => {
    expect(parseCron(cron)).toEqual({ issue });
  });
});
