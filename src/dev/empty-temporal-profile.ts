import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
