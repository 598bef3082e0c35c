import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InvalidRequestError } from '../../src/client/index.js';
import { messageOf } from '../../src/cli/messages.js';
import { run } from '../../src/cli/run.js';

let stderr = '';
beforeEach(() => {
  stderr = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

const valid: Readonly<Record<string, string>> = {
  '--destination-phone-number': '+12065550100',
  '--contact-flow-id': 'flow',
  '--instance-id': 'instance',
  '--source-phone-number': '+12065550101',
};

/** What the command says of a request that is right but for these options. */
async function said(command: string, options: Readonly<Record<string, string | undefined>>): Promise<string> {
  stderr = '';
  const times = command.startsWith('schedule') ? { '--at': '09:00', '--time-zone': 'America/New_York' } : {};
  const all: Record<string, string | undefined> = command.startsWith('start-batch')
    ? options
    : { ...valid, ...times, ...options };
  const args = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  expect(await run([...command.split(' '), ...args])).not.toBe(0);
  return stderr;
}

const start = 'start-outbound-voice-contact';
const schedule = 'schedule create reminder-1';
const batch = 'start-batch rows.csv';
const memberPath =
  /\b(?:options|plan|call|calendars)\.|workflowId|scheduleId|ClientToken|[a-z]+[A-Z]\w*:|(?:notBefore|expiresA|timeZone)/;

const ofRequest: Readonly<Record<string, string>> = {
  '--destination-phone-number': '12',
  '--contact-flow-id': 'x'.repeat(600),
  '--instance-id': 'x'.repeat(600),
  '--source-phone-number': '12',
  '--name': 'x'.repeat(2000),
  '--description': 'x'.repeat(5000),
  '--traffic-type': 'x',
  '--ring-timeout-in-seconds': '1',
  '--attributes': 'x',
  '--references': '{',
};
const ofPace = { '--priority': '9', '--fairness-weight': '-1', '--fairness-key': 'x'.repeat(300), '--lines': 'x' };
const ofTimes = { '--not-before': 'x', '--expires-at': 'x', '--expires-after': 'x', '--calling-hours': 'x' };
const ofCall = { '--resend-window': '9d', '--tracking': 'x', '--max-call-length': 'x', '--look-interval': 'x' };

const rows: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  [start, { ...ofRequest, ...ofPace, ...ofTimes, ...ofCall, '--client-token': 'order-12065550100' }],
  ['preview', { ...ofRequest, ...ofTimes }],
  ['follow-up callback-1', { ...ofRequest, ...ofPace, ...ofTimes, '--max-attempts': '0', '--plan': '{' }],
  [
    schedule,
    {
      ...ofRequest,
      ...ofPace,
      '--at': '9am',
      '--on': 'x',
      '--cron': 'x',
      '--time-zone': '@',
      '--skip': 'x',
      '--start-at': 'x',
      '--end-at': 'x',
      '--jitter': '9d',
      '--overlap': 'x',
      '--catch-up-window': '1s',
      '--note': '+12065550100',
      '--expires-after': 'x',
      '--calling-hours': 'x',
    },
  ],
  [batch, { ...ofPace, '--expires-after': 'x', '--options': '[]' }],
  ['reschedule order-1', { ...ofTimes }],
  ['lines instance', { '--set': 'x', '--reserve': 'x' }],
  ['pace', { '--rate': '0', '--looks-rate': '0' }],
  ['setup', { '--dials-per-second': '0', '--looks-per-second': '0', '--retention': '1d' }],
];
const notOf: Readonly<Record<string, readonly string[]>> = {
  // Only the call's workflow can tell: see the mapping below.
  'reschedule order-1': ['--not-before', '--expires-at', '--calling-hours'],
};

describe('a bad value is answered with the option that was typed', () => {
  const each = rows.flatMap(([command, options]) =>
    Object.entries(options)
      .filter(([option]) => !(notOf[command] ?? []).includes(option))
      .map(([option, value]) => ({ command, option, value })),
  );
  it.each(each)('$command $option', async ({ command, option, value }) => {
    const own = ['reschedule', 'lines', 'pace', 'setup'].some((name) => command.startsWith(name));
    const words = own
      ? await (async () => {
          stderr = '';
          expect(await run([...command.split(' '), `${option}=${value}`])).not.toBe(0);
          return stderr;
        })()
      : await said(command, { [option]: value });
    expect(words).toContain(option);
    expect(words).not.toMatch(memberPath);
  });
});

it.each([
  [start, { '--contact-flow-id': undefined }, '  --contact-flow-id: is required\n'],
  [schedule, { '--time-zone': undefined }, '  --time-zone: is required\n'],
  [schedule, { '--at': undefined }, '  --at or --cron: is required when there is no --cron\n'],
  ['schedule create r-12065550100', {}, '  <id>: holds the digits of --destination-phone-number;'],
  [start, { '--client-token': '+12065550100' }, '  --client-token: holds the digits of --destination-phone-number;'],
])('%s %o', async (command, options, words) => {
  expect(await said(command, options)).toContain(words);
});

it('a member of a JSON document keeps its path, with the option that held the document', async () => {
  const input = JSON.stringify({ Attributes: { x: 1 }, Nam: 'x' });
  expect(await said(start, { '--cli-input-json': input })).toContain('  --cli-input-json: Attributes.x: must be');
  expect(stderr).toContain('  --cli-input-json: Nam: is unknown; did you mean Name?');
  expect(await said(start, { '--attributes': '{"x": 1}' })).toContain('  --attributes: x: must be');
  expect(await said('follow-up c', { '--plan': '{"maxAttempts": 0}' })).toContain('  --plan: maxAttempts: must be');
  expect(await said(schedule, { '--plan': '{"call": {"priority": 9}}' })).toContain('  --plan: call.priority: must be');
  expect(await said('preview', { '--calling-hours': '{"weekly": 1}' })).toContain('  --calling-hours: weekly: must be');
  expect(await said(batch, { '--options': '{"tracking": "x"}' })).toContain(': --options: tracking: must be');
});

it('what a call answers to a change of its times names the options', () => {
  const issues = [{ member: 'notBefore', message: 'must be before expiresAt' }];
  const typed = { has: () => true, isGiven: (option: string) => option === '--not-before' };
  const error = new InvalidRequestError(issues, { message: 'Nothing changed. notBefore: must be before expiresAt' });
  expect(messageOf(error, typed)).toBe('error: Nothing changed. --not-before: must be before --expires-at');
});

it('a bare number is milliseconds', async () => {
  // The one thing that is wrong is told of another option.
  const durations = { '--resend-window': '60000', '--expires-after': '60000', '--max-call-length': '3600000' };
  expect(await said(start, { ...durations, '--name': 'x'.repeat(2000) })).toMatch(/dialled:\n {2}--name: .*\n$/);
  expect(await said(batch, { '--expires-after': '60000', '--options': '{"priority": 9}' })).toMatch(
    /^error: The same for all rows: --options: priority: [^;]*\n$/,
  );
  expect(
    await said(schedule, { '--jitter': '1000', '--catch-up-window': '60000', '--name': 'x'.repeat(2000) }),
  ).toMatch(/dialled:\n {2}--name: .*\n$/);
});
