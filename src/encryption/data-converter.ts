// How payloads are stored: the key ring, the codec, and the codec server that decodes them for the Temporal UI. Knows the contract alone.
import type { DataConverter } from '@temporalio/common';
import { EncryptionCodec } from './codec.js';
import { keysVariable, parseKeyRing } from './key-ring.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The one place where the data converter is chosen: client and worker both ask here, so that they cannot disagree.
 *
 * Payloads are plain JSON, Temporal's default, and encrypted when `RINGONCE_ENCRYPTION_KEYS` is set.
 *
 * @throws EncryptionKeysError
 */
export function chooseDataConverter(env: Environment = process.env): DataConverter {
  // Also without keys: what is encrypted is then named, rather than an encoding that nobody knows.
  return { payloadCodecs: [new EncryptionCodec(parseKeyRing(env[keysVariable]))] };
}

/** Whether new payloads are encrypted. */
export const hasEncryptionKeys = (env: Environment = process.env): boolean =>
  parseKeyRing(env[keysVariable]) !== undefined;
