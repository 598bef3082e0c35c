import { randomUUID } from 'node:crypto';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Connection } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { examine, type Patient } from '../../src/cli/doctor/examine.js';
import { eventsQueueFinding } from '../../src/cli/doctor/contact-events.js';
import type { Finding } from '../../src/cli/doctor/finding.js';
import { clockFinding, retentionFinding } from '../../src/cli/doctor/temporal.js';
import { timeZonesFinding } from '../../src/cli/doctor/time-zones.js';
import { takenOn } from '../../src/admission/data/versions.js';
import { createConnectClient } from '../../src/connect/client.js';
import { createSqsClient } from '../../src/contact-events/index.js';
import { lineDialQueue, taskQueues } from '../../src/contract/names.js';
import { outcomeActivityId } from '../../src/contract/contact.js';
import { keysVariable } from '../../src/encryption/key-ring.js';
import { keyOf } from '../support/encryption-keys.js';
import { aRequest } from '../support/requests.js';
import { startSqsServer } from '../support/sqs-server.js';
import { localConnectClient, startWorld, type World } from '../support/world.js';
import {
  awsSettings,
  nodeWithNewerTimeZones,
  ringonce,
  temporalSettings,
  type Environment,
} from './ringonce-process.js';

const { InstanceId } = aRequest();
const keys = keyOf('k1', 7);

async function found(world: World, change: Partial<Patient> = {}): Promise<Record<string, Finding>> {
  const patient = { connection: world.settings, connect: localConnectClient(world.connect), isToBeFixed: false };
  const findings: Finding[] = [];
  for await (const finding of examine({ ...patient, ...change })) findings.push(finding);
  return Object.fromEntries(findings.map((finding) => [finding.check, finding]));
}

const says = (text: string | RegExp) => expect.stringMatching(text) as string;
const ok = (text: string | RegExp) => expect.objectContaining({ is: 'ok', says: says(text) }) as Finding;

describe('where all is well', () => {
  let world: World;
  beforeAll(async () => {
    vi.stubEnv(keysVariable, keys);
    world = await startWorld();
    await world.startWorker();
    const events = await world.startContactEvents();
    await world.ringonce.lines.set(InstanceId, { lines: 5 });
    await world.ringonce.start('told-by-event', aRequest());
    await world.connect.untilRings(1);
    world.connect.advance(60_000);
    await world.ringonce.call('told-by-event').result();
    await events.shutdown();
    world.connect.configure({ events: { url: null } });
    // Temporal's list is a moment behind.
    const isListed = async () => expect((await found(world))['contact events']).toMatchObject({ is: 'ok' });
    await vi.waitFor(isListed, { timeout: 150_000, interval: 200 });
  });
  beforeEach(() => vi.stubEnv(keysVariable, keys));
  afterAll(() => world[Symbol.asyncDispose]());

  const environment = (): Environment => ({
    ...temporalSettings(world.server),
    ...awsSettings,
    AWS_ENDPOINT_URL_CONNECT: world.connect.url,
    [keysVariable]: keys,
  });

  it('finds nothing to do, changes nothing and rings nobody', async () => {
    const findings = await found(world);

    const mine = new RegExp(`^polled by 1 worker: ${process.pid}@`);
    // It polls once a minute.
    const seen = /(?:, last seen \d+ s ago)?/.source;
    expect(findings).toEqual({
      Temporal: ok(/^server \d+\.\d+\.\d+.* at 127\.0\.0\.1:\d+$/),
      namespace: ok('default'),
      retention: ok('keeps closed calls for 7 days'),
      'search attributes': ok('all 9 are registered'),
      'length of IDs': ok('IDs of 255 bytes'),
      'clock of Temporal': ok("agrees with the Temporal server's"),
      [`queue ${taskQueues.calls}`]: ok(new RegExp(`${mine.source}\\S+ \\(\\d+\\.\\d+\\.\\d+${seen}\\)$`)),
      [`queue ${taskQueues.dial}`]: ok(mine),
      [`queue ${taskQueues.contacts}`]: ok(mine),
      'rate of dials': ok('10000 a second, set by ringonce setup'),
      'rate of queries': ok('10000 a second, set by ringonce setup'),
      'encryption keys': ok('the workers have them too: k1'),
      [`queue ${lineDialQueue(InstanceId)}`]: ok('0 of 5 busy, 0 waiting'),
      'contact events': ok(/^the last one ended a call \d+ s ago; 1 of the last 1 call ended by an event$/),
      'AWS settings': ok('Region us-west-2, access key …ocal, endpoint http://127.0.0.1:'),
      'connect:DescribeContact': ok(`allowed on ${InstanceId}`),
      'connect:StopContact': ok(`allowed on ${InstanceId}`),
      'clock of AWS': ok("agrees with AWS's"),
      'time zones': ok(/^release \d{4}[a-z], taken /),
    });
    expect(world.connect.ledger()).toHaveLength(1);
  });

  it('is a command: a line a check, exit code 0, and JSON for programs', async () => {
    const { exitCode, stdout, stderr } = await ringonce(['doctor'], environment());
    const asJson = await ringonce(['doctor', '--json', '--instance', randomUUID()], environment());

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^ok {7}encryption keys +the workers have them too: k1$/m);
    expect(stdout).not.toMatch(/BROKEN|warning/);
    const findings = asJson.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Finding);
    expect(findings.map(({ is }) => is)).toEqual(findings.map(() => 'ok'));
    expect(findings).toHaveLength(19);
  });

  it.each([
    {
      why: 'this process has none',
      mine: '',
      says: 'encrypted with the key k1, and RINGONCE_ENCRYPTION_KEYS is not set',
    },
    {
      why: 'it has another one',
      mine: keyOf('k2', 8),
      says: 'encrypted with the key k1, and RINGONCE_ENCRYPTION_KEYS has k2',
    },
    { why: 'the key of that name is another', mine: keyOf('k1', 8), says: 'cannot be decrypted with the key k1' },
    {
      why: 'the workers lack the one it encrypts with',
      mine: `${keyOf('k2', 8)},${keys}`,
      says: 'The workers cannot read what this process writes: they do not have its key k2',
    },
    { why: 'they cannot be read', mine: 'k1', says: 'does not begin with an ID and a colon' },
  ])('tells that the encryption keys are not the workers’: $why', async ({ mine, says: text }) => {
    vi.stubEnv(keysVariable, mine);

    expect((await found(world))['encryption keys']).toMatchObject({
      is: 'broken',
      says: says(text),
      remedy: says('RINGONCE_ENCRYPTION_KEYS'),
    });
  });

  it('takes a key ring whose first key the workers have second for the same', async () => {
    vi.stubEnv(keysVariable, `${keys},${keyOf('k2', 8)}`);

    expect((await found(world))['encryption keys']).toMatchObject({ is: 'ok' });
  });

  it.each([
    { operation: 'DescribeContact', other: 'connect:StopContact' },
    { operation: 'StopContact', other: 'connect:DescribeContact' },
  ] as const)('tells that AWS denies $operation', async ({ operation, other }) => {
    world.connect.inject({ operation, kind: 'error-before', error: 'AccessDeniedException', status: 403 });

    const findings = await found(world);

    expect(findings[`connect:${operation}`]).toMatchObject({
      is: 'broken',
      says: `AWS denies it on ${InstanceId}: AccessDeniedException (HTTP 403)`,
      remedy: says(`Allow connect:${operation}`),
    });
    expect(findings[other]).toMatchObject({ is: 'ok' });
  });

  it.each([
    { error: 'ExpiredTokenException', is: 'broken', remedy: 'renew the role' },
    { error: 'TooManyRequestsException', is: 'unknown', remedy: 'again' },
    { error: 'InternalServiceException', is: 'warning', remedy: 'Check the Region' },
  ])('tells what $error means', async ({ error, is, remedy }) => {
    const status = { TooManyRequestsException: 429, InternalServiceException: 500 }[error] ?? 403;
    world.connect.inject({ operation: 'DescribeContact', kind: 'error-before', error, status });

    expect((await found(world))['connect:DescribeContact']).toMatchObject({ is, remedy: says(remedy) });
  });

  it('tells that there are no AWS credentials', async () => {
    const connect = createConnectClient({
      region: 'us-west-2',
      credentials: () => Promise.reject(new Error('no role')),
    });

    expect((await found(world, { connect }))['AWS settings']).toMatchObject({
      is: 'broken',
      says: 'AWS credentials not found',
      remedy: says('AWS_PROFILE'),
    });
  });

  it('tells that the clock of this machine is wrong, and time zones old', async () => {
    const twoMinutesAhead = '(now=>{Date.now=()=>now()+120000})(Date.now)';
    const { NODE_OPTIONS = '' } = nodeWithNewerTimeZones;
    const { exitCode, stdout, stderr } = await ringonce(['doctor'], {
      ...environment(),
      NODE_OPTIONS: `${NODE_OPTIONS} --import=data:text/javascript,${twoMinutesAhead}`,
    });

    expect(stdout).toMatch(
      /^BROKEN {3}clock of Temporal +this machine's clock is (?:2 min|1\d\d s) ahead of the Temporal server's\n {9}Sync/m,
    );
    expect(stdout).toMatch(/^BROKEN {3}clock of AWS +this machine's clock is (?:2 min|1\d\d s) ahead of AWS's$/m);
    expect(stdout).toMatch(/^warning {2}time zones +Node has newer time zones \(2099z\) than ringonce/m);
    // Not that nobody polls: they poll by the server's clock.
    expect(stdout).toMatch(/^ok {7}queue ringonce-dial /m);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: 'error: 2 checks broken: clock of Temporal, clock of AWS\nSee docs/errors.md#unsettled\n',
    });
  });

  it('looks at the queue of events', async () => {
    await using server = await startSqsServer();
    const queue = await server.createQueue('doctor', { visibilityTimeoutSeconds: 30, maxReceiveCount: 3 });
    await queue.send({});
    const look = async (sqs = server.sqs) =>
      (await found(world, { events: { sqs, queueUrl: queue.queueUrl } }))['queue of events'];

    expect(await look()).toMatchObject({ is: 'ok', says: '1 message waiting' });
  });

  it('says why the queue of events cannot be read, it said Error, and has the SDK say nothing', async () => {
    const warn = vi.spyOn(console, 'warn');
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const sqs = createSqsClient({ region: 'us-west-2', credentials, maxAttempts: 1 });

    expect(await eventsQueueFinding(sqs, 'http://127.0.0.1:1/000000000000/q')).toMatchObject({
      is: 'broken',
      says: says(/cannot be read: ECONNREFUSED$/),
    });
    expect(warn).not.toHaveBeenCalled();
  });

  // Last: it leaves a call behind that no event has ended.
  it('tells that contact events do not arrive any more', async () => {
    const ids = ['told-by-query-1', 'told-by-query-2'];
    for (const id of ids) {
      const { InstanceId: instance } = aRequest();
      const call = await world.ringonce.start(id, { ...aRequest(), InstanceId: instance });
      const ContactId = await call.contactId();
      // As a worker answers that has asked Amazon Connect.
      const { activity } = world.ringonce.client;
      await vi.waitFor(() => activity.complete({ workflowId: id, activityId: outcomeActivityId }, { ContactId }), {
        timeout: 60_000,
        interval: 100,
      });
      await call.result();
    }

    await expect
      .poll(async () => (await found(world))['contact events'])
      .toMatchObject({ is: 'warning', says: says('1 of the last 3 calls'), remedy: says('docs/contact-events.md') });
  });
});

describe('on a first day', () => {
  const forgetful = 'forgetful';
  let world: World;
  beforeAll(async () => {
    // As on a first day; and vitest takes back what the tests above have stubbed only before a test.
    vi.stubEnv(keysVariable, '');
    world = await startWorld({ dynamicConfig: { 'limit.maxIDLength': 100 } });
    const workflowExecutionRetentionPeriod = { seconds: 86_400 as never };
    const { workflowService } = world.ringonce.client;
    await workflowService.registerNamespace({ namespace: forgetful, workflowExecutionRetentionPeriod });
    const isThere = () => workflowService.describeTaskQueue({ namespace: forgetful, taskQueue: { name: 'x' } });
    await vi.waitFor(isThere, { timeout: 60_000, interval: 200 });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('tells what is missing, and what cannot be told yet', async () => {
    const nobody = { is: 'broken', says: 'no worker polls it: calls wait', remedy: says('Start `ringonce worker`') };
    expect(await found(world)).toMatchObject({
      [`queue ${taskQueues.calls}`]: nobody,
      [`queue ${taskQueues.dial}`]: nobody,
      [`queue ${taskQueues.contacts}`]: nobody,
      'length of IDs': { is: 'broken', says: says('refuses IDs of 255 bytes'), remedy: says('limit.maxIDLength') },
      'encryption keys': { is: 'unknown', says: 'no call yet to compare with' },
      'contact events': { is: 'unknown', says: 'no call that was followed has ended in the last day' },
      permissions: { is: 'unknown', remedy: 'Give one with --instance.' },
    });
    expect(await found(world, { InstanceId })).toMatchObject({ 'connect:DescribeContact': { is: 'ok' } });
  });

  it('tells of a namespace that is not set up, and raises its retention with --fix', async () => {
    const connection = { ...world.settings, namespace: forgetful };
    const before = await found(world, { connection });
    const fixed = await found(world, { connection, isToBeFixed: true });
    const after = await found(world, { connection });

    const setup = { remedy: says('ringonce setup') };
    expect(before).toMatchObject({
      retention: { is: 'broken', says: says('for 1 day, and'), remedy: says('ringonce doctor --fix') },
      'search attributes': { is: 'broken', says: says('lacks CallTo, CallStatus'), ...setup },
      'rate of dials': { is: 'warning', says: says('none for ringonce-dial'), ...setup },
      'rate of queries': { is: 'warning', says: says('none for ringonce-contacts'), ...setup },
    });
    expect(fixed['retention']).toEqual(ok('set to 7 days, it was 1 day'));
    expect(after['retention']).toEqual(ok('7 days'));
  });

  it('tells of a namespace that does not exist', async () => {
    expect(await found(world, { connection: { ...world.settings, namespace: 'nowhere' } })).toMatchObject({
      namespace: {
        is: 'broken',
        says: 'Namespace nowhere does not exist',
        remedy: says(/^Create it .*TEMPORAL_NAMESPACE/),
      },
    });
  });

  it('tells that Temporal cannot be reached, and checks the rest', async () => {
    const { exitCode, stdout, stderr } = await ringonce(['doctor'], {
      ...awsSettings,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
    });

    expect(stdout).toMatch(/^BROKEN {3}Temporal +it cannot be reached at 127\.0\.0\.1:1\n {9}Check TEMPORAL_ADDRESS/);
    expect(stdout).toMatch(/^ok {7}AWS settings .*\n\? {8}permissions .*\n.*\nok {7}time zones /m);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: 'error: 1 check broken: Temporal\nSee docs/errors.md#unsettled\n',
    });
  });
});

describe('where the only worker has other encryption keys', () => {
  let world: World;
  beforeAll(async () => {
    vi.stubEnv(keysVariable, keys);
    world = await startWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it.each([
    { why: 'another', theirs: keyOf('k2', 8) },
    { why: 'none', theirs: '' },
  ])('warns, it only said that none has answered: $why', async ({ theirs }) => {
    vi.stubEnv(keysVariable, keys);
    await world.ringonce.start(`waits-${theirs.length}`, aRequest(), { lines: 'unlimited', tracking: 'none' });
    vi.stubEnv(keysVariable, theirs);
    const worker = await world.startWorker();
    vi.stubEnv(keysVariable, keys);

    // Temporal's list is a moment behind.
    await expect
      .poll(async () => (await found(world))['encryption keys'], { timeout: 150_000 })
      .toMatchObject({
        is: 'warning',
        says: 'workers poll ringonce and none has answered: they seem to lack the key of the calls',
        remedy: says(/^See their logs, .*RINGONCE_ENCRYPTION_KEYS/),
      });
    await worker.shutdown();
  });
});

it('warns of time zones that are half a year old', () => {
  const after = (days: number) => timeZonesFinding(Date.parse(takenOn) + days * 86_400_000);

  expect(after(180)).toMatchObject({ is: 'ok' });
  expect(after(181)).toMatchObject({
    is: 'warning',
    says: says('clocks may have changed since'),
    remedy: 'Update ringonce.',
  });
});

it.each([
  { aheadMs: 1_999, is: 'ok', text: 'agrees with the other to within 2 s' },
  { aheadMs: 5_000, is: 'warning', text: "this machine's clock is 5 s behind the other" },
  { aheadMs: -5_000, is: 'warning', text: "this machine's clock is 5 s ahead of the other" },
  { aheadMs: 40_000, is: 'broken', text: "this machine's clock is 40 s behind the other" },
  { aheadMs: -40_000, is: 'broken', text: "this machine's clock is 40 s ahead of the other" },
])('says of a clock that differs by $aheadMs ms: $is', ({ aheadMs, is, text }) => {
  expect(clockFinding('clock', 'the other', aheadMs)).toMatchObject({ is, says: text });
});

it.each([
  {
    of: 'gives every message at once again',
    Attributes: { VisibilityTimeout: '0', RedrivePolicy: '{}' },
    is: 'broken',
  },
  { of: 'has no redrive policy', Attributes: { VisibilityTimeout: '30' }, is: 'warning' },
  { of: 'has both', Attributes: { VisibilityTimeout: '30', RedrivePolicy: '{}' }, is: 'ok' },
])('says of a queue that $of: $is', async ({ Attributes, is }) => {
  const sqs = { send: () => Promise.resolve({ Attributes }) } as unknown as SQSClient;

  expect(await eventsQueueFinding(sqs, 'https://queue.example')).toMatchObject({ is });
});

it('says who can set a retention that may not be changed', async () => {
  const updateNamespace = () => Promise.reject(new Error('permission denied'));
  const connection = { workflowService: { updateNamespace } } as unknown as Connection;

  expect(await retentionFinding(connection, 'default', { retentionDays: 1, isToBeFixed: true })).toMatchObject({
    is: 'broken',
    says: says('permission denied'),
    remedy: 'Ask an administrator of the namespace to set it.',
  });
});
