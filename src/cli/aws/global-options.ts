import type { Command } from 'commander';
import { Option } from 'commander';
import { UsageError } from '../errors.js';
import { note } from '../terminal.js';

export const outputFormats = ['json', 'text', 'table', 'yaml', 'yaml-stream', 'off'] as const;
export type OutputFormat = (typeof outputFormats)[number];

interface GlobalOption {
  readonly flags: string;
  readonly about: string;
  readonly choices?: readonly string[];
  /** It has no effect here, and a note on stderr says why. */
  readonly isNothingBecause?: string;
}

const workersSettings = "the worker's settings decide that";
const noConnection = 'Amazon Connect is called by the worker';

/** The AWS CLI's options that every command of it has. */
const globalOptions: readonly GlobalOption[] = [
  {
    flags: '--output <format>',
    about: 'form of the answer (default: AWS_DEFAULT_OUTPUT, else of the profile, else json)',
    choices: outputFormats,
  },
  { flags: '--query <jmespath>', about: 'print this part of the answer: ContactId' },
  { flags: '--profile <name>', about: 'profile of the AWS configuration file: its output is taken, nothing else' },
  { flags: '--color <when>', about: 'colors of --output table', choices: ['on', 'off', 'auto'] },
  { flags: '--debug', about: 'the same as --verbose' },
  { flags: '--region <name>', about: `no effect: ${workersSettings}`, isNothingBecause: workersSettings },
  { flags: '--endpoint-url <url>', about: `no effect: ${workersSettings}`, isNothingBecause: workersSettings },
  { flags: '--ca-bundle <file>', about: `no effect: ${noConnection}`, isNothingBecause: noConnection },
  { flags: '--no-verify-ssl', about: `no effect: ${noConnection}`, isNothingBecause: noConnection },
  { flags: '--no-sign-request', about: `no effect: ${noConnection}`, isNothingBecause: noConnection },
  {
    flags: '--cli-read-timeout <seconds>',
    about: 'no effect: see --max-wait',
    isNothingBecause: '--max-wait bounds the wait',
  },
  {
    flags: '--cli-connect-timeout <seconds>',
    about: 'no effect: see --max-wait',
    isNothingBecause: '--max-wait bounds the wait',
  },
  { flags: '--cli-auto-prompt', about: 'no effect: nothing is asked', isNothingBecause: 'nothing is asked' },
  {
    flags: '--cli-error-format <format>',
    about: 'no effect: errors are text',
    choices: ['legacy', 'json', 'yaml', 'text', 'table', 'enhanced'],
    isNothingBecause: 'errors are text',
  },
  // What these ask for is so already.
  { flags: '--no-cli-pager', about: 'as it is: there is no pager' },
  { flags: '--no-cli-auto-prompt', about: 'as it is: nothing is asked' },
  { flags: '--no-paginate', about: 'as it is: the answer has one page' },
  {
    flags: '--cli-binary-format <format>',
    about: 'as it is: no member is binary',
    choices: ['base64', 'raw-in-base64-out'],
  },
];

const made = globalOptions.map(({ flags }) => new Option(flags));
export const globalNames: readonly string[] = made.map(({ long }) => long ?? '');

export function withGlobalOptions(command: Command): Command {
  for (const { flags, about, choices } of globalOptions) {
    const option = new Option(flags, about);
    // Not choices(): commander would add a sentence of its own to the description, and check once more.
    if (choices !== undefined) option.argChoices = [...choices];
    command.addOption(option);
  }
  return command;
}

/** @throws UsageError for a value that the AWS CLI refuses */
export function requireGlobalValues(given: ReadonlyMap<string, string>): void {
  for (const name of ['--cli-read-timeout', '--cli-connect-timeout']) {
    const seconds = given.get(name);
    if (seconds !== undefined && !/^\s*\+?\d+\s*$/.test(seconds))
      throw new UsageError(`${name}: expected a whole number of seconds`, { exitCode: 255 });
  }
  if (given.get('--region') === '') throw new UsageError('--region is empty. Is a shell variable not set?');
  const url = given.get('--endpoint-url');
  if (url !== undefined && !/^[a-z][a-z0-9+.-]*:/i.test(url))
    throw new UsageError('--endpoint-url: must begin with https:// or http://');
  if (given.has('--cli-auto-prompt') && given.has('--no-cli-auto-prompt'))
    throw new UsageError('--cli-auto-prompt, --no-cli-auto-prompt: give one of them.');
}

/** One line on stderr for all that has no effect. */
export function noteWithoutEffect(given: ReadonlyMap<string, string>): void {
  const told = globalOptions.flatMap(({ flags, isNothingBecause: why }) => {
    const [name = ''] = flags.split(' ');
    return why !== undefined && given.has(name) ? [`${name} (${why})`] : [];
  });
  if (told.length > 0) note(`no effect here: ${told.join(', ')}`);
}
