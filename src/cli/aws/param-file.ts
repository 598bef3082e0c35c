import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { errorCode } from '../arguments.js';
import { UsageError } from '../errors.js';

/**
 * The value of an option as the AWS CLI reads it: itself, with `file://` the text of a file, with `fileb://` its bytes. A pipe, such as
 * `file:///dev/stdin` or `<(…)`, is read once.
 *
 * @throws UsageError when there is no such file, or its text is not UTF-8
 */
export function readParameter(option: string, value: string): string | Buffer {
  const [, kind, written] = /^(fileb?):\/\/(.*)$/s.exec(value) ?? [];
  if (kind === undefined || written === undefined) return value;
  const path = expanded(written);
  const bytes = bytesOf(option, path);
  return kind === 'fileb' ? bytes : textOf(option, path, bytes);
}

/** `~`, `$NAME` and `${NAME}`. What is not set stays as it is. */
function expanded(path: string): string {
  return path
    .replace(/^~(?=\/|$)/, () => homedir())
    .replace(
      /\$(?:(\w+)|\{([^}]*)\})/g,
      (all, name?: string, braced?: string) => process.env[name ?? braced ?? ''] ?? all,
    );
}

function bytesOf(option: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    // A program that starts this one may have given it a socket for stdin, which has no file to be opened again.
    if (errorCode(error) === 'ENXIO' && /^\/dev\/(?:stdin|fd\/0)$/.test(path)) return readFileSync(0);
    throw new UsageError(`--${option}: the file ${path} cannot be read (${errorCode(error)})`, { cause: error });
  }
}

/** Line ends become \n, as of every text that Python reads. */
function textOf(option: string, path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).replace(/\r\n?/g, '\n');
  } catch {
    throw new UsageError(`--${option}: the file ${path} is not UTF-8. Save it as UTF-8`);
  }
}
