// Assembles the gateway: Amazon Connect's endpoint, where StartOutboundVoiceContact is a durable call and everything else is passed on.
import type { ConnectClient } from '@aws-sdk/client-connect';
import type { Client } from '@temporalio/client';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { connectRingonce } from '../client/ringonce-client.js';
import { connectError } from '../connect-protocol/errors.js';
import { createConnectServer } from '../connect-protocol/http-server.js';
import type { Body } from '../connect-protocol/json-body.js';
import { requireAwsSettings } from '../connect/client.js';
import { EncryptionKeysError } from '../encryption/errors.js';
import { keysVariable } from '../encryption/key-ring.js';
import { listen } from '../http/listen.js';
import { isLoopback } from '../http/loopback.js';
import type { Logger } from '../logging.js';
import type { ConnectionSettings } from '../temporal/connection-settings.js';
import { requireReadyNamespace } from '../temporal/namespace.js';
import { compareKeysWithWorkers } from '../temporal/workers-keys.js';
import { answerOf } from './answers.js';
import { callToPlace, type CallDefaults } from './call-to-place.js';
import type { CallerKeys } from './caller-keys.js';
import { GatewayError } from './errors.js';
import { CallPlacer } from './place-call.js';
import { createUpstream, type Upstream } from './upstream.js';
import { createCallerCheck, type CallerCheck } from './verify-caller.js';
import type { WireRequest } from './wire-request.js';

export interface GatewaySettings extends CallDefaults {
  readonly connection: ConnectionSettings;
  /** Whose Region, credentials and endpoint the requests get that are passed on. */
  readonly connect: ConnectClient;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Of those who may ask. Undefined: everyone who reaches the port, which must be a loopback address then. */
  readonly keys: CallerKeys | undefined;
  readonly logger: Logger;
}

export interface RunningGateway extends AsyncDisposable {
  readonly url: string;
  /** Where other operations are passed on to. */
  readonly upstream: string;
  /** Takes no new requests, and lets those that have come in have their answer. */
  close(): Promise<void>;
}

/** Requests of Connect are far smaller; the largest hold attributes and attachments' names. */
const bodyLimitBytes = 8 * 1024 * 1024;

/** A dial that is out when the patience ends is waited for: its activity's time limit, and some. */
const longestAnswerMs = 80_000;

/**
 * Starts the gateway.
 * @throws GatewayError, AwsSettingsError, TemporalUnreachableError, NamespaceNotReadyError, EncryptionKeysError (keys that are not the workers')
 */
export async function startGateway(settings: GatewaySettings): Promise<RunningGateway> {
  const { connection, connect, host, port, keys, logger, patienceMs } = settings;
  if (keys === undefined && !isLoopback(host))
    throw new GatewayError(
      `Without keys the gateway listens on this machine only, not on ${host}: set RINGONCE_GATEWAY_KEYS or --keys-file, or leave --host out.`,
    );
  await requireAwsSettings(connect);
  await requireReadyNamespace(connection);
  const upstream = await createUpstream(connect, logger);
  const region = await connect.config.region();
  const checkCaller = createCallerCheck({ keys, region, sha256: connect.config.sha256 });
  const ringonce = await connectRingonce(connection);
  await requireWorkersKeys(ringonce.client, logger).catch(async (error: unknown) => {
    await ringonce.close();
    throw error;
  });
  const app = createServer({ ...settings, upstream, checkCaller, placer: new CallPlacer(ringonce.client) });
  const url = await listen(app, { host, port }, GatewayError).catch(async (error: unknown) => {
    await ringonce.close();
    throw error;
  });
  let ended: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    const force = setTimeout(() => app.server.closeAllConnections(), patienceMs + longestAnswerMs);
    await app.close().finally(() => clearTimeout(force));
    await ringonce.close();
  };
  const close = () => (ended ??= end());
  return { url, upstream: upstream.url, close, [Symbol.asyncDispose]: close };
}

/** Calls that one side cannot read would be placed, and their callers answered with an error. */
async function requireWorkersKeys(client: Client, logger: Logger): Promise<void> {
  const comparison = await compareKeysWithWorkers(client);
  if (comparison.is === 'different')
    throw new EncryptionKeysError(
      `The gateway's encryption keys are not the workers'. ${comparison.why} Give the gateway the workers' ${keysVariable}.`,
      { cause: comparison.cause },
    );
  if (comparison.is === 'unknown')
    logger.warn(
      comparison.why === 'no-call'
        ? "the encryption keys could not be compared with the workers': there is no call yet"
        : "the encryption keys could not be compared with the workers': no worker has answered",
    );
}

interface Parts extends CallDefaults {
  readonly keys: CallerKeys | undefined;
  readonly upstream: Upstream;
  readonly checkCaller: CallerCheck;
  readonly placer: CallPlacer;
  readonly logger: Logger;
}

function createServer({ keys, upstream, checkCaller, placer, logger, ...defaults }: Parts): FastifyInstance {
  const app = createConnectServer({
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: 'idle',
    errorOf: (error, reply) => {
      const answer = answerOf(error);
      const told = {
        requestId: reply.request.id,
        status: answer.status,
        error: answer.awsName,
        accessKeyId: accessKeyIdOf(reply.request.headers.authorization),
      };
      // The cause is told of what nobody foresaw alone: its text may hold anything.
      if (answer.status >= 500) logger.error({ ...told, cause: causeOf(error) }, 'failed');
      else if (isOfCaller(answer.awsName)) logger.warn(told, `refused: ${answer.message}`);
      else logger.debug(told, 'refused');
      return answer;
    },
  });
  const authenticated = async (request: FastifyRequest): Promise<WireRequest> => {
    // A page in a browser on this machine can reach a loopback port too; no AWS SDK sends an origin.
    if (keys === undefined && request.headers.origin !== undefined)
      throw connectError('AccessDeniedException', 'The gateway without keys takes no requests from browsers.');
    const wire = wireRequestOf(request);
    await checkCaller(wire);
    return wire;
  };

  app.get('/healthz', () => ({ status: 'ok' }));
  app.put('/contact/outbound-voice', async (request, reply) => {
    const call = callToPlace(await authenticated(request), defaults);
    void reply.header('x-ringonce-call-id', encodeURIComponent(call.callId));
    const ContactId = await placer.place(call, goneOf(reply));
    logger.debug({ requestId: request.id, callId: call.callId, ContactId }, 'placed');
    return { ContactId };
  });
  app.all('/*', async (request, reply) => upstream.pass(await authenticated(request), reply));
  return app;
}

function wireRequestOf(request: FastifyRequest): WireRequest {
  const { method = 'GET', url = '/' } = request.raw;
  return { method, url, headers: request.headers, body: (request.body as Body) ?? Buffer.alloc(0) };
}

/** Aborts when the caller's connection ends before it has its answer. */
function goneOf(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}

/** Which program's settings to look at. It is not verified: nothing but what an ID may be is told of it. */
const accessKeyIdOf = (authorization = ''): string | undefined =>
  /\bCredential=(?<id>[A-Z]\w{3,127})\//.exec(authorization)?.groups?.['id'];

const isOfCaller = (awsName: string): boolean =>
  /Signature|AuthenticationToken|UnrecognizedClient|AccessDenied/.test(awsName);

/** Its name and where it came from; the message may quote anything. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^ +at /.test(line));
  return [error.name, ...frames].join('\n');
}
