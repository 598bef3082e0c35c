import { Command, InvalidArgumentError } from 'commander';
import type { BearerCheck } from '../../encryption/codec-access.js';
import { httpUrl, portNumber } from '../arguments.js';
import { UsageError } from '../errors.js';
import { untilSignal } from '../terminal.js';
import { tokenOf } from '../token.js';

export function codecServerCommand(): Command {
  return new Command('codec-server')
    .description('Decrypt payloads for the Temporal UI and the temporal CLI, until a signal ends it')
    .requiredOption(
      '--ui-origin <url>',
      'where the Temporal UI is, such as http://localhost:8233: browsers ask from there alone. May be given several times',
      collectOrigins,
    )
    .option('--port <number>', 'port to listen on; 0: any free one', portNumber, 4030)
    .option('--host <address>', 'address to listen on; 127.0.0.1 is this machine alone', '127.0.0.1')
    .option('--token-file <path>', 'file with the bearer token that users send, instead of RINGONCE_CODEC_TOKEN')
    .option('--oidc-issuer <url>', 'accept the tokens of this OpenID Connect provider', httpUrl)
    .option('--oidc-audience <text>', 'the audience that its tokens must be made for')
    .option('--oidc-jwks-url <url>', "where the provider's keys are", httpUrl)
    .option(
      '--without-authentication',
      'listen beyond this machine without a token: only where a container or a firewall keeps strangers from the port',
    )
    .addHelpText('after', help)
    .action(runCodecServer);
}

const help = `
RINGONCE_ENCRYPTION_KEYS holds the keys, as for workers. RINGONCE_CODEC_TOKEN holds the bearer token, of 16 characters or more. Give a
token or the three --oidc options, or both: who has either may decrypt. Without them it listens on this machine alone.
It answers POST /decode and POST /encode, also below a path such as /my-namespace, and GET /healthz. Put TLS in front of it: tokens
travel in clear, and the Temporal UI passes its users' tokens to https:// alone.

The Temporal UI is told by TEMPORAL_CODEC_ENDPOINT, the dev server by --ui-codec-endpoint, the temporal CLI by --codec-endpoint.
Logs hold no payload and no token. They go to stderr, as JSON unless it is a terminal.

Exit codes: 0 ended after a signal, 1 could not start, 2 wrong usage`;

interface Options {
  readonly uiOrigin: readonly string[];
  readonly port: number;
  readonly host: string;
  readonly tokenFile?: string;
  readonly oidcIssuer?: string;
  readonly oidcAudience?: string;
  readonly oidcJwksUrl?: string;
  readonly withoutAuthentication?: boolean;
}

async function runCodecServer(options: Options): Promise<void> {
  const { uiOrigin: uiOrigins, port, host, withoutAuthentication = false } = options;
  const { startCodecServer } = await import('../../encryption/codec-server.js');
  const { requireCodec } = await import('../../encryption/data-converter.js');
  const { createLogger } = await import('../../logging.js');
  const logger = createLogger();
  const access = await accessOf(options);
  const codec = requireCodec();
  const server = await startCodecServer({
    ...{ host, port, uiOrigins, access, codec, logger },
    isGuarded: withoutAuthentication,
  });
  const signalled = untilSignal();
  logger.info({ url: server.url, uiOrigins, keys: codec.keyIds, authenticated: access !== undefined }, 'ready');
  logger.info(`for the Temporal UI: TEMPORAL_CODEC_ENDPOINT=${server.url}, for the dev server: --ui-codec-endpoint`);
  const signal = await signalled;
  logger.info({ signal }, 'shutting down');
  await server.close();
  logger.info('ended');
}

async function accessOf(options: Options): Promise<BearerCheck | undefined> {
  const { anyOf, oidcTokens, sharedToken, tokenVariable } = await import('../../encryption/codec-access.js');
  const { oidcIssuer: issuer, oidcAudience: audience, oidcJwksUrl: jwksUrl, tokenFile } = options;
  const oidc = [issuer, audience, jwksUrl];
  if (oidc.includes(undefined) && oidc.some((given) => given !== undefined))
    throw new UsageError('--oidc-issuer, --oidc-audience and --oidc-jwks-url belong together: give all three.');
  const token = tokenOf(tokenFile, tokenVariable);
  const checks = [
    ...(token === '' ? [] : [sharedToken(token, tokenFile ?? tokenVariable)]),
    ...(issuer === undefined || audience === undefined || jwksUrl === undefined
      ? []
      : [oidcTokens({ issuer, audience, jwksUrl })]),
  ];
  return checks.length === 0 ? undefined : anyOf(checks);
}

function collectOrigins(text: string, before: readonly string[] = []): string[] {
  const { origin } = new URL(httpUrl(text));
  // A browser sends the origin alone; a path would never match.
  if (![origin, `${origin}/`].includes(text.toLowerCase()))
    throw new InvalidArgumentError(`It must be an origin, without a path: ${origin}`);
  return [...before, origin];
}
