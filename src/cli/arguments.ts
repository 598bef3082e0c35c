// Readers of option values: numbers, durations, URLs, text and JSON, also from files.

import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { InvalidArgumentError } from 'commander';
import { decodeText, EncodingError } from '../batch/text-encoding.js';
import { UsageError } from './errors.js';

/** A number; its limits are the contract's. */
export function number(text: string): number {
  if (!/^\s*-?\d+(?:\.\d+)?\s*$/.test(text)) throw new InvalidArgumentError('It must be a number.');
  return Number(text);
}

/** @param otherwise what is wrong with any other text */
export function numberAboveZero(otherwise = 'It must be a number above 0.'): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value <= 0) throw new InvalidArgumentError(otherwise);
    return value;
  };
}

/** A whole number between limits, both included. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d{1,15}$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    return value;
  };
}

export const portNumber = wholeNumber(0, 65_535);

export function httpUrl(text: string): string {
  if (!/^https?:\/\/./.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError('It must be a URL that begins with https:// or http://.');
  return text;
}

/** As elsewhere, a bare number is milliseconds; whether it is a duration at all is decided by the contract. */
export function durationArgument(text: string): string | number {
  return /^\d{1,15}$/.test(text.trim()) ? Number(text) : text;
}

/** The members that were given: of options that nobody typed the value is undefined. */
export function given<T extends object>(members: T): Given<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Given<T>;
}

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** The text of an option as the AWS CLI reads it: itself, or with `file://` the content of that file. */
export function argumentText(option: string, value: string): string {
  if (value.startsWith('fileb://')) throw new UsageError(`--${option}: takes text. Write file:// instead of fileb://`);
  if (!value.startsWith('file://')) return value;
  const path = value.slice('file://'.length).replace(/^~(?=\/|$)/, homedir());
  try {
    return decodeText(readFileSync(path));
  } catch (error) {
    if (error instanceof EncodingError) throw new UsageError(`--${option}: the file ${path} ${error.message}`);
    throw new UsageError(`--${option}: the file ${path} cannot be read (${errorCode(error)})`, { cause: error });
  }
}

/**
 * The same of an option that is no plain text, such as JSON. The name of a file without `file://` is refused, since it makes no sense. A byte
 * order mark, which `$(cat file)` leaves in its place, is dropped.
 *
 * @param known values that are taken as they are, although there may be a file of that name
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

export function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    // A long text is no name of a file.
    return false;
  }
}

/** The system's name for what went wrong: `ENOENT`. */
export const errorCode = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown reason';
