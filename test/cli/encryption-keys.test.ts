import { afterAll, beforeAll, describe, it } from 'vitest';
import { keyOf, useKeys } from '../support/encryption-keys.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';
import { awsSettings, ringonce, startRingonce, temporalSettings, type Environment } from './ringonce-process.js';

const [k1, k2] = [keyOf('k1', 1), keyOf('k2', 2)];
const instance = aRequest().InstanceId;

let world: World;
beforeAll(async () => {
  useKeys(k1);
  world = await startWorld({ timeScale: 20 });
  await world.startWorker();
  await world.startContactEvents();
  useKeys();
  await (await world.ringonce.start('ended', aRequest())).result();
  const options = { notBefore: new Date(Date.now() + 3_600_000).toISOString() };
  await world.ringonce.start('waits', aRequest(), options);
  await world.ringonce.followUp('follow', aRequest(), options);
  await world.ringonce.lines.set(instance, { lines: 7 });
  await world.ringonce.schedules.create('daily', {
    cron: '0 9 * * *',
    timeZone: 'America/Los_Angeles',
    request: aRequest(),
  });
});
afterAll(async () => {
  useKeys();
  await world[Symbol.asyncDispose]();
});

const environment = (keys: string): Environment => ({
  ...temporalSettings(world.server),
  ...(keys === '' ? {} : { RINGONCE_ENCRYPTION_KEYS: keys }),
});

const commands: readonly (readonly string[])[] = [
  ['show', 'ended'],
  ['show', 'waits'],
  ['show', 'follow'],
  ['list'],
  ['cancel', 'waits'],
  ['reschedule', 'waits', '--not-before', '2030-01-01T00:00:00Z'],
  ['pause', 'follow'],
  ['lines'],
  ['lines', instance],
  ['schedule', 'list'],
  ['schedule', 'show', 'daily'],
  ['schedule', 'trigger', 'daily'],
  ['start-outbound-voice-contact', '--client-token', 'ended', '--cli-input-json', JSON.stringify(aRequest())],
];

describe('without the key of what is stored', () => {
  it.each(
    commands.flatMap((args) => [
      { args, keys: '' },
      { args, keys: k2 },
    ]),
  )('$args: names the key in one line, or needs none ($keys)', async ({ args, keys }) => {
    const ended = await ringonce(args, environment(keys));
    console.log(args, keys === '', ended);
  });
});
void awsSettings;
void startRingonce;
