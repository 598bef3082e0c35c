import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgram, run } from '../../src/cli/program.js';

let stderr = '';
beforeEach(() => {
  stderr = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
  // The stack that --verbose asks for.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

/** Every command with every option of it that takes a value. */
const options = (await createProgram()).commands
  .flatMap((command) => (command.commands.length === 0 ? [command] : command.commands))
  .flatMap((command) => {
    const parent = command.parent?.name() === 'ringonce' ? [] : [command.parent?.name() ?? ''];
    const path = [...parent, command.name()];
    const ids = command.registeredArguments.filter(({ required }) => required).map(() => 'x');
    return command.options
      .filter(({ required }) => required)
      .map(({ long }) => ({ path: path.join(' '), long: long ?? '', args: [...path, ...ids] }));
  });

/** Reads its command line as the AWS CLI does: see test/cli/parity. */
const asAwsCli = 'start-outbound-voice-contact';
const ours = new Set([
  '--not-before',
  '--expires-at',
  '--expires-after',
  '--calling-hours',
  '--time-zone',
  '--priority',
  '--max-wait',
]);
const others = options.filter(({ path }) => path !== asAwsCli);

it('there are options to test', () => expect(options.length).toBeGreaterThan(100));

describe('an option whose value is missing takes no other option for it', () => {
  it.each(others)('$path $long', async ({ args, long }) => {
    expect(await run([...args, long, '--verbose'])).not.toBe(0);
    expect(stderr).toContain(`error: ${long} has no value: --verbose follows it. Is a shell variable not set?\n`);
  });

  it.each(options.filter(({ path }) => path === asAwsCli))('$path $long', async ({ args, long }) => {
    expect(await run([...args, long, '--verbose'])).toBe(252);
    expect(stderr).toContain(
      `error: ${long}: expected one argument, and --verbose follows it. Is a shell variable not set?\n`,
    );
  });
});

describe('an empty value is refused', () => {
  it.each(
    options.filter(({ path, long }) =>
      path === asAwsCli ? ours.has(long) : !['--name', '--description'].includes(long),
    ),
  )('$path $long', async ({ args, long }) => {
    expect(await run([...args, long, ''])).not.toBe(0);
    expect(stderr).toContain(`error: ${long} is empty. Is a shell variable not set?\n`);
    stderr = '';
    expect(await run([...args, `${long}= `])).not.toBe(0);
    expect(stderr).toContain(`error: ${long} is empty.`);
  });

  it.each(['show', 'cancel', 'reschedule', 'pause', 'call-now', 'lines', 'start-batch', 'follow-up', 'schedule show'])(
    'of the argument of %s',
    async (path) => {
      expect(await run([...path.split(' '), ''])).toBe(2);
      expect(stderr).toMatch(/^error: <\w+> is empty\. Is a shell variable not set\?\nSee docs\/errors\.md#usage\n$/);
    },
  );
});

describe('a value that begins with - is taken', () => {
  /** What a call without a request is answered: the option itself was read. */
  const read = async (...args: string[]): Promise<string> => {
    await run(['preview', ...args]);
    return stderr;
  };

  it('after =', async () => expect(await read('--name=-x')).toContain('Parameter validation failed'));
  it('if it is a negative number', async () =>
    expect(await read('--ring-timeout-in-seconds', '-1')).toContain('must be 15 or more'));
  it('and otherwise told how to write it', async () =>
    expect(await read('--name', '-x')).toBe(
      'error: --name: write a value that begins with - as --name=-…\nSee docs/errors.md#usage\n',
    ));
});

it('a call whose client token was swallowed is not placed, with the exit code of AWS CLI v2', async () => {
  expect(await run(['start-outbound-voice-contact', '--client-token', '--verbose'])).toBe(252);
});
