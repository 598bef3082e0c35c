import type { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InvalidRequestError } from '../../src/client/index.js';
import { messageOf } from '../../src/cli/messages.js';
import { createProgram, run } from '../../src/cli/program.js';

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
  const all: Record<string, string | undefined> = /^(?:start-batch|reschedule)/.test(command)
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

/** A value that each option of the program refuses. Free text is refused when it is empty. */
const badValues: Readonly<Record<string, string>> = {
  '--answer-machine-detection-config': 'x',
  '--at': '9am',
  '--attributes': 'x',
  '--callee-time-zone': '@',
  '--calling-hours': 'x',
  '--campaign-id': 'x'.repeat(600),
  '--catch-up-window': '1s',
  '--clear': 'x',
  '--ca-bundle': '',
  '--cli-binary-format': 'x',
  '--cli-connect-timeout': 'x',
  '--cli-error-format': 'x',
  '--cli-input-json': '[]',
  '--cli-input-yaml': '[]',
  '--cli-read-timeout': 'x',
  '--color': 'x',
  '--client-token': 'order-12065550100',
  '--concurrency': '0',
  '--contact-flow-id': 'x'.repeat(600),
  '--contact-id': '',
  '--cron': 'x',
  '--description': 'x'.repeat(5000),
  '--destination-phone-number': '12',
  '--dials-per-second': '0',
  '--end-at': 'x',
  '--endpoint-url': 'x',
  '--events-url': 'x',
  '--expires-after': 'x',
  '--expires-at': 'x',
  '--fairness-key': 'x'.repeat(300),
  '--fairness-weight': '-1',
  '--format': 'x',
  '--from': 'x',
  '--generate-cli-skeleton': 'x',
  '--host': '',
  '--id-column': 'DestinationPhoneNumber',
  '--instance': 'c1a9',
  '--instance-id': 'x'.repeat(600),
  '--jitter': '9d',
  '--keys-file': '/no/such/file',
  '--limit': '0',
  '--lines': 'x',
  '--look-interval': 'x',
  '--profile': 'nobody',
  '--queries-per-second': '0',
  '--query': '[',
  '--queries-rate': '0',
  '--max-attempts': '0',
  '--max-cached-workflows': '0',
  '--max-call-length': 'x',
  '--max-wait': 'x',
  '--metrics-host': '',
  '--metrics-port': 'x',
  '--name': 'x'.repeat(2000),
  '--not-before': 'x',
  '--note': '+12065550100',
  '--oidc-audience': '',
  '--oidc-issuer': 'x',
  '--oidc-jwks-url': 'x',
  '--on': 'x',
  '--options': '[]',
  '--outbound-strategy': '[]',
  '--outcome': 'x',
  '--output': '/no/such/folder/verdicts.jsonl',
  '--overlap': 'x',
  '--page-token': 'x',
  '--patience': '1s',
  '--plan': '{',
  '--port': 'x',
  '--priority': '9',
  '--queue-id': 'x\0',
  '--queue-url': 'x',
  '--rate': '0',
  '--reason': '',
  '--region': '',
  '--references': '{',
  '--related-contact-id': 'x'.repeat(600),
  '--resend-window': '9d',
  '--reserve': 'x',
  '--retention': '1d',
  '--ring-timeout-in-seconds': '1',
  '--set': 'x',
  '--since': 'x',
  '--skip': 'x',
  '--source-phone-number': '12',
  '--start-at': 'x',
  '--status': 'x',
  '--temporal-profile': 'no-such-profile',
  '--time-zone': '@',
  '--to': 'x',
  '--token-file': '/no/such/file',
  '--tracking': 'x',
  '--traffic-type': 'x',
  '--ui-origin': 'x',
  '--ui-url': 'x',
};

/** What else must stand on the command line, or the value would not be read. */
function rightOnes(command: string, option: string): Readonly<Record<string, string>> {
  if (command === 'start-batch') return { '--output': '-' };
  if (command === 'codec-server') return { '--ui-origin': 'http://localhost:8233' };
  if (command === 'schedule create')
    return { ...valid, '--at': '09:00', '--time-zone': 'America/New_York', '--calling-hours': 'us-tcpa' };
  if (command === 'reschedule') return option === '--temporal-profile' ? { '--clear': 'expires-at' } : {};
  return [start, 'preview', 'follow-up'].includes(command) ? valid : {};
}

const argumentsOf = ({ registeredArguments }: Command, option: string): string[] =>
  registeredArguments.flatMap((argument) => {
    if (argument.name() !== 'file') return ['some-1'];
    // The output is opened when the server has been found, lest an old one be lost. A dry run asks none.
    return ['examples/batch.csv', ...(option === '--output' ? ['--dry-run'] : [])];
  });

const program = await createProgram();

describe('a bad value is answered with the option that was typed, before a server is asked', () => {
  beforeEach(() => {
    vi.stubEnv('TEMPORAL_ADDRESS', '127.0.0.1:1');
    return () => vi.unstubAllEnvs();
  });
  const each = program.commands.flatMap((command) =>
    (command.commands.length === 0 ? [command] : command.commands).flatMap((leaf) =>
      leaf.options
        .filter((option) => option.required || option.optional)
        .map(({ long }) => ({
          name: leaf === command ? leaf.name() : `${command.name()} ${leaf.name()}`,
          option: long ?? '',
          args: argumentsOf(leaf, long ?? ''),
        })),
    ),
  );
  it.each(each)('$name $option', async ({ name, option, args }) => {
    const bad = badValues[option];
    if (bad === undefined) throw new Error(`${option} has no bad value in this test: give it one`);
    const options = Object.entries({ ...rightOnes(name, option), [option]: bad }).map(
      ([key, value]) => `${key}=${value}`,
    );
    expect(await run([...name.split(' '), ...args, ...options])).not.toBe(0);
    expect(stderr).toContain(option);
    expect(stderr).not.toMatch(memberPath);
  });
});

it('two options that contradict each other are named', async () => {
  expect(await said('reschedule x', { '--expires-at': '2030-01-01T00:00Z', '--clear': 'expires-at' })).toBe(
    'error: --clear expires-at: leave it out, or --expires-at\nSee docs/errors.md#usage\n',
  );
  for (const command of [start, 'preview', 'follow-up x'])
    expect(await said(command, { '--time-zone': 'America/New_York' })).toContain('--time-zone has no effect without');
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
  expect(await said(batch, { '--options': '{"tracking": "x"}' })).toContain('. --options: tracking: must be');
});

it('a token that cannot be an ID is told once, with the option that was typed', async () => {
  await said(start, { '--client-token': 'x'.repeat(300) });
  expect(stderr.match(/255 bytes/g)).toHaveLength(1);
  expect(await said(start, { '--cli-input-yaml': 'ClientToken: ""' })).toContain(
    'dialled:\n  --cli-input-yaml: ClientToken: is empty: leave it out\nSee',
  );
});

it('a number of a YAML document that must be text is to be put in quotes', async () => {
  expect(await run([start, '--cli-input-yaml', 'DestinationPhoneNumber: +12065550100'])).toBe(252);
  expect(stderr).toContain(
    '--cli-input-yaml: DestinationPhoneNumber: must be a string, is a number: put it in quotes\n',
  );
});

it('a query that cannot be read is told with one that can', async () => {
  expect(await said(start, { '--query': 'ContactId[' })).toMatch(
    /^error: --query: is not a JMESPath expression \(.*\)\. Example: --query ContactId\n/,
  );
});

it('as in a script of the AWS CLI, connect may stand before the command', async () => {
  const args = Object.entries({ ...valid, '--priority': '9' }).map(([name, value]) => `${name}=${value}`);
  for (const before of [['connect'], ['--region', 'us-west-2', 'connect']]) {
    stderr = '';
    expect(await run([...before, start, ...args])).toBe(252);
    expect(stderr).toContain('--priority: must be');
  }
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
  expect(await said(start, { ...durations, '--name': 'x'.repeat(2000) })).toMatch(
    /dialled:\n {2}--name: .*\nSee .*#invalid_request\n$/,
  );
  expect(await said(batch, { '--expires-after': '60000', '--options': '{"priority": 9}' })).toMatch(
    /^error: The options for all rows are invalid\. --options: priority: [^;]*\nSee .*#usage\n$/,
  );
  expect(
    await said(schedule, { '--jitter': '1000', '--catch-up-window': '60000', '--name': 'x'.repeat(2000) }),
  ).toMatch(/dialled:\n {2}--name: .*\nSee .*#invalid_request\n$/);
});
