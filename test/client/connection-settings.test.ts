import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connectRingonce, loadConnectionSettings } from '../../src/client/index.js';

async function configFile(text: string): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'ringonce-test-')), 'temporal.toml');
  await writeFile(file, text);
  return file;
}

it('takes address and namespace from the environment', () => {
  const settings = loadConnectionSettings({
    env: { TEMPORAL_ADDRESS: 'temporal.example:7233', TEMPORAL_NAMESPACE: 'calls' },
  });

  expect(settings).toMatchObject({ address: 'temporal.example:7233', namespace: 'calls' });
});

it('turns TLS on with an API key', () => {
  const { connectionOptions } = loadConnectionSettings({
    env: { TEMPORAL_ADDRESS: 'a:7233', TEMPORAL_API_KEY: 'secret' },
  });

  expect(connectionOptions).toMatchObject({ apiKey: 'secret', tls: expect.anything() as unknown });
});

it('reads the profile that is asked for', async () => {
  const file = await configFile('[profile.prod]\naddress = "prod.example:7233"\nnamespace = "prod-calls"\n');

  const settings = loadConnectionSettings({ profile: 'prod', env: { TEMPORAL_CONFIG_FILE: file } });

  expect(settings).toMatchObject({ address: 'prod.example:7233', namespace: 'prod-calls' });
});

it('takes a configuration file without any profile for an empty one', async () => {
  const file = await configFile('# nothing yet\n');

  const settings = loadConnectionSettings({ env: { TEMPORAL_CONFIG_FILE: file, TEMPORAL_NAMESPACE: 'calls' } });

  expect(settings).toMatchObject({ address: 'localhost:7233', namespace: 'calls' });
});

it('refuses a configuration file that does not exist, instead of calling localhost', () => {
  const load = () => loadConnectionSettings({ env: { TEMPORAL_CONFIG_FILE: '/does/not/exist.toml' } });

  expect(load).toThrow(
    expect.objectContaining({
      name: 'ConnectionSettingsError',
      message: expect.stringContaining('/does/not/exist.toml') as string,
    }),
  );
});

it('says where nobody answered', async () => {
  const settings = {
    address: '127.0.0.1:1',
    namespace: 'default',
    connectionOptions: { address: '127.0.0.1:1', connectTimeout: '1s' as const },
  };

  await expect(connectRingonce(settings)).rejects.toMatchObject({
    name: 'TemporalUnreachableError',
    address: '127.0.0.1:1',
  });
});
