import type { Utf8Text } from '../text-encoding.js';
import { BatchFileError } from './errors.js';
import { maxRowLength } from './limits.js';

interface Line {
  readonly text: string;
  /** Bytes of the file up to its end. */
  readonly endsAtByte: number;
}

/**
 * The lines of a text, with LF or CRLF. Not by Node's readline, which also breaks lines at U+2028 and U+2029: JSON allows
 * both within a text. Nor does readline bound a line.
 *
 * @throws BatchFileError for a line that is longer than any row
 */
export async function* linesOf({ utf8, bytesOf }: Utf8Text): AsyncGenerator<Line, void, undefined> {
  let rest = '';
  let line = 0;
  let endsAtByte = 0;
  for await (const chunk of utf8.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      line++;
      endsAtByte += bytesOf(`${text}\n`);
      yield { text: text.replace(/\r$/, ''), endsAtByte };
    }
    if (rest.length > maxRowLength)
      throw new BatchFileError(`line ${line + 1}: is longer than ${maxRowLength} characters; is it JSON Lines?`);
  }
  if (rest !== '') yield { text: rest, endsAtByte: endsAtByte + bytesOf(rest) };
}
