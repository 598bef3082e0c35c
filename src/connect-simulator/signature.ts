import { connectError } from './errors.js';

/** Who signed, as far as the signature tells: the credential scope names the Region, which ARNs need. */
export interface Caller {
  readonly region: string;
}

const credentialScope =
  /Credential=[^/,\s]+\/\d{8}\/(?<region>[a-z0-9-]+)\/(?<service>[^/,\s]+)\/aws4_request\s*(?:,|$)/;

/**
 * The caller from an `Authorization` header of Signature Version 4. Any key is accepted and the signature itself is not checked:
 * the simulator has no secrets to check it with.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * @throws ConnectServiceError MissingAuthenticationTokenException, IncompleteSignatureException or InvalidSignatureException
 */
export function authenticate(authorization: string | undefined): Caller {
  if (!authorization) {
    throw connectError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const { region, service } = credentialScope.exec(authorization)?.groups ?? {};
  const isComplete = /\bSignedHeaders=[^,\s]+/.test(authorization) && /\bSignature=[0-9a-f]{64}\b/.test(authorization);
  if (!authorization.startsWith('AWS4-HMAC-SHA256 ') || !isComplete || !region) {
    throw connectError(
      'IncompleteSignatureException',
      "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters of AWS4-HMAC-SHA256.",
    );
  }
  if (service !== 'connect') {
    throw connectError('InvalidSignatureException', "Credential should be scoped to correct service: 'connect'.");
  }
  return { region };
}
