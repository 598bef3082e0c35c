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

it.each([
  {
    address: 'http://127.0.0.1:7233',
    says: 'TEMPORAL_ADDRESS is http://127.0.0.1:7233, and must be host:port, such as 127.0.0.1:7233: leave http:// out.',
  },
  {
    address: 'https://calls.a1b2c.tmprl.cloud:7233/',
    says: 'TEMPORAL_ADDRESS is https://calls.a1b2c.tmprl.cloud:7233/, and must be host:port, such as calls.a1b2c.tmprl.cloud:7233: leave https:// out. For TLS set TEMPORAL_TLS=true; an API key turns it on by itself.',
  },
  {
    address: 'temporal.example:7233/namespaces/default',
    says: 'TEMPORAL_ADDRESS is temporal.example:7233/namespaces/default, and must be host:port, such as temporal.example:7233.',
  },
])('refuses the URL $address for an address by naming the variable', ({ address, says }) => {
  const load = () => loadConnectionSettings({ env: { TEMPORAL_ADDRESS: address } });

  expect(load).toThrow(expect.objectContaining({ name: 'ConnectionSettingsError', message: says }));
});

it('refuses a URL that stands in a configuration file', async () => {
  const file = await configFile('[profile.default]\naddress = "http://temporal.example:7233"\n');

  const load = () => loadConnectionSettings({ env: { TEMPORAL_CONFIG_FILE: file } });

  expect(load).toThrow(
    "The address in Temporal's configuration file is http://temporal.example:7233, and must be host:port, such as temporal.example:7233: leave http:// out.",
  );
});

it.each(['temporal', 'temporal.example:7233', '[::1]:7233'])('takes the address %s', (address) => {
  expect(loadConnectionSettings({ env: { TEMPORAL_ADDRESS: address } })).toMatchObject({ address });
});
