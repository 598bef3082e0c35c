import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyOf, useKeys } from '../support/encryption-keys.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';
import { awsSettings, ringonce, startRingonce, temporalSettings, type Environment } from './ringonce-process.js';

const [k1, k2] = [keyOf('k1', 1), keyOf('k2', 2)];
const notBefore = new Date(Date.now() + 3_600_000).toISOString();

let world: World;
beforeAll(async () => {
  useKeys(k1);
  world = await startWorld({ timeScale: 20 });
  await world.startWorker();
  await world.startContactEvents();
  useKeys();
  await (await world.ringonce.start('ended', aRequest())).result();
  await world.ringonce.start('waits', aRequest(), { notBefore });
  await world.ringonce.followUp('follow', aRequest(), { notBefore });
  await world.ringonce.lines.set(aRequest().InstanceId, { lines: 7 });
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

/** They read what is on record before they do anything. `show` and `list` print what is not encrypted: `show-obstacles.long.test.ts`. */
const commands: readonly (readonly string[])[] = [
  ['cancel', 'waits'],
  ['cancel', 'follow'],
  ['reschedule', 'waits', '--not-before', '2030-01-01T00:00:00Z'],
  ['pause', 'follow'],
  ['call-now', 'follow'],
  ['lines'],
  ['schedule', 'show', 'daily'],
  ['schedule', 'trigger', 'daily'],
  ['start-outbound-voice-contact', '--client-token', 'ended', '--cli-input-json', JSON.stringify(aRequest())],
];

describe('without the key of what is stored', () => {
  it.concurrent.each(
    commands.flatMap((args) => [
      { command: args.slice(0, 2).join(' '), args, keys: '', has: 'RINGONCE_ENCRYPTION_KEYS is not set' },
      { command: args.slice(0, 2).join(' '), args, keys: k2, has: 'RINGONCE_ENCRYPTION_KEYS has k2' },
    ]),
  )('ringonce $command says in one line which one is missing ($has)', async ({ args, keys, has }) => {
    const { exitCode, stdout, stderr } = await ringonce(args, environment(keys));

    expect({ exitCode, stdout }).toEqual({
      exitCode: args[0] === 'start-outbound-voice-contact' ? 253 : 1,
      stdout: '',
    });
    expect(stderr.split('\n')).toEqual([
      `error: A payload is encrypted with the key k1, and ${has}: add the key k1 to it. Keys that are no longer active stay in the list, after the active one.`,
      'See docs/errors.md#decryption',
      '',
    ]);
  });

  it('nothing is changed: a reschedule was done, and reported as an error', async () => {
    const waits = world.ringonce.call('waits');
    expect(await waits.view()).toMatchObject({ phase: 'WAITING', hold: { until: notBefore } });
    const follow = await world.ringonce.followUpOf('follow').view();
    expect({ isPaused: false, ...follow }).toMatchObject({ isPaused: false, phase: 'WAITING' });
  });

  it('a key with other bytes is named as well', async () => {
    const { exitCode, stderr } = await ringonce(['show', 'ended'], environment(keyOf('k1', 9)));
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(
      /^error: A payload cannot be decrypted with the key k1: another process has a different key/,
    );
  });
});

describe('ringonce worker', () => {
  const worker = (change: Environment) => ({
    ...awsSettings,
    ...temporalSettings(world.server),
    AWS_ENDPOINT_URL_CONNECT: world.connect.url,
    ...change,
  });

  it('refuses to store payloads in clear in production, unless it is told to', async () => {
    const { exitCode, stderr } = await ringonce(['worker'], worker({ NODE_ENV: 'production' }));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^error: RINGONCE_ENCRYPTION_KEYS is not set, and NODE_ENV is production: .*RINGONCE_ALLOW_UNENCRYPTED=true/,
    );
  });

  it.each([
    { why: 'development', change: {}, warnings: 1 },
    { why: 'production, told so', change: { NODE_ENV: 'production', RINGONCE_ALLOW_UNENCRYPTED: 'true' }, warnings: 1 },
    { why: 'production, with keys', change: { NODE_ENV: 'production', RINGONCE_ENCRYPTION_KEYS: k1 }, warnings: 0 },
  ])('warns once that payloads are in clear: $why', async ({ change, warnings }) => {
    await using process = startRingonce(['worker'], worker(change));
    await process.untilPrinted('"msg":"ready"');
    process.signal('SIGTERM');
    const { exitCode, stderr } = await process.ended;
    expect(exitCode).toBe(0);
    expect(
      stderr.match(/RINGONCE_ENCRYPTION_KEYS is not set: phone numbers and names are stored in clear/g) ?? [],
    ).toHaveLength(warnings);
  });
});
