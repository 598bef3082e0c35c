// How payloads are stored: the key ring, the codec, and the codec server that decodes them for the Temporal UI. Knows the contract alone.
import { readFileSync } from 'node:fs';
import type { DataConverter } from '@temporalio/common';
import { EncryptionCodec } from './codec.js';
import { EncryptionKeysError } from './errors.js';
import { keysFileVariable, keysVariable, makeOne, parseKeyRing, type KeyRing } from './key-ring.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The one place where the data converter is chosen: client and worker both ask here, so that they cannot disagree. Programs that use
 * Temporal's own client, or replay histories, ask here too.
 *
 * Payloads are plain JSON, Temporal's default, and encrypted when `RINGONCE_ENCRYPTION_KEYS` is set.
 *
 * @throws EncryptionKeysError
 */
export function chooseDataConverter(env: Environment = process.env): DataConverter {
  // Also without keys: what is encrypted is then named, rather than an encoding that nobody knows.
  return { payloadCodecs: [new EncryptionCodec(keyRing(env))] };
}

/** Whether new payloads are encrypted. @throws EncryptionKeysError */
export const hasEncryptionKeys = (env: Environment = process.env): boolean => keyRing(env) !== undefined;

/** IDs of the keys, the active one first; none without keys. @throws EncryptionKeysError */
export const keyIdsOf = (env: Environment = process.env): readonly string[] => new EncryptionCodec(keyRing(env)).keyIds;

/**
 * The codec, for a program that is of no use without keys.
 * @throws EncryptionKeysError
 */
export function requireCodec(env: Environment = process.env): EncryptionCodec {
  const ring = keyRing(env);
  if (ring === undefined)
    throw new EncryptionKeysError(
      `${keysVariable} is not set: give it the keys of your workers, or ${makeOne} and give it to all of them.`,
    );
  return new EncryptionCodec(ring);
}

function keyRing(env: Environment): KeyRing | undefined {
  const ring = parseKeyRing(env[keysVariable]);
  const file = env[keysFileVariable] ?? '';
  if (ring !== undefined || file === '') return ring;
  let written: string;
  try {
    written = readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    throw new EncryptionKeysError(`The file ${file} of ${keysFileVariable} cannot be read (${code}).`, {
      cause: error,
    });
  }
  const fromFile = parseKeyRing(written, file);
  // A file that is named means that encryption is wanted: an empty one must not turn it off.
  if (fromFile === undefined) throw new EncryptionKeysError(`The file ${file} of ${keysFileVariable} is empty.`);
  return fromFile;
}
