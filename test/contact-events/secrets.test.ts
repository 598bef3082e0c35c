import { describe, expect, it } from 'vitest';
import { isSecret, parseSecrets } from '../../src/contact-events/secrets.js';

const one = 'correct-horse-battery';
const next = 'staple-of-the-next-one';

describe('parseSecrets', () => {
  it.each([
    { written: one, secrets: [one] },
    { written: ` ${one} , ${next} `, secrets: [one, next] },
  ])('reads "$written"', ({ written, secrets }) => {
    expect(parseSecrets(written)).toEqual(secrets);
  });

  it.each([
    { what: 'nothing', written: undefined, says: /is not set/ },
    { what: 'blanks', written: ' , ', says: /is not set/ },
    { what: 'a short one', written: 'hunter2', says: /shorter than 16 characters/ },
    { what: 'a short one beside a good one', written: `${one},hunter2`, says: /shorter than 16 characters/ },
    { what: 'an empty one beside a good one', written: `${one},`, says: /shorter than 16 characters/ },
    { what: 'three', written: [one, next, one].join(','), says: /holds 3 secrets/ },
  ])('refuses $what and quotes none', ({ written, says }) => {
    expect(() => parseSecrets(written)).toThrow(says);
    expect(() => parseSecrets(written)).toThrow(
      expect.not.objectContaining({ message: expect.stringMatching(/hunter2|horse/) as string }),
    );
  });
});

describe('isSecret', () => {
  it.each([
    { what: 'the first', given: one, is: true },
    { what: 'the second', given: next, is: true },
    { what: 'the beginning of one', given: one.slice(0, -1), is: false },
    { what: 'more than one', given: `${one}x`, is: false },
    { what: 'both as they are written', given: `${one},${next}`, is: false },
    { what: 'another case', given: one.toUpperCase(), is: false },
    { what: 'nothing', given: '', is: false },
    { what: 'no header', given: undefined, is: false },
    { what: 'a header given twice', given: [one, one], is: false },
  ])('$what: $is', ({ given, is }) => {
    expect(isSecret(given, [one, next])).toBe(is);
  });
});
