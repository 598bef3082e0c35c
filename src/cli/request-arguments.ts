import type { Command } from 'commander';
import { isJson, isFile } from './arguments.js';
import { Fraction } from './aws/fraction.js';
import { readParameter } from './aws/param-file.js';
import { kebabCase, requestShape, type Shape } from './aws/shapes.js';
import { UsageError } from './errors.js';
import { parseShorthand, type ShorthandValue } from './shorthand.js';

/** Adds an option for every member of the request, in the order of AWS's page; the option is the member in kebab-case. */
export function withRequestOptions(command: Command): Command {
  for (const [member, { shape, about, isRequired }] of Object.entries(requestShape.members)) {
    command.option(`--${kebabCase(member)} <${placeholders[shape.type]}>`, isRequired ? `${about} [required]` : about);
  }
  return command
    .option('--cli-input-json <json>', 'the whole request as JSON; options of the command line override its members')
    .option('--cli-input-yaml <yaml>', 'the same as YAML');
}

const placeholders: Readonly<Record<Shape['type'], string>> = {
  string: 'text',
  integer: 'number',
  boolean: 'true|false',
  list: 'json|shorthand',
  map: 'json|shorthand',
  structure: 'json|shorthand',
};

export interface GivenRequest {
  /** `--client-token`, else `ClientToken` of the document. */
  readonly clientToken?: string;
  readonly request: Readonly<Record<string, unknown>>;
}

/**
 * The request that a command line gives, read as the AWS CLI reads it; valid or not is decided elsewhere.
 *
 * @param options by commander's names: `destinationPhoneNumber`
 * @throws UsageError when a text cannot be read at all
 */
export async function requestOf(options: Readonly<Record<string, unknown>>): Promise<GivenRequest> {
  const request: Record<string, unknown> = {};
  for (const [member, { shape }] of Object.entries(requestShape.members)) {
    const given = options[member.charAt(0).toLowerCase() + member.slice(1)];
    if (typeof given === 'string') request[member] = valueOf(kebabCase(member), shape, given);
  }
  for (const [member, value] of Object.entries(await documentOf(options)))
    if (!Object.hasOwn(request, member)) define(request, member, value);
  const token = request['ClientToken'];
  return { request, ...(typeof token === 'string' ? { clientToken: token } : {}) };
}

/** Also for `__proto__`, which an assignment would not set. */
const define = (target: object, member: string, value: unknown): void =>
  void Object.defineProperty(target, member, { value, enumerable: true, writable: true, configurable: true });

async function documentOf({
  cliInputJson: json,
  cliInputYaml: yaml,
}: Readonly<Record<string, unknown>>): Promise<object> {
  if (typeof json === 'string' && typeof yaml === 'string')
    throw new UsageError('--cli-input-json, --cli-input-yaml: give one of them.');
  if (typeof json === 'string') return wholeRequest('cli-input-json', json, (text) => numbersKept(text));
  if (typeof yaml !== 'string') return {};
  const { parseYaml } = await import('./aws/yaml.js');
  return wholeRequest('cli-input-yaml', yaml, parseYaml);
}

function wholeRequest(option: string, given: string, parse: (text: string) => unknown): object {
  const kind = option === 'cli-input-json' ? 'JSON' : 'YAML';
  const read = readParameter(option, given);
  // The bytes of fileb:// may be in any of Unicode's encodings.
  const text = typeof read === 'string' ? read : decoded(read);
  if (given === text && !isJson(text) && isFile(text))
    throw new UsageError(`--${option}: ${text} is a file: did you mean file://${text}?`);
  let document: unknown;
  try {
    document = parse(text);
  } catch {
    // The parser's error is not kept as the cause: it quotes the text, which may hold a phone number.
    throw new UsageError(`--${option}: invalid ${kind} received${markOf(text)}`);
  }
  if (document === null || typeof document !== 'object' || Array.isArray(document))
    throw new UsageError(`--${option}: expected a ${kind} object, the whole request`);
  return document;
}

/** A byte order mark is one reason for which JSON is none. */
const markOf = (text: string): string =>
  text.startsWith('\ufeff') ? ': it begins with a byte order mark. Save it as UTF-8 without one' : '';

function decoded(bytes: Buffer): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** JSON, in which a number that was written as a fraction, `30.0`, stays one that is no whole number. */
function numbersKept(text: string): unknown {
  const reviver = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' && /[.eE]/.test(context?.source ?? '') && Number.isInteger(value)
      ? new Fraction(value)
      : value;
  return JSON.parse(text, reviver);
}

function valueOf(option: string, shape: Shape, given: string): unknown {
  const value = readParameter(option, given);
  if (shape.type === 'string') {
    if (typeof value !== 'string') throw new UsageError(`--${option}: takes text. Write file:// instead of fileb://`);
    return value;
  }
  if (shape.type === 'integer') return wholeNumber(option, value.toString());
  if (typeof value !== 'string')
    throw new UsageError(`--${option}: takes text. Write file:// instead of fileb://`, { exitCode: 255 });
  if (value === given && !isJson(value) && isFile(value))
    throw new UsageError(`--${option}: ${value} is a file: did you mean file://${value}?`);
  if (isJson(value)) return jsonObject(option, value);
  return typed(
    option,
    shape,
    parseShorthand(option, value, (word) => fileInShorthand(option, word)),
  );
}

function jsonObject(option: string, text: string): unknown {
  try {
    const value: unknown = numbersKept(text);
    if (!Array.isArray(value)) return value;
  } catch {
    throw new UsageError(`--${option}: invalid JSON received`);
  }
  throw new UsageError(`--${option}: expected a JSON object`);
}

function fileInShorthand(option: string, word: string): string | Buffer {
  try {
    return readParameter(option, word);
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(error.message, { cause: error, exitCode: 255 }) : error;
  }
}

/** Shorthand is text: numbers and true and false are made of it where the member is one. Other text stays, and is refused as such. */
function typed(option: string, shape: Shape, value: ShorthandValue | undefined): unknown {
  if (shape.type === 'integer' && value !== undefined) return wholeNumber(option, value);
  if (shape.type === 'boolean' && value !== undefined) return trueOrFalse(option, value);
  if (shape.type === 'list' && value !== undefined)
    return Array.isArray(value) ? value.map((element) => typed(option, shape.of, element)) : [value];
  const isMap = typeof value === 'object' && !Array.isArray(value) && !Buffer.isBuffer(value);
  if ((shape.type !== 'map' && shape.type !== 'structure') || !isMap) return value;
  const shapeOf = (key: string): Shape | undefined =>
    shape.type === 'map' ? shape.of : Object.hasOwn(shape.members, key) ? shape.members[key]?.shape : undefined;
  return Object.fromEntries(
    Object.entries(value).map(([key, element]) => {
      const inner = shapeOf(key);
      return [key, inner === undefined ? element : typed(option, inner, element)];
    }),
  );
}

function trueOrFalse(option: string, value: ShorthandValue): unknown {
  if (typeof value !== 'string') throw new UsageError(`--${option}: expected true or false`, { exitCode: 255 });
  return { true: true, false: false }[value.toLowerCase()] ?? value;
}

/** As Python reads one: `30`, `+30`, `1_000`. */
function wholeNumber(option: string, given: ShorthandValue): number {
  const text = typeof given === 'string' || Buffer.isBuffer(given) ? given.toString() : '';
  if (!/^\s*[+-]?\d+(?:_\d+)*\s*$/.test(text))
    throw new UsageError(`--${option}: expected a whole number`, { exitCode: 255 });
  return Number(text.replaceAll('_', ''));
}
