import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskPhoneNumber, maskText } from '../../src/contract/masking.js';
import { seeded } from './seeded.js';

describe('maskPhoneNumber', () => {
  it.each([
    { number: '+12065550100', masked: '+1 206 ••• ••00' },
    { number: '+442079460123', masked: '+44 207 ••• ••23' },
    { number: '+35820123456', masked: '+358 ••• ••• 56' },
    { number: '+4915112345678', masked: '+49 151 ••• ••• 78' },
    { number: '+3581234567', masked: '+358 ••• ••67' },
    { number: '+35812345', masked: '+358 •••' },
    { number: '+12', masked: '+1 •••' },
    { number: '', masked: '+ •••' },
  ])('shows $number as $masked', ({ number, masked }) => {
    expect(maskPhoneNumber(number)).toBe(masked);
  });

  it('never shows four digits in a row behind the country code, and hides at least four', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+[1-9]\d{1,14}$/), (number) => {
        const [countryCode = '', ...groups] = maskPhoneNumber(number).split(' ');
        const national = number.slice(countryCode.length);
        const shown = groups.join('').replace(/\D/g, '');
        expect(number.startsWith(countryCode)).toBe(true);
        expect(groups.every((group) => !/\d{4}/.test(group))).toBe(true);
        expect(shown.length).toBeLessThanOrEqual(Math.max(0, national.length - 4));
        expect(groups.join(' ')).toContain('••');
      }),
      seeded(1000),
    );
  });
});

describe('maskText', () => {
  const contactId = '5f0c1d1e-0000-4000-8000-012345678901';

  it.each([
    {
      rule: 'a known value',
      text: 'No such name: Ada Lovelace.',
      values: ['Ada Lovelace'],
      masked: 'No such name: •••.',
    },
    { rule: 'each time', text: 'Ada, Ada', values: ['Ada'], masked: '•••, •••' },
    { rule: 'the longer of two values', text: 'Ada Lovelace', values: ['Ada', 'Ada Lovelace'], masked: '•••' },
    { rule: 'a number nobody knew', text: 'to +12065550100 failed', values: [], masked: 'to ••• failed' },
    { rule: 'a number with separators', text: '(+1 206-555-0100)', values: [], masked: '(•••)' },
    { rule: 'a number behind letters', text: 'tel12065550100x', values: [], masked: 'tel•••x' },
    { rule: 'seven digits', text: 'a 1234567 b', values: [], masked: 'a ••• b' },
    { rule: 'not six digits', text: 'a 123456 b', values: [], masked: 'a 123456 b' },
    {
      rule: 'not a ContactId',
      text: `contact ${contactId}, arn:…/${contactId}`,
      values: [],
      masked: `contact ${contactId}, arn:…/${contactId}`,
    },
    { rule: 'not a UUID with a prefix', text: `order-${contactId}.1`, values: [], masked: `order-${contactId}.1` },
    { rule: 'not a single letter', text: 'a banana', values: ['a'], masked: 'a banana' },
  ])('masks $rule', ({ text, values, masked }) => {
    expect(maskText(text, values)).toBe(masked);
  });

  it('leaves no known value and no run of seven digits', () => {
    const word = fc.string({ minLength: 2, maxLength: 9 });
    const digits = fc.stringMatching(/^\d{7,15}$/);
    fc.assert(
      fc.property(fc.array(word), fc.array(fc.oneof(word, digits)), fc.string(), (values, parts, glue) => {
        const masked = maskText([...values, ...parts].join(glue), values);
        expect(values.filter((value) => masked.includes(value))).toEqual([]);
        expect(masked).not.toMatch(/\d{7}/);
      }),
      seeded(1000),
    );
  });

  it('leaves every UUID', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        expect(maskText(`Contact ${uuid} (request ${uuid.toUpperCase()})`, [])).toBe(
          `Contact ${uuid} (request ${uuid.toUpperCase()})`,
        );
      }),
      seeded(1000),
    );
  });
});
