import { pipeline, Transform, type Readable, type TransformCallback } from 'node:stream';
import { TextDecoder } from 'node:util';

/** An encoding that a text from outside may have, told by its byte order mark. */
export interface TextEncoding {
  readonly name: 'utf-8' | 'utf-16le' | 'utf-16be';
  /** Bytes of the byte order mark; 0 if there is none. */
  readonly markBytes: 0 | 2 | 3;
}

/** The text is in no encoding that is read here. The message says which one it is, or what the file is instead, and what to do. */
export class EncodingError extends Error {
  override readonly name = 'EncodingError';
}

/** Bytes that are enough for {@link encodingOf}. */
const sniffedBytes = 4;

const saveAs = 'save it as UTF-8';

/** First bytes of what is not read, longer ones first: UTF-32 begins like UTF-16. */
const refused: readonly (readonly [start: readonly number[], what: string])[] = [
  [[0xff, 0xfe, 0, 0], `is UTF-32: ${saveAs}`],
  [[0, 0, 0xfe, 0xff], `is UTF-32: ${saveAs}`],
  [[0x50, 0x4b, 3, 4], 'is a ZIP file, such as an Excel workbook: save it as text (CSV UTF-8)'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'is an old Excel workbook: save it as text (CSV UTF-8)'],
  [[0x1f, 0x8b], 'is compressed (gzip): unpack it first'],
];

/**
 * The one rule for texts from outside (batch files, JSON of options): UTF-8 with or without a byte order mark, UTF-16 with one.
 *
 * @param start the first four bytes, fewer of a shorter text
 * @throws EncodingError for anything else that can be told by its first bytes
 */
export function encodingOf(start: Uint8Array): TextEncoding {
  const begins = (bytes: readonly number[]): boolean => bytes.every((byte, index) => start[index] === byte);
  const other = refused.find(([bytes]) => begins(bytes));
  if (other !== undefined) throw new EncodingError(other[1]);
  if (begins([0xef, 0xbb, 0xbf])) return { name: 'utf-8', markBytes: 3 };
  if (begins([0xff, 0xfe])) return { name: 'utf-16le', markBytes: 2 };
  if (begins([0xfe, 0xff])) return { name: 'utf-16be', markBytes: 2 };
  // A text begins with no NUL; UTF-16 has one beside each ASCII character.
  if (start.includes(0))
    throw new EncodingError(`is UTF-16 without a byte order mark, or no text: ${saveAs}, or as UTF-16 with the mark`);
  return { name: 'utf-8', markBytes: 0 };
}

/**
 * A short text, without its byte order mark.
 * @throws EncodingError when it is neither UTF-8 nor UTF-16 with a byte order mark
 */
export function decodeText(bytes: Uint8Array): string {
  const { name } = encodingOf(bytes.subarray(0, sniffedBytes));
  try {
    return new TextDecoder(name, { fatal: true }).decode(bytes);
  } catch {
    const is = name === 'utf-8' ? 'is neither UTF-8 nor UTF-16 with a byte order mark' : 'is broken UTF-16';
    throw new EncodingError(`${is}: ${saveAs}`);
  }
}

/** A text of any length, as UTF-8 without a byte order mark. */
export interface Utf8Text {
  /** Bytes that are not of their encoding come as U+FFFD, or as they are in a text of UTF-8. Fails with an `EncodingError`. */
  readonly utf8: Readable;
  /** How many bytes of the input became this part of the text; those of the byte order mark belong to no part. */
  readonly bytesOf: (part: string) => number;
}

/** Reads a text of any length in the encoding that its first bytes tell. */
export function toUtf8(input: Readable): Utf8Text {
  let encoding: TextEncoding | undefined;
  let start: Uint8Array = new Uint8Array();
  let decoder: TextDecoder | undefined;
  const take = (bytes: Uint8Array): Uint8Array | string => {
    if (encoding === undefined) {
      encoding = encodingOf(bytes.subarray(0, sniffedBytes));
      if (encoding.name !== 'utf-8') decoder = new TextDecoder(encoding.name);
      else return bytes.subarray(encoding.markBytes);
    }
    return decoder === undefined ? bytes : decoder.decode(bytes, { stream: true });
  };
  const end = (): Uint8Array | string => {
    const rest = encoding === undefined ? take(start) : '';
    return decoder === undefined ? rest : String(rest) + decoder.decode();
  };
  const given = (work: () => Uint8Array | string, done: TransformCallback): void => {
    try {
      const text = work();
      done(null, text.length === 0 ? undefined : text);
    } catch (error) {
      done(error as Error);
    }
  };
  const transform = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      const bytes = encoding === undefined ? Buffer.concat([start, chunk]) : chunk;
      if (encoding === undefined && bytes.length < sniffedBytes) {
        start = bytes;
        done();
      } else given(() => take(bytes), done);
    },
    flush: (done) => given(end, done),
  });
  return {
    // What fails is told to whoever reads.
    utf8: pipeline(input, transform, () => undefined),
    bytesOf: (part) => ((encoding?.name ?? 'utf-8') === 'utf-8' ? Buffer.byteLength(part) : 2 * part.length),
  };
}
