import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';

/** The environment of a child, without whatever this machine's user has set for a real Temporal or a real AWS account. */
export function hermeticEnvironment(
  temporalConfigFile: string,
  variables: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(?:AWS|TEMPORAL)_/.test(name));
  return {
    ...Object.fromEntries(kept),
    TEMPORAL_CONFIG_FILE: temporalConfigFile,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...variables,
  };
}

/** What a shell has to set so that `ringonce` and any AWS SDK go to a server and a local Amazon Connect of this machine. */
export function localVariables(
  { address, namespace }: { readonly address: string; readonly namespace: string },
  connect: { readonly url: string },
): Readonly<Record<string, string>> {
  return {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    AWS_ENDPOINT_URL_CONNECT: connect.url,
    AWS_REGION: 'us-west-2',
    // What the AWS CLI and boto3 read instead.
    AWS_DEFAULT_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: 'example',
    AWS_SECRET_ACCESS_KEY: 'example',
  };
}

export interface TemporalConfigFile extends AsyncDisposable {
  readonly path: string;
}

/**
 * A Temporal configuration file that sets nothing, for `TEMPORAL_CONFIG_FILE`: whoever has TLS or an API key in the default
 * profile would take them along to the local server. A file without any profile is refused by Temporal's loader.
 */
export async function writeEmptyTemporalProfile(): Promise<TemporalConfigFile> {
  const directory = await mkdtemp(join(tmpdir(), 'ringonce-'));
  const path = join(directory, 'temporal.toml');
  await writeFile(path, '[profile.default]\n');
  return { path, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}
