import type { EventEmitter } from 'node:events';
import type { Command, Option } from 'commander';
import { nearest } from '../../contract/issues.js';
import { UsageError } from '../errors.js';
import { globalNames, requireGlobalValues } from './global-options.js';
import { readOptions, type OptionRule } from './read-options.js';
import { kebabCase, requestMembers, requestShape } from './shapes.js';

/** The AWS CLI's options of this one operation. */
const operationNames: readonly string[] = [
  ...requestMembers.map((member) => `--${kebabCase(member)}`),
  '--cli-input-json',
  '--cli-input-yaml',
  '--generate-cli-skeleton',
];

/** Those that make the required ones unnecessary, written as words of their own: `--cli-input-json=…` does not. */
const documents = ['--cli-input-json', '--cli-input-yaml'];

/**
 * Makes a command read its command line as the AWS CLI does, instead of commander's way. Options of ours are in no way of AWS's: they
 * are written out in full.
 *
 * @param onGlobals is told what global options were given
 */
export function readAsAwsCli(command: Command, onGlobals: (given: ReadonlyMap<string, string>) => void): void {
  command.helpOption('--help', 'show this help; so does the word help').parseOptions = (words) => {
    // Between the command and its options it says nothing.
    const args = words[0] === '--' ? words.slice(1) : words;
    const names = command.options.map(({ long }) => long ?? '');
    const globals = readOptions([...rulesOf(command, isGlobal), version], args, names);
    // Nothing else matters then, as for the AWS CLI.
    if (globals.values.has(version.name)) return readNothing(globals.values);
    requireGlobalValues(globals.values);
    const own = readOptions(
      rulesOf(command, (name) => !isGlobal(name)),
      globals.rest,
      names,
    );
    helpIfAsked(command, own.rest);
    requireNothingElse(
      own.rest,
      command.options.map(({ long }) => long ?? ''),
    );
    requireRequired(args, own.values);
    for (const [name, value] of [...globals.values, ...own.values]) setOption(command, name, value);
    return readNothing(globals.values);
  };
  const readNothing = (globals: ReadonlyMap<string, string>) => {
    onGlobals(globals);
    return { operands: [], unknown: [] };
  };
}

const version: OptionRule = { name: '--version', takes: 'nothing', mayBeShortened: true };

const isGlobal = (name: string): boolean => globalNames.includes(name);

function rulesOf({ options }: Command, isMeant: (name: string) => boolean): OptionRule[] {
  return options.flatMap((option) => {
    const name = option.long ?? '';
    return isMeant(name) ? [ruleOf(name, option)] : [];
  });
}

const ruleOf = (name: string, { required, optional, presetArg, argChoices }: Option): OptionRule => ({
  name,
  takes: required ? 'value' : optional ? 'optional' : 'nothing',
  ...(typeof presetArg === 'string' ? { otherwise: presetArg } : {}),
  choices: argChoices,
  mayBeShortened: isGlobal(name) || operationNames.includes(name),
});

function helpIfAsked(command: Command, rest: readonly string[]): void {
  const [word] = rest.filter((arg) => !arg.startsWith('-'));
  if (word === 'help' || rest.includes('--help') || rest.includes('-h')) command.help();
}

function requireNothingElse(rest: readonly string[], known: readonly string[]): void {
  const end = rest.indexOf('--');
  const [first] = rest.filter((_, index) => index !== end);
  if (first === undefined) return;
  // A word may be a value, such as a phone number that lost its option.
  if (!first.startsWith('-'))
    throw new UsageError('a word is left over that no option takes. Is a value with blanks not quoted?');
  const [name = ''] = first.split('=');
  const guess = nearest(name, known);
  throw new UsageError(`unknown option '${name}'${guess === undefined ? '' : `. Did you mean ${guess}?`}`);
}

/** Which ones are missing is told with everything else that is wrong; here, only what a document on the command line cannot give. */
function requireRequired(args: readonly string[], given: ReadonlyMap<string, string>): void {
  const joined = [...documents, '--generate-cli-skeleton'].find((name) => given.has(name) && !args.includes(name));
  if (joined === undefined) return;
  const missing = Object.entries(requestShape.members)
    .filter(([, { isRequired }]) => isRequired === true)
    .map(([member]) => `--${kebabCase(member)}`)
    .filter((name) => !given.has(name));
  if (missing.length > 0)
    throw new UsageError(
      `${missing.join(', ')}: required. Write ${joined} and its value as two words to leave them out.`,
    );
}

/** As if commander had read it: with its reader of the value, if it has one. */
function setOption(command: Command, name: string, value: string): void {
  const option = command.options.find(({ long }) => long === name);
  if (option === undefined) return;
  const isOurs = !isGlobal(name) && !operationNames.includes(name);
  if (isOurs && option.required && value.trim() === '')
    throw new UsageError(`${name} is empty. Is a shell variable not set?`);
  // commander's own way, which is no part of its types.
  (command as unknown as EventEmitter).emit(
    `option:${option.name()}`,
    ...(option.required || option.optional ? [value] : []),
  );
}
