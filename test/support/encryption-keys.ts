import { keysVariable } from '../../src/encryption/key-ring.js';

/** An entry of RINGONCE_ENCRYPTION_KEYS. */
export const keyOf = (id: string, byte: number): string => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;

/** The keys of whoever connects, and of each worker that starts, from now on; none: payloads are plain. Files share a process: take them back. */
export function useKeys(...keys: readonly string[]): void {
  if (keys.length === 0) Reflect.deleteProperty(process.env, keysVariable);
  else process.env[keysVariable] = keys.join(',');
}
