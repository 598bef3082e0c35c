import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseShorthand, type ShorthandMap } from '../../src/cli/shorthand.js';
import { seeded } from '../contract/seeded.js';
import { parityFolder } from './parity/recorded.js';

/** A text, and what the parser of AWS CLI 2.36.7 made of it; nothing if it refused it. */
const answers = readFileSync(join(parityFolder, 'shorthand.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as [string, ShorthandMap?]);

const read = (text: string): ShorthandMap | undefined => {
  try {
    return parseShorthand('attributes', text);
  } catch {
    return undefined;
  }
};

it('reads what the AWS CLI reads, and refuses what it refuses', () => {
  expect(answers.filter(([, map]) => map !== undefined).length).toBeGreaterThan(500);
  expect(answers.filter(([text, map]) => JSON.stringify(read(text)) !== JSON.stringify(map))).toEqual([]);
});

/** Texts as they must be written for the parser to give them back. */
const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
const key = fc.stringMatching(/^[A-Za-z0-9_.#/:-]{1,8}$/);
// A quote or backslash before the end of a quoted text is read otherwise than any other.
const text = fc.string({ maxLength: 12 }).filter((value) => !/\\/.test(value));
const value = fc.letrec<{ value: ShorthandMap[string] }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

function written(value: ShorthandMap[string]): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
  return `{${Object.entries(value)
    .map(([key, inner]) => `${key}=${written(inner as ShorthandMap[string])}`)
    .join(',')}}`;
}

it('gives back what was written in it, quoted', () => {
  fc.assert(
    fc.property(fc.dictionary(key, value, { minKeys: 1, maxKeys: 4, noNullPrototype: true }), (map) => {
      const text = Object.entries(map)
        .map(([key, inner]) => `${key}=${written(inner)}`)
        .join(',');
      expect(parseShorthand('attributes', text)).toEqual(map);
    }),
    seeded(300),
  );
});

describe('a file behind @=', () => {
  it('is read, of that key alone', () => {
    const files = (name: string) => (name.startsWith('file://') ? `<${name}>` : name);

    expect(parseShorthand('attributes', 'a@=file://x,b=file://y,c@=plain,d={e@=file://z}', files)).toEqual({
      a: '<file://x>',
      b: 'file://y',
      c: 'plain',
      d: { e: '<file://z>' },
    });
  });
});

it('a text that cannot be read is not quoted', () => {
  expect(() => parseShorthand('attributes', '+12065550100')).toThrow(/^--attributes: expected "=" at character 1 /);
});
