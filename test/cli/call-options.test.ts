import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { hoursOptionsOf, withHoursOptions, type HoursOptions } from '../../src/cli/call-options.js';

const given = (...args: string[]) => {
  const command = withHoursOptions(new Command()).exitOverride();
  return hoursOptionsOf(command.parse(args, { from: 'user' }).opts<HoursOptions>());
};

describe('the options of times', () => {
  it.each([
    { args: [], times: {} },
    { args: ['--expires-after', '30m'], times: { expiresAfter: '30m' } },
    { args: ['--calling-hours', 'us-tcpa'], times: { callingHours: { preset: 'us-tcpa' } } },
    {
      args: ['--calling-hours', 'us-tcpa', '--callee-time-zone', 'America/Denver'],
      times: { callingHours: { preset: 'us-tcpa', timeZone: 'America/Denver' } },
    },
    {
      args: ['--calling-hours', ' {"weekly": {"monday": ["09:00-17:30"]}}'],
      times: { callingHours: { weekly: { monday: ['09:00-17:30'] } } },
    },
    // Not known: the contract says so, and which are.
    { args: ['--calling-hours', 'us-tpca'], times: { callingHours: { preset: 'us-tpca' } } },
  ])('$args', ({ args, times }) => {
    expect(given(...args)).toEqual(times);
  });

  it.each([
    { rule: 'broken JSON', args: ['--calling-hours', '{"weekly"'], message: '--calling-hours: invalid JSON received' },
    {
      rule: 'a zone for no hours',
      args: ['--callee-time-zone', 'America/Denver'],
      message: '--callee-time-zone has no effect without --calling-hours.',
    },
  ])('refuse $rule', ({ args, message }) => {
    expect(() => given(...args)).toThrow(message);
  });
});
