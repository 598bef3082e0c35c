import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { secretCheck } from '../http/secret.js';
import { CodecServerError } from './errors.js';

/** Returns what is wrong with a bearer token, undefined when it may decode. */
export type BearerCheck = (token: string) => Promise<string | undefined>;

export const tokenVariable = 'RINGONCE_CODEC_TOKEN';

const minTokenLength = 16;

/**
 * One token that all users share.
 * @param where it was written: `RINGONCE_CODEC_TOKEN`
 * @throws CodecServerError
 */
export function sharedToken(expected: string, where: string = tokenVariable): BearerCheck {
  if (expected.length < minTokenLength)
    throw new CodecServerError(
      `${where} holds a token that is shorter than ${minTokenLength} characters: make a longer one, for example with \`openssl rand -hex 32\`.`,
    );
  const isToken = secretCheck(expected);
  return (token) => Promise.resolve(isToken(token) ? undefined : 'the bearer token is wrong');
}

export interface OidcSettings {
  readonly issuer: string;
  /** Required of each token: other programs that trust the issuer have tokens too. */
  readonly audience: string;
  /** Where the issuer's keys are. */
  readonly jwksUrl: string;
}

/** Tokens that an OpenID Connect provider has signed. Its keys are fetched when they are first needed, and again when a token names a new one. */
export function oidcTokens({ issuer, audience, jwksUrl }: OidcSettings): BearerCheck {
  const keys = createRemoteJWKSet(new URL(jwksUrl));
  return async (token) => {
    try {
      await jwtVerify(token, keys, { issuer, audience, requiredClaims: ['exp'] });
      return undefined;
    } catch (error) {
      if (error instanceof errors.JOSEError) return `the token is not accepted (${error.code})`;
      return `the keys of ${issuer} cannot be fetched from ${jwksUrl}`;
    }
  };
}

/** Accepts what one of the checks accepts: people by OpenID Connect and programs by the shared token, for example. */
export const anyOf =
  (checks: readonly BearerCheck[]): BearerCheck =>
  async (token) => {
    const problems: string[] = [];
    for (const check of checks) {
      const problem = await check(token);
      if (problem === undefined) return undefined;
      problems.push(problem);
    }
    return problems.join(', and ');
  };

/** @returns what is wrong, undefined when nothing is */
export async function requireBearer(check: BearerCheck, header: string | undefined): Promise<string | undefined> {
  const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
  return token === undefined ? 'there is no bearer token' : check(token);
}
