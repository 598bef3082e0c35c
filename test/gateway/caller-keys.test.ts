import { describe, expect, it } from 'vitest';
import { parseCallerKeys } from '../../src/gateway/caller-keys.js';

const secret = 'a-secret-for-tests-only';

describe('the keys of callers', () => {
  it.each([undefined, '', ' \n,'])('are none where nothing is written: %j', (written) => {
    expect(parseCallerKeys(written, 'here')).toBeUndefined();
  });

  it('stand with commas or line breaks between them, and a secret may hold colons', () => {
    expect(parseCallerKeys(`APP1:${secret},APP2:${secret}:2\nAPP3:${secret}3\n`, 'here')).toEqual(
      new Map([
        ['APP1', secret],
        ['APP2', `${secret}:2`],
        ['APP3', `${secret}3`],
      ]),
    );
  });

  it.each([
    ['a secret alone', secret, 'Entry 1 of here'],
    ['a secret before its ID', `APP1:${secret},${secret}:APP2`, 'Entry 2 of here'],
    [
      'a secret that could be an ID before its ID',
      'fortestsonly0123456789:APP1',
      'Entry 1 of here has a secret of fewer',
    ],
    [
      'such a secret twice',
      'fortestsonly0123456789:APPLICATION000001,fortestsonly0123456789:APPLICATION000002',
      'Entry 2',
    ],
    ['a short secret', 'APP1:only15letters', 'fewer than 16'],
    ['no secret', 'APP1:', 'fewer than 16'],
    ['two secrets for one ID', `APP1:${secret},APP1:${secret}2`, 'Entry 2 of here has an ID'],
  ])('are refused without a word of a secret: %s', (_, written, message) => {
    const parse = () => parseCallerKeys(written, 'here');

    expect(parse).toThrow(expect.objectContaining({ code: 'GATEWAY' }));
    expect(parse).toThrow(message);
    expect(parse).not.toThrow(/for-tests-only|fortestsonly|15letters/);
  });
});
