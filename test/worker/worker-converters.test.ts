import { expect, it } from 'vitest';
import { EncryptionKeysError } from '../../src/encryption/errors.js';
import { chooseWorkerConverters } from '../../src/worker/worker-converters.js';
import { keyOf } from '../support/encryption-keys.js';

const keys = { RINGONCE_ENCRYPTION_KEYS: keyOf('k1', 1) };
const production = { NODE_ENV: 'production' };

it.each(['', 'false', '0', 'no'])('in production without keys RINGONCE_ALLOW_UNENCRYPTED=%s allows nothing', (said) => {
  expect(() => chooseWorkerConverters({ ...production, RINGONCE_ALLOW_UNENCRYPTED: said })).toThrow(
    EncryptionKeysError,
  );
});

it('encrypts the messages of failures where there are keys, and there alone', () => {
  const withKeys = chooseWorkerConverters({ ...production, ...keys });
  expect(withKeys.dataConverter.failureConverterPath).toBeDefined();
  expect(withKeys.dialsConverter.failureConverterPath).toBeDefined();
  expect(chooseWorkerConverters({}).dataConverter.failureConverterPath).toBeUndefined();
});
