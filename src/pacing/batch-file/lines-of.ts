import type { Readable } from 'node:stream';
import { BatchFileError } from './errors.js';
import { maxRowLength } from './limits.js';

/**
 * The lines of a text in UTF-8, with LF or CRLF. Not by Node's readline, which also breaks lines at U+2028 and U+2029: JSON allows
 * both within a text. Nor does readline bound a line.
 *
 * @throws BatchFileError for a line that is longer than any row
 */
export async function* linesOf(input: Readable): AsyncGenerator<string, void, undefined> {
  let rest = '';
  let line = 0;
  for await (const chunk of input.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const text of lines) {
      line++;
      yield text;
    }
    if (rest.length > maxRowLength)
      throw new BatchFileError(`line ${line + 1}: is longer than ${maxRowLength} characters; is it JSON Lines?`);
  }
  if (rest !== '') yield rest;
}
