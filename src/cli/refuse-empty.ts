import type { Command, Option } from 'commander';
import { UsageError } from './errors.js';

/**
 * Amazon Connect takes an empty text for these. For any other option it is no value, and mostly comes from a shell variable that is not set:
 * every call would get the same client token.
 */
const mayBeEmpty: ReadonlySet<string> = new Set(['--name', '--description']);

/**
 * Makes a command refuse an option whose value is missing: commander alone takes the next option for the value, so that
 * `--client-token $TOKEN --verbose` with an unset `$TOKEN` would place a call with the token `--verbose`.
 */
export function refuseEmptyValues(command: Command): Command {
  const parse = command.parseOptions.bind(command);
  command.parseOptions = (args) => {
    requireValues(command.options, args);
    return parse(args);
  };
  return command.hook('preAction', (_, action) => {
    const { args, registeredArguments } = action;
    // A shell asks what may come where nothing is typed yet.
    if (action.name() === 'complete') return;
    const empty = registeredArguments.find((_, index) => args[index]?.trim() === '');
    if (empty !== undefined) throw new UsageError(`<${empty.name()}> is empty. ${unsetVariable}`);
  });
}

const unsetVariable = 'Is a shell variable not set?';

/** Goes through the arguments as commander does. */
function requireValues(options: readonly Option[], args: readonly string[]): void {
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (arg === '--') return;
    const [name = '', ...text] = arg.split('=');
    const option = options.find(({ long }) => long === name);
    if (option?.required !== true) continue;
    const isJoined = text.length > 0;
    const value = isJoined ? text.join('=') : args[++index];
    // commander says that it is missing.
    if (value === undefined) return;
    if (value.trim() === '' && !mayBeEmpty.has(name)) throw new UsageError(`${name} is empty. ${unsetVariable}`);
    if (isJoined || !isOption(value)) continue;
    const [next = ''] = value.split('=');
    throw new UsageError(
      options.some(({ long, short }) => next === long || next === short)
        ? `${name} has no value: ${next} follows it. ${unsetVariable}`
        : `${name}: write a value that begins with - as ${name}=-…`,
    );
  }
}

/** As for the AWS CLI: a negative number is none, nor is the - that stands for stdin and stdout. */
const isOption = (text: string): boolean => /^-(?!$|\.?\d)/.test(text);
