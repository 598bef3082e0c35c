import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberOf } from '../../src/connect-simulator/index.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';
import { ringonce, startRingonce, temporalSettings, type Environment } from './ringonce-process.js';

let world: World;
beforeAll(async () => {
  world = await startWorld({ timeScale: 0 });
});
afterAll(() => world[Symbol.asyncDispose]());

const here = (): Environment => temporalSettings(world.server);
const key = (id: string, byte: number): string => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
const keys = (...all: string[]): Environment => ({ ...here(), RINGONCE_ENCRYPTION_KEYS: all.join(',') });

describe('what stands in the way of show and list has one line, and an exit code of its own', () => {
  it.each([
    { args: ['show', 'nobody-started-it'], exitCode: 3, says: /^error: No call has the ID nobody-started-it/ },
    {
      args: ['show', 'x'],
      environment: { TEMPORAL_NAMESPACE: 'nobody-made-it' },
      exitCode: 6,
      says: /^error: Namespace nobody-made-it does not exist/,
    },
    {
      args: ['list'],
      environment: { TEMPORAL_NAMESPACE: 'nobody-made-it' },
      exitCode: 6,
      says: /^error: Namespace nobody-made-it does not exist/,
    },
    {
      args: ['list', '--status', 'waiting'],
      environment: { TEMPORAL_NAMESPACE: 'without-setup' },
      exitCode: 6,
      says: /^error: Namespace without-setup lacks ringonce's search attributes: run "ringonce setup" once\./,
    },
    {
      args: ['show', 'x'],
      environment: { RINGONCE_ENCRYPTION_KEYS: 'k1:c2hvcnQ=' },
      exitCode: 5,
      says: /^error: Entry 1 of RINGONCE_ENCRYPTION_KEYS: the key k1 is not 32 bytes/,
    },
    {
      args: ['show', 'x'],
      environment: { TEMPORAL_ADDRESS: '127.0.0.1:1' },
      exitCode: 1,
      says: /^error: Temporal cannot be reached at 127\.0\.0\.1:1\./,
    },
  ])('$args: $exitCode', async ({ args, environment = {}, exitCode, says }) => {
    const { workflowService } = world.ringonce.client;
    const seconds = { seconds: 7 * 86_400 } as never;
    await workflowService
      .registerNamespace({ namespace: 'without-setup', workflowExecutionRetentionPeriod: seconds })
      .catch(() => undefined);

    // A namespace is known everywhere a moment after it was made.
    await expect
      .poll(() => ringonce(args, { ...here(), ...environment }), { timeout: 150_000 })
      .toEqual({ exitCode, stdout: '', stderr: expect.stringMatching(says) as string });
  });

  it('a workflow that is no call', async () => {
    const { workflow } = world.ringonce.client;
    await workflow.start('OutboundCall', { workflowId: 'misspelt', taskQueue: 'ringonce' });

    expect(await ringonce(['show', 'misspelt'], here())).toMatchObject({
      exitCode: 3,
      stdout: '',
      stderr: expect.stringMatching(
        /^error: misspelt is a workflow of the type OutboundCall, .*outboundCall/,
      ) as string,
    });
  });

  it.each(['outboundCall', 'followUp'])('a %s on another task queue, which is named', async (type) => {
    const workflowId = `elsewhere-${type}`;
    await world.ringonce.client.workflow.start(type, { workflowId, taskQueue: 'their-own', args: [aRequest(), {}] });

    const { exitCode, stdout, stderr } = await ringonce(['show', workflowId], here());

    expect({ exitCode, stderr }).toEqual({
      exitCode: 7,
      stderr: expect.stringMatching(
        /^error: No worker answered: this is what Temporal has recorded\. It waits on the task queue their-own, and workers of ringonce serve ringonce/,
      ) as string,
    });
    expect(stdout).toMatch(new RegExp(`^${workflowId}: running\n +started `));
  });
});

describe('without a worker', () => {
  it('a call that goes on is shown as Temporal has recorded it', async () => {
    await world.ringonce.start('alone', aRequest());

    const shown = await ringonce(['show', 'alone', '--utc'], here());
    const json = await ringonce(['show', 'alone', '--json'], here());

    const noWorker = {
      exitCode: 4,
      stderr: expect.stringMatching(
        /^error: No worker answered: this is what Temporal has recorded\. No worker serves its task queue ringonce\. Start one: ringonce worker\.\n/,
      ) as string,
    };
    expect(shown).toMatchObject(noWorker);
    expect(shown.stdout).toMatch(
      /^alone: \+1 206 ••• ••00, waits for its turn to be dialled\n {2}started {2}\S+ \S+ UTC\n$/,
    );
    expect(json).toMatchObject(noWorker);
    expect(JSON.parse(json.stdout)).toMatchObject({
      workflowId: 'alone',
      destination: '+1 206 ••• ••00',
      status: 'waits for its turn to be dialled',
      workflowStatus: 'RUNNING',
      taskQueue: 'ringonce',
    });
  });

  it('a call that has ended lacks nothing but its timeline, and times are in the zone of the terminal unless UTC is asked for', async () => {
    await world.ringonce.start('alone-ended', aRequest());
    await world.ringonce.client.workflow.getHandle('alone-ended').terminate('a test');
    const there = { ...here(), TZ: 'Asia/Kolkata' };

    const local = await ringonce(['show', 'alone-ended'], there);
    const utc = await ringonce(['show', 'alone-ended', '--utc'], there);

    for (const { exitCode, stderr } of [local, utc])
      expect({ exitCode, stderr }).toEqual({
        exitCode: 0,
        stderr: 'No worker answered: only its timeline is missing.\n',
      });
    expect(local.stdout).toMatch(/\n {2}started +\S+ \S+ GMT\+5:30\n {2}ended +\S+ \S+ GMT\+5:30\n/);
    expect(utc.stdout).toMatch(/\n {2}started +\S+ \S+ UTC\n {2}ended +\S+ \S+ UTC\n/);
  });

  it('the dial of a call is told all the same: Temporal knows it', async () => {
    const worker = await world.startWorker();
    world.connect.inject({
      operation: 'StartOutboundVoiceContact',
      kind: 'throttle',
      times: 1000,
      match: { ClientToken: 'throttled' },
    });
    await world.ringonce.start('throttled', aRequest());
    await world.connect.untilRequests(2, { clientToken: 'throttled', status: 429 });
    await worker.shutdown();

    const { exitCode, stdout } = await ringonce(['show', 'throttled'], here());

    expect(exitCode).toBe(4);
    expect(stdout).toMatch(
      /\n {2}attempts +\d+\n {2}last answer +Amazon Connect cannot take the call now; .*TooManyRequestsException.*\n(?: {2}next try +\S.*\n)? {2}may ring +no: nothing was placed\n/,
    );
    await world.ringonce.client.workflow.getHandle('throttled').terminate();
  });
});

describe('with keys', () => {
  it('shows and finds an encrypted call with its key; without it what is not encrypted, and which key is missing', async () => {
    const [one, other] = [key('2026-11', 1), key('2026-12', 2)];
    const start = ['start-outbound-voice-contact', '--client-token', 'secret', '--not-before', '2126-01-01T00:00:00Z'];
    const { ContactFlowId, InstanceId, SourcePhoneNumber = '' } = aRequest();
    const ids = ['--contact-flow-id', ContactFlowId, '--instance-id', InstanceId];
    const numbers = ['--source-phone-number', SourcePhoneNumber, '--destination-phone-number', '+12065554400'];
    await using placed = startRingonce([...start, ...ids, ...numbers], keys(one));
    await placed.untilPrinted('The call is started');

    const list = ['list', '--to', '+12065554400'];
    await expect.poll(async () => (await ringonce(list, keys(one))).stdout).toContain('secret');
    expect(await ringonce(['show', 'secret'], keys(other, one))).toMatchObject({ exitCode: 4 });

    for (const [environment, has] of [
      [here(), 'RINGONCE_ENCRYPTION_KEYS is not set'],
      [keys(other), 'RINGONCE_ENCRYPTION_KEYS has 2026-12'],
      [keys(key('2026-11', 3)), 'another process has a different key under this ID'],
    ] as const) {
      const [shown, found] = await Promise.all([
        ringonce(['show', 'secret'], environment),
        ringonce(list, environment),
      ]);
      expect(shown.exitCode).toBe(5);
      expect(shown.stderr).toMatch(/^error: A payload (?:is encrypted|cannot be decrypted) with the key 2026-11/);
      expect(shown.stderr).toContain(has);
      expect(shown.stdout).toMatch(/^secret: \+1 206 ••• ••00, waits for its turn to be dialled\n/);
      expect(found.exitCode).toBe(5);
      expect(found.stderr).toMatch(/^1 that cannot be decrypted may be to that number too\.\nerror: A payload/);
      expect(shown.stdout + shown.stderr + found.stdout + found.stderr).not.toContain('5554400');
    }
    expect(await ringonce(['list', '--status', 'dialling'], here())).toMatchObject({ exitCode: 0 });
  });
});

describe('--watch', () => {
  it('tells each change until the call ends, plainly where stdout is no terminal', async () => {
    await world.startWorker();
    await world.startContactEvents();
    await world.ringonce.start('watched', aRequest({ DestinationPhoneNumber: numberOf('answered') }));
    await world.connect.untilRings(1, { clientToken: 'watched' });
    await using watching = startRingonce(['show', 'watched', '--watch'], here());
    await watching.untilPrinted('watched: +1 206 ••• ••00, ringing or on the line since');

    world.connect.advance(60_000);

    const { exitCode, stdout, stderr } = await watching.ended;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/\n\nwatched: \+1 206 ••• ••00, answered, talked 30 s\n/);
    expect(stdout).not.toContain('\x1b');
  });

  it('with --json prints an object a line, and at once if it has ended', async () => {
    const { exitCode, stdout } = await ringonce(['show', 'watched', '--watch', '--json'], here());

    expect(exitCode).toBe(0);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { outcome: string }).outcome),
    ).toEqual(['ANSWERED']);
  });

  it('ends at Ctrl-C with 130, and the call goes on', async () => {
    await world.ringonce.start('for-later', aRequest(), { notBefore: '2126-01-01T00:00:00Z' });
    await using watching = startRingonce(['show', 'for-later', '--watch'], here());
    await watching.untilPrinted('waits for');

    watching.signal('SIGINT');

    expect(await watching.ended).toMatchObject({
      exitCode: 130,
      stderr: 'It goes on. To watch it again run ringonce show for-later --watch\n',
    });
    const { status } = await world.ringonce.client.workflow.getHandle('for-later').describe();
    expect(status.name).toBe('RUNNING');
  });
});
