import type { Utf8Text } from '../text-encoding.js';
import { parseWith } from '../../contract/issues.js';
import { isPlainObject, object, optional, ruled, text } from '../../contract/shapes.js';
import { BatchFileError, garbled, maxRowLength, replacementCharacter, type RowDraft } from './row-draft.js';

/**
 * Rows of JSON Lines: `{"id": "order-1", "request": {…}, "options": {…}}`, or `plan` instead of `options`. Empty lines are none.
 *
 * @throws BatchFileError for a line that is longer than any row
 */
export async function* readJsonLines(file: Utf8Text): AsyncGenerator<RowDraft, void, undefined> {
  let line = 0;
  for await (const { text, endsAtByte } of linesOf(file)) {
    line++;
    if (text.trim() !== '') yield draftOf(text, { line, endsAtByte });
  }
}

function draftOf(json: string, place: Pick<RowDraft, 'line' | 'endsAtByte'>): RowDraft {
  if (json.includes(replacementCharacter)) return { ...place, request: {}, issues: [garbled] };
  const row = parsedJson(json);
  const parsed = parseWith(createRowSchema(), row);
  if (!parsed.ok) {
    // What is no JSON at all is `undefined` here, which no JSON is.
    const issues = row === undefined ? [{ member: '', message: 'is not JSON' }] : parsed.issues;
    return {
      ...place,
      ...(isPlainObject(row) && typeof row['id'] === 'string' ? { id: row['id'] } : {}),
      request: {},
      issues,
    };
  }
  const { id, request = {}, options, plan } = parsed.value;
  // The zone that all rows have in common is for them too. What is no object stays where it is, to be refused.
  const { callingHours, ...others } = options ?? plan ?? {};
  const hours = isPlainObject(callingHours) ? { callingHours } : undefined;
  const both = { member: 'plan', message: 'belongs to a follow-up, options to a call: leave one of them out' };
  return {
    ...place,
    id,
    request,
    ...(options === undefined ? {} : { options: hours === undefined ? options : others }),
    ...(plan === undefined ? {} : { plan: hours === undefined ? plan : others }),
    ...(hours === undefined ? {} : { times: hours }),
    ...(options === undefined || plan === undefined ? {} : { issues: [both] }),
  };
}

function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // The parser's own words quote the text.
    return undefined;
  }
}

const createRowSchema = () =>
  object({
    id: text({ min: 1 }),
    request: optional(anObject()),
    options: optional(anObject()),
    plan: optional(anObject()),
  });

const anObject = () =>
  ruled<Readonly<Record<string, unknown>>>({}, (value, fail) => {
    if (!isPlainObject(value)) fail('must be an object');
  });

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
async function* linesOf({ utf8, bytesOf }: Utf8Text): AsyncGenerator<Line, void, undefined> {
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
