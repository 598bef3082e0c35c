import { describe, expect, it } from 'vitest';
import { parseShorthand } from '../../src/cli/shorthand.js';

describe('parseShorthand', () => {
  it.each([
    { rule: 'a pair', text: 'a=1', map: { a: '1' } },
    { rule: 'several pairs', text: 'a=1,b=two words', map: { a: '1', b: 'two words' } },
    { rule: 'blanks around = and ,', text: ' a = 1 , b = 2 ', map: { a: '1', b: '2' } },
    { rule: 'a comma in double quotes', text: 'c="quoted, comma",d=x', map: { c: 'quoted, comma', d: 'x' } },
    { rule: 'a comma in single quotes', text: "c='it, is',d=x", map: { c: 'it, is', d: 'x' } },
    { rule: 'escapes in quotes', text: String.raw`c="say \"hi\" \\ \n"`, map: { c: String.raw`say "hi" \ \n` } },
    { rule: 'an escaped comma', text: String.raw`d=x\,y`, map: { d: 'x,y' } },
    { rule: 'any other backslash', text: String.raw`d=a\=b\c`, map: { d: String.raw`a\=b\c` } },
    { rule: '= in a value', text: 'url=https://x.example/a?b=1', map: { url: 'https://x.example/a?b=1' } },
    { rule: 'an empty value', text: 'a=,b=2', map: { a: '', b: '2' } },
    { rule: 'a doubled comma', text: 'k=x,,j=y', map: { k: 'x', j: 'y' } },
    { rule: 'beyond ASCII', text: 'gruß=Grüß Gott', error: 'expected "=" at character 4' },
    { rule: 'beyond ASCII in a value', text: 'greeting=Grüß Gott', map: { greeting: 'Grüß Gott' } },
    { rule: 'an own property of the worst name', text: '__proto__=x', map: JSON.parse('{"__proto__":"x"}') as object },
    { rule: 'nothing', text: '', error: 'expected key=value' },
    { rule: 'a list', text: 'a=b,c', error: 'expected "=" at character 6' },
    { rule: 'brackets', text: 'a=[b,c]', error: 'which must be JSON, at character 3' },
    { rule: 'a quote that stays open', text: 'a="b', error: 'the quote is not closed at character 3' },
    { rule: 'more behind a quote', text: 'a="b"c', error: 'expected "," at character 6' },
    { rule: 'a key twice', text: 'a=1,a=2', error: 'the same key a second time' },
  ])('reads $rule', ({ text, map, error }) => {
    const parse = () => parseShorthand('attributes', text);

    if (error === undefined) expect(parse()).toEqual(map);
    else expect(parse).toThrow(error);
  });
});
