import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { decodeText, EncodingError } from '../batch/text-encoding.js';
import { UsageError } from './errors.js';

/** The text of an option as the AWS CLI reads it: itself, or with `file://` the content of that file. */
export function argumentText(option: string, value: string): string {
  if (value.startsWith('fileb://')) throw new UsageError(`--${option}: takes text: write file:// for fileb://`);
  if (!value.startsWith('file://')) return value;
  const path = value.slice('file://'.length).replace(/^~(?=\/|$)/, homedir());
  try {
    return decodeText(readFileSync(path));
  } catch (error) {
    if (error instanceof EncodingError) throw new UsageError(`--${option}: the file ${path} ${error.message}`);
    throw new UsageError(`--${option}: the file ${path} cannot be read (${codeOf(error)})`, { cause: error });
  }
}

/**
 * The same of an option that is no plain text, such as JSON: the name of a file without `file://` is refused, since it makes no sense, and
 * a byte order mark is dropped, which `$(cat file)` leaves in its place.
 *
 * @param known values that are meant as they are, although there may be a file of that name
 */
export function argumentDocument(option: string, value: string, known: readonly string[] = []): string {
  const text = argumentText(option, value).replace(/^\ufeff/, '');
  if (text === value && !known.includes(value) && !isJson(value) && isFile(value))
    throw new UsageError(`--${option}: ${value} is a file: did you mean file://${value}?`);
  return text;
}

/** JSON of an option, as text or `file://`. The text is not quoted in errors: it may hold a phone number. */
export const argumentJson = (option: string, value: string): unknown =>
  parsedJson(option, argumentDocument(option, value));

/** A JSON object of an option. */
export function argumentObject(option: string, value: string, what = 'a JSON object'): Record<string, unknown> {
  const document = argumentJson(option, value);
  if (document === null || typeof document !== 'object' || Array.isArray(document))
    throw new UsageError(`--${option}: expected ${what}`);
  return { ...document };
}

/** @param text as {@link argumentDocument} gives it */
export function parsedJson(option: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's error is not kept as the cause: it quotes the text.
    throw new UsageError(`--${option}: invalid JSON received`);
  }
}

export const isJson = (text: string): boolean => /^\s*[{[]/.test(text);

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown reason';
}
