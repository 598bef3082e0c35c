import { connectError } from './errors.js';

/** An `Authorization` header of Signature Version 4, read but not verified. */
export interface Authorization {
  readonly accessKeyId: string;
  /** `20261124`, of the credential scope. */
  readonly date: string;
  readonly region: string;
  /** Names in lower case. */
  readonly signedHeaders: readonly string[];
  /** Hexadecimal. */
  readonly signature: string;
}

const credentialScope =
  /Credential=(?<accessKeyId>[^/,\s]+)\/(?<date>\d{8})\/(?<region>[a-z0-9-]+)\/(?<service>[^/,\s]+)\/aws4_request\s*(?:,|$)/;
const signedHeaderList = /\bSignedHeaders=(?<names>[^,\s]+)/;
const signatureText = /\bSignature=(?<signature>[0-9a-f]{64})\b/;

/**
 * Reads the header that every request to Amazon Connect carries.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * @throws ConnectServiceError MissingAuthenticationTokenException, IncompleteSignatureException or InvalidSignatureException
 */
export function parseAuthorization(header: string | undefined): Authorization {
  if (!header) throw connectError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  const { accessKeyId, date, region, service } = credentialScope.exec(header)?.groups ?? {};
  const { names } = signedHeaderList.exec(header)?.groups ?? {};
  const { signature } = signatureText.exec(header)?.groups ?? {};
  const isComplete = accessKeyId && date && region && names && signature;
  if (!header.startsWith('AWS4-HMAC-SHA256 ') || !isComplete) {
    throw connectError(
      'IncompleteSignatureException',
      "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters of AWS4-HMAC-SHA256.",
    );
  }
  if (service !== 'connect') {
    throw connectError('InvalidSignatureException', "Credential should be scoped to correct service: 'connect'.");
  }
  return { accessKeyId, date, region, signedHeaders: names.toLowerCase().split(';'), signature };
}
