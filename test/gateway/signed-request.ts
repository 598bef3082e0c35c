import { createHash, createHmac } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4, type SignatureV4CryptoInit } from '@smithy/signature-v4';
import { queryOf, pathOf } from '../../src/gateway/wire-request.js';
import { callersKey } from './gateway-world.js';

export interface ToSend {
  readonly method?: string;
  /** Path and query. */
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly key?: typeof callersKey;
  readonly region?: string;
  readonly signedAt?: Date;
  /** Headers that the signature does not cover, though it should. */
  readonly unsigned?: readonly string[];
  /** Path and query as they arrive; default: as they were signed. */
  readonly onWire?: string;
  /** Done to the request on its way, after it was signed. */
  readonly alter?: (request: HttpRequest) => void;
}

/** The hash that `@smithy/signature-v4` wants. */
export const sha256 = class {
  readonly #hash;
  constructor(secret?: string | ArrayBufferView | ArrayBuffer) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Buffer);
  }
  update(data: Uint8Array): void {
    this.#hash.update(data);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
  reset(): void {
    throw new Error('not needed');
  }
} as unknown as SignatureV4CryptoInit['sha256'];

/** Signs as boto3 and the AWS CLI do: no hash of the body in a header of its own. */
export async function sendSigned(gatewayUrl: string, what: ToSend = {}): Promise<IncomingMessage> {
  const { method = 'PUT', url = '/contact/outbound-voice', headers = {}, body = '', key = callersKey } = what;
  const { region = 'us-west-2', signedAt = new Date(), unsigned = [], onWire = url, alter } = what;
  const { host, hostname, port } = new URL(gatewayUrl);
  const request = new HttpRequest({
    method,
    hostname,
    port: Number(port),
    path: pathOf(url),
    query: queryOf(url),
    headers: { host, 'content-type': 'application/json', ...headers },
    body: Buffer.from(body),
  });
  const signer = new SignatureV4({ service: 'connect', region, credentials: key, sha256, applyChecksum: false });
  const signed = new HttpRequest(
    await signer.sign(request, { signingDate: signedAt, unsignableHeaders: new Set(unsigned) }),
  );
  alter?.(signed);
  // Node says the length of a DELETE's body by itself to nobody.
  if (body.length > 0) signed.headers['content-length'] = String(Buffer.byteLength(signed.body as Buffer));
  return new Promise((resolve, reject) => {
    httpRequest({ host: hostname, port, method, path: onWire, headers: signed.headers }, resolve)
      .once('error', reject)
      .end(signed.body);
  });
}

/** SHA-256 of a body, as the header `x-amz-content-sha256` has it. */
export const hashOf = (body: string): string => createHash('sha256').update(body).digest('hex');

/** As the header `x-amz-date` has it. */
export const amzDate = (at: Date): string => at.toISOString().replace(/[-:]|\.\d+/g, '');
