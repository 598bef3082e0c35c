import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createCalledNumbers } from '../../src/batch/called-numbers.js';
import { seeded } from '../contract/seeded.js';

it('tells the first row of a number under another ID, among any rows', () => {
  // Few of each, so that they meet.
  const numbers = fc.integer({ min: 12, max: 40 }).map((number) => `+${number}`);
  const rows = fc.array(fc.record({ number: numbers, id: fc.constantFrom('a', 'b', 'c') }), { maxLength: 100 });
  fc.assert(
    fc.property(rows, (given) => {
      const called = createCalledNumbers();
      const told = given.map(({ number, id }, index) => called.earlierRow(number, id, index + 1));

      const expected = given.map(({ number, id }) => {
        const first = given.findIndex((other) => other.number === number);
        return given[first]?.id === id ? undefined : first + 1;
      });
      expect(told).toEqual(expected);
    }),
    seeded(200),
  );
});

it('keeps apart a hundred thousand numbers of up to 15 digits, and finds each again', () => {
  const called = createCalledNumbers();
  const numbers = Array.from({ length: 100_000 }, (_, index) => `+99999999${9_999_999 - index}`);

  const first = numbers.map((number, index) => called.earlierRow(number, `a-${index}`, index + 1));
  const again = numbers.map((number, index) => called.earlierRow(number, `b-${index}`, 0));

  expect(new Set(first)).toEqual(new Set([undefined]));
  expect(again).toEqual(numbers.map((_, index) => index + 1));
});

it('takes what is not E.164 for nobody’s number', () => {
  const called = createCalledNumbers();

  expect(['a', 'b'].map((id) => called.earlierRow('12065550100', id, 1))).toEqual([undefined, undefined]);
});
