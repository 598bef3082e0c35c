// The adapter to Temporal, for client, activities and workers alike: connection, namespace, rates, how a run ended, pending activities,
// visibility. It loads no native code and knows nothing of Amazon Connect.

import { existsSync } from 'node:fs';
import type { ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { formatIssues } from '../contract/issues.js';
import { text } from '../contract/shapes.js';
import { ConnectionSettingsError } from './errors.js';
import { anything, memberIssues, type Members } from '../contract/errors.js';

/** Where Temporal is. Client and worker both use it whole: a namespace that is dropped on the way means `default`. */
export interface ConnectionSettings {
  readonly address: string;
  readonly namespace: string;
  readonly connectionOptions: ConnectionOptions;
}

/** Where connection settings come from. */
export interface ConnectionSource {
  /** Profile of Temporal's configuration file. Default: `TEMPORAL_PROFILE`, else `default`. */
  readonly profile?: string;
  /** Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads Temporal's own environment variables and configuration file.
 *
 * @throws ConnectionSettingsError when they cannot be used
 * @see https://docs.temporal.io/develop/environment-configuration
 */
export function loadConnectionSettings(source: ConnectionSource = {}): ConnectionSettings {
  requireNothingElse(source, { profile: text({}), env: anything });
  const { profile, env = process.env } = source;
  const file = env['TEMPORAL_CONFIG_FILE'];
  // The loader passes over a missing file in silence, and the call would go to localhost.
  if (file !== undefined && file !== '' && !existsSync(file)) {
    throw new ConnectionSettingsError(`TEMPORAL_CONFIG_FILE names a file that does not exist: ${file}`);
  }
  const settings = readSettings(profile, env);
  const inEnvironment = (env['TEMPORAL_ADDRESS'] ?? '') !== '';
  requireHostAndPort(
    settings.address,
    inEnvironment ? 'TEMPORAL_ADDRESS' : "The address in Temporal's configuration file",
  );
  return settings;
}

/**
 * Settings that a program has put together: a namespace that is spelled wrongly would mean `default`, and calls would go there.
 * @throws ConnectionSettingsError
 */
export function requireConnectionSettings(settings: ConnectionSettings): void {
  requireNothingElse(settings, { address: text({ min: 1 }), namespace: text({ min: 1 }), connectionOptions: anything });
  const missing = (['address', 'namespace', 'connectionOptions'] as const).filter((name) => !(name in settings));
  if (missing.length > 0) throw cannotBeUsed(`${missing.join(', ')}: is required`);
}

function requireNothingElse(given: object, members: Members): void {
  const issues = memberIssues(given, members);
  if (issues.length > 0) throw cannotBeUsed(formatIssues(issues));
}

const cannotBeUsed = (why: string, options?: ErrorOptions): ConnectionSettingsError =>
  new ConnectionSettingsError(`Temporal's connection settings cannot be used: ${why}`, options);

function readSettings(
  profile: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): ConnectionSettings {
  try {
    const { connectionOptions, namespace } = loadProfile({
      ...(profile === undefined ? {} : { profile }),
      overrideEnvVars: Object.fromEntries(
        Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
    });
    const address = connectionOptions.address ?? 'localhost:7233';
    return { address, namespace: namespace ?? 'default', connectionOptions: { ...connectionOptions, address } };
  } catch (error) {
    throw cannotBeUsed((error as Error).message, { cause: error });
  }
}

/** Temporal speaks gRPC: a URL, as of its UI or of a codec server, is refused by the SDK in words that name no setting. */
function requireHostAndPort(address: string, setting: string): void {
  const [, scheme = '', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/\s]*)/i.exec(address) ?? [];
  if (scheme === '' && rest === address) return;
  const what = `${setting} is ${address}, and must be host:port, such as ${rest === '' ? '127.0.0.1:7233' : rest}`;
  const leaveOut = scheme === '' ? '' : `: leave ${scheme}:// out`;
  const tls = /^(https|grpcs)$/i.test(scheme)
    ? ' For TLS set TEMPORAL_TLS=true; an API key turns it on by itself.'
    : '';
  throw new ConnectionSettingsError(`${what}${leaveOut}.${tls}`);
}

type LoadOptions = NonNullable<Parameters<typeof loadClientConnectConfig>[0]>;

/** The loader stumbles over a configuration file without any profile; unless one was asked for, that file says nothing. */
function loadProfile(options: LoadOptions): ReturnType<typeof loadClientConnectConfig> {
  try {
    return loadClientConnectConfig(options);
  } catch (error) {
    if (!(error instanceof TypeError) || options.profile !== undefined) throw error;
    return loadClientConnectConfig({ ...options, disableFile: true });
  }
}
