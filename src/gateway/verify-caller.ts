import { timingSafeEqual } from 'node:crypto';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4, type SignatureV4CryptoInit } from '@smithy/signature-v4';
import { parseAuthorization, type Authorization } from '../connect-protocol/authorization.js';
import { connectError } from '../connect-protocol/errors.js';
import type { CallerKeys } from './caller-keys.js';
import { queryOf, pathOf, type WireRequest } from './wire-request.js';

export interface CallerCheckSettings {
  /** Undefined: the signature is read, and not verified. */
  readonly keys: CallerKeys | undefined;
  /** The gateway's own; requests for another one would reach the wrong instances. */
  readonly region: string;
  readonly sha256: SignatureV4CryptoInit['sha256'];
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** Refuses a request whose caller is not known. @throws ConnectServiceError with AWS's own names and words */
export type CallerCheck = (request: WireRequest) => Promise<void>;

/** As AWS has it. */
const maxSkewMs = 15 * 60_000;

/**
 * Verifies Signature Version 4 by signing the same request again with the caller's secret.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function createCallerCheck({ keys, region, sha256, now = Date.now }: CallerCheckSettings): CallerCheck {
  const signers = new Map(
    Array.from(keys ?? [], ([accessKeyId, secretAccessKey]) => {
      const credentials = { accessKeyId, secretAccessKey };
      return [
        accessKeyId,
        new SignatureV4({ service: 'connect', region, credentials, sha256, applyChecksum: false }),
      ] as const;
    }),
  );
  return async (request) => {
    const authorization = parseAuthorization(request.headers.authorization);
    if (authorization.region !== region)
      throw connectError(
        'InvalidSignatureException',
        `Credential should be scoped to a valid region, not '${authorization.region}': this gateway is in ${region}.`,
      );
    if (keys === undefined) return;
    const signer = signers.get(authorization.accessKeyId);
    if (signer === undefined)
      throw connectError('UnrecognizedClientException', 'The security token included in the request is invalid.');
    if (!authorization.signedHeaders.includes('host'))
      throw connectError('InvalidSignatureException', "'Host' must be a 'SignedHeader' in the AWS Authorization.");
    const signingDate = requireRecent(request.headers['x-amz-date'], now());
    const again = await signer.sign(await toSignAgain(request, authorization, sha256), {
      signingDate,
      signableHeaders: new Set(authorization.signedHeaders),
    });
    const { signature } = parseAuthorization(again.headers['authorization']);
    if (!timingSafeEqual(Buffer.from(signature), Buffer.from(authorization.signature)))
      throw connectError(
        'InvalidSignatureException',
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
      );
  };
}

/** The request as the caller has signed it: with the headers that the signature covers, and no other. */
async function toSignAgain(
  request: WireRequest,
  { signedHeaders }: Authorization,
  sha256: CallerCheckSettings['sha256'],
): Promise<HttpRequest> {
  const headers = Object.fromEntries(
    signedHeaders.flatMap((name) => {
      const value = request.headers[name];
      return value === undefined ? [] : [[name, Array.isArray(value) ? value.join(',') : value]];
    }),
  );
  // What the caller says that the body's hash is counts for nothing.
  if (headers[hashHeader] !== undefined) headers[hashHeader] = await hexHash(request.body, sha256);
  const { method, url, body } = request;
  return new HttpRequest({ method, path: pathOf(url), query: queryOf(url), headers, body });
}

const hashHeader = 'x-amz-content-sha256';

async function hexHash(body: Buffer, sha256: CallerCheckSettings['sha256']): Promise<string> {
  const hash = new sha256();
  hash.update(body);
  return Buffer.from(await hash.digest()).toString('hex');
}

const amzDate = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** When the request was signed. */
function requireRecent(header: string | readonly string[] | undefined, nowMs: number): Date {
  const written = typeof header === 'string' ? header : '';
  const signedAt = new Date(written.replace(amzDate, '$1-$2-$3T$4:$5:$6Z'));
  if (!amzDate.test(written) || Number.isNaN(signedAt.getTime()))
    throw connectError(
      'IncompleteSignatureException',
      "Date must be in ISO-8601 'basic format'; it is read from the header X-Amz-Date.",
    );
  const skewMs = signedAt.getTime() - nowMs;
  if (Math.abs(skewMs) <= maxSkewMs) return signedAt;
  const limit = basic(nowMs + Math.sign(skewMs) * maxSkewMs);
  const clock = `${limit} (${basic(nowMs)} ${skewMs < 0 ? '-' : '+'} 15 min.)`;
  throw connectError(
    'InvalidSignatureException',
    skewMs < 0
      ? `Signature expired: ${written} is now earlier than ${clock}`
      : `Signature not yet current: ${written} is still later than ${clock}`,
  );
}

const basic = (ms: number): string => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
