import { GatewayError } from './errors.js';

/** Where the keys of callers are: `ID:secret,…`. */
export const gatewayKeysVariable = 'RINGONCE_GATEWAY_KEYS';

/** Secrets by access key ID. */
export type CallerKeys = ReadonlyMap<string, string>;

const minSecretLength = 16;

/**
 * Reads `AKIDEXAMPLE:secret`, several with commas or line breaks between them.
 *
 * @param where it is written
 * @returns undefined when there is none
 * @throws GatewayError, which quotes no secret
 */
export function parseCallerKeys(written: string | undefined, where: string): CallerKeys | undefined {
  const entries = (written ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
  if (entries.length === 0) return undefined;
  const keys = new Map<string, string>();
  for (const [index, entry] of entries.entries()) {
    const { id, secret = '' } = /^(?<id>\w{4,128}):(?<secret>.*)$/.exec(entry)?.groups ?? {};
    // Nothing of the entry is quoted: if the secret was written first, it stands where the ID should be.
    if (id === undefined)
      throw new GatewayError(
        `Entry ${index + 1} of ${where} does not begin with an access key ID and a colon, such as RINGONCEAPP1: make one with: echo "RINGONCEAPP1:$(openssl rand -hex 20)".`,
      );
    if (secret.length < minSecretLength)
      throw new GatewayError(
        `Entry ${index + 1} of ${where} has a secret of fewer than ${minSecretLength} characters: write the ID, a colon and a longer secret.`,
      );
    if (keys.has(id))
      throw new GatewayError(
        `Entry ${index + 1} of ${where} has an ID that an entry before it has: give each secret its own ID.`,
      );
    keys.set(id, secret);
  }
  return keys;
}
