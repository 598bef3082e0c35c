import type { ConnectClient } from '@aws-sdk/client-connect';
import { ListPhoneNumbersV2Command } from '@aws-sdk/client-connect';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import type { FastifyReply } from 'fastify';
import { connectError } from '../connect-protocol/errors.js';
import type { Logger } from '../logging.js';
import { pathOf, queryOf, type WireRequest } from './wire-request.js';

/** Of one connection only: https://www.rfc-editor.org/rfc/rfc9110#field.connection */
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What the gateway says for itself: the caller's signature is of another host and another key. */
const ownHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'content-length',
  'expect',
  'host',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
]);

/** The pseudonym in the header `Via`, by which a gateway knows what has come through one already. */
const via = 'ringonce-gateway';

export interface Upstream {
  readonly url: string;
  /** Passes a request on to Amazon Connect, signed with the gateway's own credentials, and its answer back as it comes in. */
  pass(request: WireRequest, reply: FastifyReply): Promise<FastifyReply>;
}

/** @param connect the client whose Region, endpoint and credentials are used; nothing is sent by itself */
export async function createUpstream(connect: ConnectClient, logger: Logger): Promise<Upstream> {
  const { config } = connect;
  const region = await config.region();
  // Any operation's endpoint: all have the same.
  const { url } = await getEndpointFromInstructions({}, ListPhoneNumbersV2Command, config);
  const signer = new SignatureV4({
    service: 'connect',
    region,
    credentials: config.credentials,
    sha256: config.sha256,
  });
  const handler = new NodeHttpHandler({
    connectionTimeout: 3_000,
    requestTimeout: 65_000,
    throwOnRequestTimeout: true,
    httpAgent: { maxSockets: Infinity },
    httpsAgent: { maxSockets: Infinity },
  });

  return {
    url: url.href,
    async pass(request, reply) {
      if (request.headers.via?.includes(via) === true)
        throw connectError(
          'InvalidRequestException',
          'This request has come through a gateway already: the AWS_ENDPOINT_URL_CONNECT of the gateway itself must not name a gateway.',
        );
      const signed = await signer.sign(requestTo(url, request));
      const sending = handler.handle(new HttpRequest(signed)).catch((error: unknown) => {
        const { name, code } = error as NodeJS.ErrnoException;
        logger.warn({ requestId: reply.request.id, error: code ?? name }, 'Amazon Connect gave no answer');
        // Whether it was done is not known: the AWS SDKs send again after 503, as after a connection that was reset.
        throw connectError('ServiceUnavailableException', `Amazon Connect gave no answer (${code ?? name}).`);
      });
      const { response } = await sending;
      const headers = withoutHopByHop(response.headers);
      return reply.code(response.statusCode).headers(headers).send(response.body);
    },
  };
}

function requestTo(upstream: URL, { method, url, headers, body }: WireRequest): HttpRequest {
  const kept = Object.entries(withoutHopByHop(headers)).filter(
    ([name]) => !ownHeaders.has(name) && !name.startsWith('x-ringonce-'),
  );
  const { protocol, hostname, port, host, pathname } = upstream;
  return new HttpRequest({
    method,
    protocol,
    hostname,
    ...(port === '' ? {} : { port: Number(port) }),
    path: `${pathname.replace(/\/$/, '')}${pathOf(url)}`,
    query: queryOf(url),
    headers: {
      ...Object.fromEntries(kept),
      host,
      via: [headers.via, `1.1 ${via}`].filter((hop) => hop !== undefined).join(', '),
      ...(body.length === 0 ? {} : { 'content-length': String(body.length) }),
    },
    ...(body.length === 0 ? {} : { body }),
  });
}

/** Without what is of one connection only, and what `Connection` names. */
function withoutHopByHop(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const named = String(headers['connection'] ?? '')
    .toLowerCase()
    .split(/\s*,\s*/);
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || hopByHop.has(name.toLowerCase()) || named.includes(name.toLowerCase())
        ? []
        : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}
