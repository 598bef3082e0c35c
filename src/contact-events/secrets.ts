import { secretCheck } from '../http/secret.js';
import { EventsSecretError } from './errors.js';

/** The HTTP header in which contact events carry the secret. */
export const secretHeader = 'x-ringonce-secret';
export const secretVariable = 'RINGONCE_EVENTS_SECRET';

const minSecretLength = 16;
/** The one in use and, while it is exchanged, the next one. */
const maxSecrets = 2;

/**
 * The secrets of `RINGONCE_EVENTS_SECRET`: one, or two with a comma between them.
 * @throws EventsSecretError, which quotes none
 */
export function parseSecrets(written: string | undefined): readonly string[] {
  const secrets = (written ?? '').split(',').map((secret) => secret.trim());
  if (secrets.every((secret) => secret === ''))
    throw new EventsSecretError(
      `${secretVariable} is not set: give it the secret that EventBridge sends in the header ${secretHeader}; make one with \`openssl rand -hex 32\`.`,
    );
  if (secrets.length > maxSecrets)
    throw new EventsSecretError(
      `${secretVariable} holds ${secrets.length} secrets; at most ${maxSecrets} are allowed.`,
    );
  if (secrets.some((secret) => secret.length < minSecretLength))
    throw new EventsSecretError(
      `${secretVariable} holds a secret that is shorter than ${minSecretLength} characters: make a longer one, for example with \`openssl rand -hex 32\`.`,
    );
  return secrets;
}

/** Whether a header's value is one of the secrets. All are compared, whichever it is. */
export const isSecret = (given: unknown, secrets: readonly string[]): boolean =>
  secrets.map((secret) => secretCheck(secret)(typeof given === 'string' ? given : '')).includes(true);
