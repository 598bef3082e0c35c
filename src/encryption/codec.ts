import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { DecryptionError, EncryptionKeysError } from './errors.js';
import { keysVariable, type KeyRing } from './key-ring.js';

const PayloadProto = proto.temporal.api.common.v1.Payload;

/**
 * How an encrypted payload says that it is one. Its form: metadata `encoding` (this) and `encryption-key-id`; data = 12 random bytes (the
 * IV), the ciphertext of the whole original payload (protobuf, so its own metadata is hidden too), 16 bytes of tag (AES-256-GCM).
 * `<encoding>:<key ID>` is authenticated with it: nobody can change which key or form a payload claims.
 */
export const encryptedEncoding = 'binary/x-ringonce-aes256gcm';
export const keyIdMetadata = 'encryption-key-id';

const cipherName = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

const utf8 = new TextDecoder();
const metadataText = ({ metadata }: Payload, name: string): string | undefined => {
  const bytes = metadata?.[name];
  return bytes == null ? undefined : utf8.decode(bytes);
};

export const isEncrypted = (payload: Payload): boolean => metadataText(payload, 'encoding') === encryptedEncoding;

const authenticated = (keyId: string): Buffer => Buffer.from(`${encryptedEncoding}:${keyId}`);

/**
 * Encrypts payloads with the active key and decrypts them with the key they name. Without keys it encrypts nothing, and says clearly when it meets a
 * payload that is encrypted. Payloads of other encodings pass unchanged: what was stored before keys were set stays readable.
 */
export class EncryptionCodec implements PayloadCodec {
  readonly #ring: KeyRing | undefined;

  constructor(ring: KeyRing | undefined) {
    this.#ring = ring;
  }

  /** The active one first. */
  get keyIds(): readonly string[] {
    return [...(this.#ring?.keys.keys() ?? [])];
  }

  // The work is synchronous, and takes some microseconds a payload; the interface wants a promise.
  // eslint-disable-next-line @typescript-eslint/require-await
  async encode(payloads: Payload[]): Promise<Payload[]> {
    const ring = this.#ring;
    return ring === undefined ? payloads : payloads.map((payload) => encrypted(payload, ring));
  }

  /** @throws DecryptionError */
  // eslint-disable-next-line @typescript-eslint/require-await
  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => (isEncrypted(payload) ? this.#decrypted(payload) : payload));
  }

  #decrypted(payload: Payload): Payload {
    const keyId = metadataText(payload, keyIdMetadata) ?? '';
    const key = this.#ring?.keys.get(keyId);
    if (key === undefined) throw missingKey(keyId, this.#ring);
    return decrypted(payload, keyId, key);
  }
}

function encrypted(payload: Payload, { activeId, keys }: KeyRing): Payload {
  const key = keys.get(activeId);
  if (key === undefined) throw new EncryptionKeysError(`${keysVariable} has no active key.`);
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(cipherName, key, iv, { authTagLength: tagBytes }).setAAD(authenticated(activeId));
  const plain = PayloadProto.encode(payload).finish();
  return {
    metadata: { encoding: Buffer.from(encryptedEncoding), [keyIdMetadata]: Buffer.from(activeId) },
    data: Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]),
  };
}

function decrypted({ data }: Payload, keyId: string, key: KeyObject): Payload {
  const bytes = data ?? new Uint8Array();
  try {
    const end = bytes.length - tagBytes;
    const decipher = createDecipheriv(cipherName, key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
      .setAAD(authenticated(keyId))
      .setAuthTag(bytes.subarray(Math.max(0, end)));
    const plain = Buffer.concat([decipher.update(bytes.subarray(ivBytes, Math.max(ivBytes, end))), decipher.final()]);
    const { metadata, data: value } = PayloadProto.decode(plain);
    return { metadata, data: value };
  } catch (cause) {
    throw new DecryptionError(
      keyId,
      `A payload cannot be decrypted with the key ${keyId}: another process has a different key under this ID, or the payload was changed. Give every client and worker the same ${keysVariable}.`,
      { cause },
    );
  }
}

function missingKey(keyId: string, ring: KeyRing | undefined): DecryptionError {
  const has =
    ring === undefined ? `${keysVariable} is not set` : `${keysVariable} has ${[...ring.keys.keys()].join(', ')}`;
  return new DecryptionError(
    keyId,
    `A payload is encrypted with the key ${keyId}, and ${has}: add the key ${keyId} to it. Keys that are no longer active stay in the list, after the active one.`,
  );
}
