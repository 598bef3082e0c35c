import { createSecretKey, type KeyObject } from 'node:crypto';
import { EncryptionKeysError } from './errors.js';

/** Where the keys are: `id:base64,…`, the active one first. */
export const keysVariable = 'RINGONCE_ENCRYPTION_KEYS';

/** Or a file that holds the same, such as a mounted secret. */
export const keysFileVariable = 'RINGONCE_ENCRYPTION_KEYS_FILE';

/** AES-256. */
export const keyBytes = 32;

/** The keys of a process. New payloads are encrypted with the active one; the others still decrypt what is stored. */
export interface KeyRing {
  readonly activeId: string;
  readonly keys: ReadonlyMap<string, KeyObject>;
}

export const makeOne = `make one with: echo "k1:$(openssl rand -base64 ${keyBytes})"`;

/**
 * Reads `k2:<base64>,k1:<base64>`: IDs are 1 to 64 letters, digits, `.`, `_` and `-`; keys are 32 bytes in base64.
 *
 * @param where it is written
 * @returns undefined when there is none
 * @throws EncryptionKeysError, which quotes no key
 */
export function parseKeyRing(written: string | undefined, where = keysVariable): KeyRing | undefined {
  if (written === undefined || written.trim() === '') return undefined;
  const keys = new Map<string, KeyObject>();
  const entries = written.split(',').map((entry) => entry.trim());
  for (const [index, entry] of entries.entries()) {
    const { id, key } = parseEntry(entry, `Entry ${index + 1} of ${where}`);
    if (keys.has(id)) throw new EncryptionKeysError(`${where} has two keys with the ID ${id}: give each its own.`);
    keys.set(id, key);
  }
  const [activeId = ''] = keys.keys();
  return { activeId, keys };
}

function parseEntry(entry: string, where: string): { readonly id: string; readonly key: KeyObject } {
  const colon = entry.indexOf(':');
  const id = entry.slice(0, Math.max(0, colon));
  // Nothing of the entry is quoted before it is known which part is the key.
  if (!/^[\w.-]{1,64}$/.test(id))
    throw new EncryptionKeysError(`${where} does not begin with an ID and a colon, such as k1: ${makeOne}.`);
  const base64 = entry.slice(colon + 1);
  const bytes = Buffer.from(base64, 'base64');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(base64) || bytes.length !== keyBytes)
    throw new EncryptionKeysError(`${where}: the key ${id} is not ${keyBytes} bytes in base64: ${makeOne}.`);
  return { id, key: createSecretKey(bytes) };
}
