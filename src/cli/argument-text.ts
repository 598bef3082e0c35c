import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { UsageError } from './errors.js';

/** The text of an option as the AWS CLI reads it: itself, or with `file://` the content of that file. */
export function argumentText(option: string, value: string): string {
  if (!value.startsWith('file://')) return value;
  const path = value.slice('file://'.length).replace(/^~(?=\/|$)/, homedir());
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--${option}: the file ${path} cannot be read (${codeOf(error)})`, { cause: error });
  }
}

/** JSON of an option, as text or `file://`. The text is not quoted in errors: it may hold a phone number. */
export function argumentJson(option: string, value: string): unknown {
  try {
    return JSON.parse(argumentText(option, value));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // Neither is the parser's error kept as the cause: it quotes the text.
    throw new UsageError(`--${option}: invalid JSON received`);
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown reason';
}
