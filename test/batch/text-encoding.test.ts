import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, EncodingError, toUtf8 } from '../../src/batch/text-encoding.js';
import { seeded } from '../contract/seeded.js';

const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();
const encodings = [
  { name: 'UTF-8', encode: (content: string) => Buffer.from(content) },
  { name: 'UTF-8 with a byte order mark', encode: (content: string) => Buffer.from(`\ufeff${content}`) },
  { name: 'UTF-16LE with one', encode: (content: string) => Buffer.from(`\ufeff${content}`, 'utf16le') },
  { name: 'UTF-16BE with one', encode: (content: string) => swapped(Buffer.from(`\ufeff${content}`, 'utf16le')) },
];

describe.each(encodings)('a text in $name', ({ encode }) => {
  // A text that begins with a mark of its own, or with NUL, is another question.
  const texts = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((content) => !/^\ufeff|\0/.test(content));

  it('is read whole', () => {
    fc.assert(
      fc.property(texts, (content) => {
        expect(decodeText(encode(content))).toBe(content);
      }),
      seeded(200),
    );
  });

  it('is read in pieces of any size, each part taking as many bytes as it has in the file', async () => {
    const property = fc.asyncProperty(texts, fc.integer({ min: 1, max: 7 }), async (content, size) => {
      const bytes = encode(content);
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      const { utf8, bytesOf } = toUtf8(Readable.from(pieces));

      expect(await text(utf8)).toBe(content);
      expect(bytesOf(content)).toBe(bytes.length - encode('').length);
    });
    await fc.assert(property, seeded(200));
  });
});

describe('what is neither UTF-8 nor UTF-16 with a byte order mark is refused by name:', () => {
  it.each([
    { what: 'UTF-32', bytes: [0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0], says: 'is UTF-32: save it as UTF-8' },
    { what: 'UTF-32, big end first', bytes: [0, 0, 0xfe, 0xff, 0, 0, 0, 0x7b], says: 'is UTF-32: save it as UTF-8' },
    {
      what: 'UTF-16 without a mark',
      bytes: [...Buffer.from('{}', 'utf16le')],
      says: /^is UTF-16 without a byte order/,
    },
    { what: 'the other one', bytes: [0, 0x7b, 0, 0x7d], says: /^is UTF-16 without a byte order mark/ },
    { what: 'a workbook', bytes: [0x50, 0x4b, 3, 4, 20], says: /^is a ZIP file, such as an Excel workbook/ },
    { what: 'an old workbook', bytes: [0xd0, 0xcf, 0x11, 0xe0], says: /^is an old Excel workbook/ },
    { what: 'a compressed file', bytes: [0x1f, 0x8b, 8], says: 'is compressed (gzip): unpack it first' },
  ])('$what', async ({ bytes, says }) => {
    const given = Buffer.from(bytes);

    expect(() => decodeText(given)).toThrow(EncodingError);
    expect(() => decodeText(given)).toThrow(says);
    await expect(text(toUtf8(Readable.from([given])).utf8)).rejects.toThrow(says);
  });

  it('a short text with letters of Windows-1252', () => {
    expect(() => decodeText(Buffer.from('{"Name": "M\xfcller"}', 'latin1'))).toThrow(
      'is neither UTF-8 nor UTF-16 with a byte order mark: save it as UTF-8',
    );
  });
});

it('a reader that goes away closes the file', async () => {
  const input = Readable.from([Buffer.from('a\nb\n')]);
  const { utf8 } = toUtf8(input);

  utf8.destroy();

  await new Promise((resolve) => input.once('close', resolve));
  expect(input.destroyed).toBe(true);
});
