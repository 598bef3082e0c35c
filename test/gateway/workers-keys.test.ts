import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { keysVariable } from '../../src/encryption/key-ring.js';
import { awsSettings, ringonce, temporalSettings } from '../cli/ringonce-process.js';
import { keyOf } from '../support/encryption-keys.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';
import { gatewayOf } from './gateway-world.js';

const keys = keyOf('k1', 7);

let world: World;
beforeAll(async () => {
  vi.stubEnv(keysVariable, keys);
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const start = async (): Promise<void> => (await gatewayOf(world)).close();

it('starts before there is any call to compare its encryption keys with', async () => {
  vi.stubEnv(keysVariable, '');
  await start();
});

/** It placed the calls, and answered each caller with an error: the ContactId was in a result that it could not read. */
it('does not start without the workers’ encryption keys', async () => {
  vi.stubEnv(keysVariable, keys);
  await world.startWorker();
  const call = await world.ringonce.start('order-4711', aRequest(), { lines: 'unlimited', tracking: 'none' });
  await call.result();
  const isListed = async () => (await world.ringonce.client.workflow.count("ExecutionStatus = 'Completed'")).count;
  await expect.poll(isListed).toBe(1);

  for (const [mine, says] of [
    ['', 'and RINGONCE_ENCRYPTION_KEYS is not set'],
    [keyOf('k1', 8), 'cannot be decrypted with the key k1'],
    [keyOf('k2', 8), 'and RINGONCE_ENCRYPTION_KEYS has k2'],
    [`${keyOf('k2', 8)},${keys}`, 'they do not have its key k2'],
  ] as const) {
    vi.stubEnv(keysVariable, mine);
    await expect(start()).rejects.toMatchObject({
      code: 'ENCRYPTION_KEYS',
      message: expect.stringMatching(`^The gateway's encryption keys are not the workers'\\..*${says}`) as string,
    });
  }
  const ended = await ringonce(['gateway', '--port', '0'], {
    ...temporalSettings(world.server),
    ...awsSettings,
    AWS_ENDPOINT_URL_CONNECT: world.connect.url,
  });
  expect(ended).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr: expect.stringMatching(
      /^error: The gateway's encryption keys are not the workers'\..*\nSee docs\/errors/,
    ) as string,
  });

  vi.stubEnv(keysVariable, `${keys},${keyOf('k2', 8)}`);
  await start();
});
