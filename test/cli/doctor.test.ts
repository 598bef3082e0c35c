import { randomUUID } from 'node:crypto';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { Client, type Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { amazonConnectFindings } from '../../src/cli/doctor/amazon-connect.js';
import { examine, type Patient } from '../../src/cli/doctor/examine.js';
import { contactEventsFinding, eventsQueueFinding } from '../../src/cli/doctor/contact-events.js';
import type { Finding } from '../../src/cli/doctor/finding.js';
import {
  clockFinding,
  keysFinding,
  ratesFindings,
  retentionFinding,
  searchAttributesFinding,
  temporalClockFinding,
} from '../../src/cli/doctor/temporal.js';
import { timeZonesFinding } from '../../src/cli/doctor/time-zones.js';
import { takenOn } from '../../src/admission/data/versions.js';
import { createConnectClient } from '../../src/connect/client.js';
import { createSqsClient } from '../../src/contact-events/index.js';
import { lineDialQueue, taskQueues } from '../../src/contract/names.js';
import { outcomeActivityId } from '../../src/contract/contact.js';
import { keysVariable } from '../../src/encryption/key-ring.js';
import { setRetention } from '../../src/temporal/set-up-namespace.js';
import { setRate } from '../../src/temporal/task-queue.js';
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

const { WorkflowExecutionStatus } = proto.temporal.api.enums.v1;

type Interceptor = NonNullable<Patient['connection']['connectionOptions']['interceptors']>[number];

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

  it('tells that Amazon Connect cannot be reached', async () => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const connect = createConnectClient({ region: 'us-west-2', credentials, endpoint: 'http://127.0.0.1:1' });

    expect(await found(world, { connect })).toMatchObject({
      'connect:DescribeContact': { is: 'broken', says: 'Amazon Connect cannot be reached: ECONNREFUSED' },
      'connect:StopContact': { is: 'broken', remedy: says('AWS_ENDPOINT_URL_CONNECT') },
    });
  });

  it('asks about no other instance where Amazon Connect cannot be reached', async () => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const connect = createConnectClient({ region: 'us-west-2', credentials, endpoint: 'http://127.0.0.1:1' });

    const findings = await amazonConnectFindings(connect, [InstanceId, '846ec553-a005-41c0-8341-00000000beef']);

    expect(findings.filter(({ is }) => is === 'broken').map(({ check }) => check)).toEqual([
      'connect:DescribeContact',
      'connect:StopContact',
    ]);
  });

  it('tries permissions on every instance, and says which one AWS denies', async () => {
    const mistyped = '846ec553-a005-41c0-8341-00000000dead';
    await world.ringonce.lines.set(mistyped, { lines: 1 });
    const fault = { kind: 'error-before', error: 'AccessDeniedException', status: 403, times: 2 } as const;
    world.connect.inject({ operation: 'DescribeContact', ...fault, match: { InstanceId: mistyped } });
    const findings: Finding[] = [];
    for await (const finding of examine({
      connection: world.settings,
      connect: localConnectClient(world.connect),
      isToBeFixed: false,
    }))
      if (finding.check === 'connect:DescribeContact') findings.push(finding);
    world.connect.clearFaults();
    await world.ringonce.lines.remove(mistyped);

    expect(findings).toEqual([
      expect.objectContaining({ is: 'broken', remedy: says(`ringonce lines ${mistyped} --remove`) }),
      ok(`allowed on ${InstanceId}`),
    ]);
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

  it('tells that the clock of this machine is behind', async () => {
    // The constructor too: gRPC counts its deadlines by both.
    const twoMinutesBehind =
      '(now=>{Date.now=()=>now()-120000})(Date.now);' +
      'Date=new%20Proxy(Date,{construct:(D,given)=>Reflect.construct(D,given.length?given:[D.now()])})';
    const { stdout } = await ringonce(['doctor'], {
      ...environment(),
      NODE_OPTIONS: `--import=data:text/javascript,${twoMinutesBehind}`,
    });

    for (const whose of ["the Temporal server's", "AWS's"])
      expect(stdout).toMatch(new RegExp(`^BROKEN .* clock is (?:2 min|1\\d\\d s) behind ${whose}$`, 'm'));
  });

  it('tells that a queue stands still', async () => {
    const { client } = world.ringonce;
    const { namespace } = client.options;
    const rate = (perSecond: number) => ({ taskQueue: taskQueues.dial, perSecond, identity: 'ann', why: 'lunch' });
    await setRate(client.connection, namespace, rate(0));
    const findings = await found(world);
    await setRate(client.connection, namespace, rate(10_000));

    expect(findings['rate of dials']).toEqual({
      check: 'rate of dials',
      is: 'broken',
      says: '0 a second: ringonce-dial stands still',
      remedy: 'Set one above 0: `ringonce rates --rate 2`.',
    });
  });

  it('warns of an instance that has no lines', async () => {
    await world.ringonce.lines.set(InstanceId, { lines: 0 });
    const findings = await found(world);
    await world.ringonce.lines.set(InstanceId, { lines: 5 });

    expect(findings[`queue ${lineDialQueue(InstanceId)}`]).toMatchObject({
      is: 'warning',
      says: says(/^0 lines: nothing is dialled; /),
      remedy: `Give it lines again: \`ringonce lines ${InstanceId} --set 10\`.`,
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

  it('says of expired credentials of the queue of events how to renew them', async () => {
    const sqs = createSqsClient({
      region: 'us-west-2',
      credentials: () => Promise.reject(Object.assign(new Error('expired'), { name: 'ExpiredTokenException' })),
    });

    expect(await eventsQueueFinding(sqs, 'http://127.0.0.1:1/000000000000/q')).toMatchObject({
      is: 'broken',
      remedy: says('renew the role'),
    });
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

  it('is a command that does what its options say, and its exit code tells what is broken in JSON too', async () => {
    const connection = world.ringonce.client.connection as unknown as Connection;
    await setRetention(connection, world.settings.namespace, 1);
    const instance = randomUUID();
    const queueUrl = 'http://127.0.0.1:1/000000000000/q';
    const args = ['doctor', '--json', '--fix', '--instance', instance, '--queue-url', queueUrl];
    const { exitCode, stdout } = await ringonce(args, {
      ...temporalSettings(world.server),
      ...awsSettings,
      AWS_ENDPOINT_URL_CONNECT: world.connect.url,
    });

    const findings = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Finding);
    expect(Object.fromEntries(findings.map((finding) => [finding.check, finding]))).toMatchObject({
      retention: ok('set to 7 days, it was 1 day'),
      'connect:DescribeContact': ok(`allowed on ${instance}`),
      'queue of events': { is: 'broken', says: says('cannot be read'), remedy: says('AWS_REGION') },
    });
    expect(exitCode).toBe(1);
  });

  it('tells that a request to Temporal fails, and checks the rest', async () => {
    const failing: Interceptor = (options, next) => {
      if (options.method_definition.path.endsWith('/DescribeTaskQueue')) throw new Error('no such method');
      return next(options) as unknown as ReturnType<Interceptor>;
    };
    const connectionOptions = { ...world.settings.connectionOptions, interceptors: [failing] };

    expect(await found(world, { InstanceId, connection: { ...world.settings, connectionOptions } })).toMatchObject({
      Temporal: { is: 'broken', says: says(/^a request failed: /), remedy: 'Run `ringonce doctor` again.' },
      'connect:DescribeContact': { is: 'ok' },
    });
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

  // Last: it leaves an instance behind.
  it('warns of payloads in clear, and of an instance that nobody dials for', async () => {
    const worker = await world.startWorker();
    await world.ringonce.lines.set(InstanceId, { lines: 5 });
    const queue = `queue ${lineDialQueue(InstanceId)}`;
    // Temporal's list is a moment behind.
    await expect.poll(async () => (await found(world))[queue]).toMatchObject({ is: 'ok' });
    const withWorker = await found(world);
    await worker.shutdown();

    expect(withWorker['encryption keys']).toMatchObject({
      is: 'warning',
      says: says('payloads are stored in clear'),
      remedy: says(/^Set RINGONCE_ENCRYPTION_KEYS /),
    });
    expect((await found(world))[queue]).toMatchObject({
      is: 'warning',
      says: says('not dialling now: no worker dials for it'),
      remedy: says('Start `ringonce worker`'),
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

it('says of search attributes that the server cannot search by yet: broken', async () => {
  const client = { workflow: { count: () => Promise.reject(new Error('unknown attribute')) } } as unknown as Client;

  expect(await searchAttributesFinding(client, [])).toMatchObject({
    is: 'broken',
    says: says('not usable yet'),
    remedy: says('Wait a minute'),
  });
});

it.each([
  { by: ['query', 'query'], is: 'warning', text: /^none arrives: 0 of the last 2 calls ended by an event/ },
  {
    by: ['query', 'event', 'query'],
    is: 'warning',
    text: /^the last one ended a call 5 min ago; 1 of the last 3 calls/,
  },
  { by: ['event', 'query'], is: 'ok', text: /^the last one ended a call 5 min ago; 1 of the last 2 calls/ },
])('says of calls whose ends were told by $by: $is', async ({ by, is, text }) => {
  const nowMs = Date.now();
  const executions = by.map((teller) => ({
    execution: { workflowId: teller, runId: 'run' },
    type: { name: 'outboundCall' },
    status: WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED,
    historyLength: { toNumber: () => 19 },
    startTime: msToTs(nowMs - 400_000),
  }));
  const events = (teller: string) => [
    {
      eventTime: msToTs(nowMs - 300_000),
      activityTaskCompletedEventAttributes: {
        scheduledEventId: 5,
        identity: teller === 'event' ? 'ringonce events 7@host' : '7@host',
      },
    },
    { eventId: 5, activityTaskScheduledEventAttributes: { activityId: outcomeActivityId } },
  ];
  const workflowService = {
    listWorkflowExecutions: () => Promise.resolve({ executions, nextPageToken: new Uint8Array() }),
    getWorkflowExecutionHistoryReverse: ({ execution }: { execution: { workflowId: string } }) =>
      Promise.resolve({ history: { events: events(execution.workflowId) } }),
  };
  const client = new Client({ connection: { workflowService, plugins: [] } as unknown as Connection });

  expect(await contactEventsFinding(client, nowMs)).toMatchObject({ is, says: says(text) });
});

it('tells how much waits for a rate', async () => {
  const workflowService = {
    describeTaskQueue: () =>
      Promise.resolve({
        stats: { approximateBacklogCount: 12 },
        config: { queueRateLimit: { rateLimit: { requestsPerSecond: 5 } } },
      }),
    listWorkflowExecutions: () => Promise.resolve({ executions: [], nextPageToken: new Uint8Array() }),
  };
  const finding = { is: 'ok', says: '5 a second, set by someone, 12 waiting' };

  expect(await ratesFindings({ workflowService } as unknown as Connection, 'default')).toMatchObject([
    finding,
    finding,
  ]);
});

it('cannot tell the clock of a Temporal whose reader may not poll', async () => {
  const denied = () => Promise.reject(Object.assign(new Error('denied'), { code: 7, details: '', metadata: {} }));
  const through = (_: unknown, ask: () => unknown) => ask();
  const workflowService = { pollActivityTaskQueue: denied, describeTaskQueue: denied };
  const connection = { workflowService, withAbortSignal: through, withDeadline: through } as unknown as Connection;

  expect(await temporalClockFinding(connection, 'default')).toEqual([
    { check: 'clock of Temporal', is: 'unknown', says: 'the server does not tell its time' },
    0,
  ]);
});

// Temporal's server may cut a request off that its deadline has reached before this process has noticed: gRPC calls that cancelled.
it.each([{ code: 1 }, { code: 4 }])(
  'takes a worker that does not answer for none: gRPC says $code',
  async ({ code }) => {
    const executions = [
      {
        execution: { workflowId: 'call', runId: 'run' },
        type: { name: 'outboundCall' },
        status: WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING,
        historyLength: { toNumber: () => 19 },
        startTime: msToTs(0),
      },
    ];
    const workflowService = {
      listWorkflowExecutions: () => Promise.resolve({ executions, nextPageToken: new Uint8Array() }),
      queryWorkflow: () => Promise.reject(Object.assign(new Error('no answer'), { code, details: '', metadata: {} })),
      describeTaskQueue: () => Promise.resolve({ pollers: [] }),
    };
    const withDeadline = (_: number, ask: () => unknown) => ask();
    const client = new Client({ connection: { workflowService, withDeadline, plugins: [] } as unknown as Connection });

    expect(await keysFinding(client, { keyIds: [], serverNowMs: Date.now })).toEqual({
      check: 'encryption keys',
      is: 'unknown',
      says: 'no worker has answered, so they could not be compared',
    });
  },
);
