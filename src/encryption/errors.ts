import { RingonceError } from '../contract/errors.js';

/** The keys of `RINGONCE_ENCRYPTION_KEYS` cannot be used, or are missing where payloads must be encrypted. */
export class EncryptionKeysError extends RingonceError {
  override readonly name = 'EncryptionKeysError';
  readonly code = 'ENCRYPTION_KEYS';
}

/** A payload cannot be decrypted with the keys that this process has. */
export class DecryptionError extends RingonceError {
  override readonly name = 'DecryptionError';
  readonly code = 'DECRYPTION';
  /** @param keyId the key that the payload names */
  constructor(
    readonly keyId: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The codec server cannot start as it was asked to. */
export class CodecServerError extends RingonceError {
  override readonly name = 'CodecServerError';
  readonly code = 'CODEC_SERVER';
}
