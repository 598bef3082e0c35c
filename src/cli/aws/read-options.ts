import { UsageError } from '../errors.js';

/** What an option takes. */
export interface OptionRule {
  /** `--output` */
  readonly name: string;
  /** `optional` is read without a value as `otherwise`. */
  readonly takes: 'value' | 'nothing' | 'optional';
  readonly otherwise?: string;
  readonly choices?: readonly string[] | undefined;
  /** The AWS CLI takes an option by its first letters, as long as they are no other's. Options of ours are written out. */
  readonly mayBeShortened: boolean;
}

export interface ReadOptions {
  readonly values: ReadonlyMap<string, string>;
  /** What is no option of these, and no value of theirs, in order. */
  readonly rest: readonly string[];
}

/**
 * Reads the options of a command line that are known, as the AWS CLI does: an option never takes a following option for its value, an
 * option may be shortened, the last one of a name wins.
 *
 * @param names all options that there are, for the message
 * @throws UsageError
 */
export function readOptions(
  rules: readonly OptionRule[],
  args: readonly string[],
  names: readonly string[],
): ReadOptions {
  const values = new Map<string, string>();
  const rest: string[] = [];
  const end = args.indexOf('--');
  const kinds = args.map((arg, index) => (end >= 0 && index > end ? 'value' : kindOf(rules, arg)));
  for (let index = 0; index < args.length; index++) {
    const kind = kinds[index];
    if (kind === undefined || typeof kind === 'string') {
      rest.push(args[index] ?? '');
      continue;
    }
    const { rule, joined } = kind;
    const { name } = rule;
    if (rule.takes === 'nothing' && joined !== undefined) throw new UsageError(`${name} takes no value.`);
    const follows = rule.takes !== 'nothing' && joined === undefined && kinds[index + 1] === 'value';
    const value = joined ?? (follows ? args[++index] : rule.takes === 'value' ? undefined : (rule.otherwise ?? ''));
    if (value === undefined) throw noValue(names, name, args[index + 1]);
    if (rule.choices !== undefined && !rule.choices.includes(value))
      throw new UsageError(`${name}: must be ${rule.choices.join(', ')}`);
    values.set(name, value);
  }
  return { values, rest };
}

type Kind = 'value' | 'unknown' | 'end' | { readonly rule: OptionRule; readonly joined?: string };

/** A word with a blank in it is a value, even if it begins with -; so is a negative number. */
function kindOf(rules: readonly OptionRule[], arg: string): Kind {
  if (arg === '--') return 'end';
  if (!arg.startsWith('-') || arg === '-') return 'value';
  const known = ruleOf(rules, arg);
  if (known !== undefined) return known;
  return /^-(?:\d+|\d*\.\d+)$/.test(arg) || arg.includes(' ') ? 'value' : 'unknown';
}

function ruleOf(rules: readonly OptionRule[], arg: string): Kind | undefined {
  const exact = rules.find(({ name }) => name === arg);
  if (exact !== undefined) return { rule: exact };
  const [, name = arg, joined] = /^(.*?)=(.*)$/s.exec(arg) ?? [];
  if (!name.startsWith('--')) return undefined;
  const same = rules.find((rule) => rule.name === name);
  const meant = same === undefined ? rules.filter((rule) => rule.mayBeShortened && rule.name.startsWith(name)) : [same];
  const [rule, another] = meant;
  if (rule === undefined) return undefined;
  if (another !== undefined)
    throw new UsageError(`${name} may be ${meant.map(({ name }) => name).join(', ')}: write it out.`);
  return joined === undefined ? { rule } : { rule, joined };
}

function noValue(names: readonly string[], name: string, next: string | undefined): UsageError {
  if (next === undefined) return new UsageError(`${name}: expected one argument`);
  const [word = ''] = next.split('=');
  return new UsageError(
    `${name}: expected one argument, and ${word === '--' || names.includes(word) ? `${word} follows it. Is a shell variable not set?` : `a value that begins with - is written ${name}=-…`}`,
  );
}
