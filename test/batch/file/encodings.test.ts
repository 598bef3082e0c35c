import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { read, rowsOf } from './read.js';

const csv = 'id,Name\r\na,"Lovelace,\r\nAda"\r\n\r\nb,Žofie 🎉 李\r\n';
const jsonLines = '{"id":"a"}\r\n\n{"id":"b","request":{"Name":"Žofie 🎉 李"}}';
const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();

/** Verdicts of UTF-16LE all said line 1; UTF-16BE had no column `id`; JSON Lines were "not UTF-8". */
describe.each([
  { encoding: 'UTF-8 with a byte order mark', encode: (text: string) => Buffer.from(`\ufeff${text}`) },
  { encoding: 'UTF-16LE', encode: (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le') },
  { encoding: 'UTF-16BE', encode: (text: string) => swapped(Buffer.from(`\ufeff${text}`, 'utf16le')) },
])('a file as PowerShell and Excel write it, in $encoding,', ({ encode }) => {
  it.each([
    { format: 'csv', content: csv, lines: [2, 5] },
    { format: 'jsonl', content: jsonLines, lines: [1, 3] },
  ] as const)('is read as $format, with its lines, in pieces of any size', async ({ format, content, lines }) => {
    for (const chunkBytes of [1, 3, 1000]) {
      const rows = await read(encode(content), { format, chunkBytes });

      expect(rows).toMatchObject([
        { line: lines[0], workflowId: 'a' },
        { line: lines[1], workflowId: 'b', request: { Name: 'Žofie 🎉 李' } },
      ]);
    }
  });

  it.each([
    { format: 'csv', content: csv },
    { format: 'jsonl', content: jsonLines },
  ] as const)('is taken byte by byte: $format', async ({ format, content }) => {
    const bytes = encode(content);
    const rows = await rowsOf(bytes, { format });
    const taken: number[] = [];

    for await (const { line } of rows) {
      expect(line).toBeGreaterThan(0);
      // However much was read ahead.
      await turn();
      taken.push(rows.bytesTaken());
    }

    const mark = encode('').length;
    expect(taken.at(-1)).toBe(bytes.length - mark);
    const [endOfFirst = '', ...rest] = format === 'csv' ? content.split('Ada"\r\n') : content.split('\n');
    expect(rest).not.toEqual([]);
    const first = format === 'csv' ? `${endOfFirst}Ada"\r\n` : `${endOfFirst}\n`;
    expect(taken[0]).toBe(encode(first).length - mark);
  });
});

describe('a file in another encoding is refused by its name', () => {
  it.each(['csv', 'jsonl'] as const)('as %s', async (format) => {
    const bytes = Buffer.from('id,Name\na,b\n', 'utf16le');

    await expect(read(bytes, { format })).rejects.toMatchObject({
      code: 'BATCH_FILE',
      message: expect.stringContaining('The file is UTF-16 without a byte order mark') as string,
    });
  });

  it('half of a character is of no encoding', async () => {
    const bytes = Buffer.from('\ufeffid,Name\na,x\ud83cx\n', 'utf16le');

    expect(await read(bytes, { format: 'csv' })).toMatchObject([
      { issues: [{ member: '', message: 'has a character that cannot be read: save the file as UTF-8' }] },
    ]);
  });
});
