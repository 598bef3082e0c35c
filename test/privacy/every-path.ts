import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { expect, vi } from 'vitest';
import { secretHeader } from '../../src/contact-events/index.js';
import { keysVariable } from '../../src/encryption/key-ring.js';
import {
  awsSettings,
  startRingonce,
  temporalSettings,
  type Ended,
  type RingonceProcess,
} from '../cli/ringonce-process.js';
import { anEvent } from '../contact-events/an-event.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';
import { addDescriptions, Evidence } from './evidence.js';
import { answersLate, busy, marked, markedRequest, quotingMessage, talksLong } from './marks.js';

const operation = 'StartOutboundVoiceContact';
const scheduleId = 'pii-schedule';
const hour = 3_600_000;

/** Nobody else's: it has no lines. */
const fullInstance = '846ec553-a005-41c0-8341-000000000009';

/** Calls whose phones must have rung, once each: a canary whose calls go nowhere finds nothing. */
export const mustHaveRung = [
  ...['pii-killed', 'pii-answered', 'pii-with-line', 'pii-talking', 'pii-throttled', 'pii-5xx', 'pii-answer-lost'],
  ...['pii-in-doubt', 'pii-unknown', 'pii-stopped', 'pii-follow-up.1', 'pii-by-cli', 'pii-batch-1', 'pii-batch-4'],
];

export interface Walked extends AsyncDisposable {
  readonly world: World;
  readonly evidence: Evidence;
  /** As Temporal tells it, payloads as they are stored. */
  readonly schedule: object;
}

/**
 * Sends marked personal data every way that a call can go. The workers and `ringonce events` are processes of their own that log all they can;
 * what they, the command line and the client's errors say is the evidence, with the server's database and descriptions.
 *
 * @param keys `RINGONCE_ENCRYPTION_KEYS`; undefined: without encryption
 */
export async function walkEveryPath(keys: string | undefined): Promise<Walked> {
  const directory = mkdtempSync(join(tmpdir(), 'ringonce-canary-'));
  vi.stubEnv(keysVariable, keys);
  const world = await startWorld({ dbFilename: join(directory, 'temporal.db'), timeScale: 5 });
  const close = async () => {
    await world[Symbol.asyncDispose]();
    vi.unstubAllEnvs();
    rmSync(directory, { recursive: true });
  };
  try {
    const evidence = new Evidence();
    const files = mkdtempSync(join(directory, 'batch-'));
    const processes = new Processes(world, evidence, keys);
    await walk(world, evidence, { processes, files }).finally(() => processes.endAll());
    const { raw } = await world.ringonce.client.schedule.getHandle(scheduleId).describe();
    // Bytes become base64, as in histories.
    const schedule = JSON.parse(JSON.stringify(raw)) as object;
    evidence.addFiles('database', directory);
    return { world, evidence, schedule, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** `ringonce …`, with its logs and output as evidence. */
class Processes {
  readonly #running: RingonceProcess[] = [];

  constructor(
    readonly world: World,
    readonly evidence: Evidence,
    readonly keys: string | undefined,
  ) {}

  /** One that stays. */
  async start(args: readonly string[]): Promise<RingonceProcess> {
    const started = this.#spawn(args);
    this.#running.push(started);
    await started.untilPrinted('"msg":"ready"');
    return started;
  }

  run(...args: readonly string[]): Promise<Ended> {
    return this.#spawn(args).ended;
  }

  async mustSucceed(...args: readonly string[]): Promise<void> {
    const ended = await this.run(...args);
    if (ended.exitCode !== 0) throw new Error(`${args.join(' ')}: ${ended.exitCode}\n${ended.stdout}${ended.stderr}`);
  }

  async endAll(): Promise<void> {
    for (const started of this.#running) started.signal('SIGTERM');
    await Promise.all(this.#running.map(({ ended }) => ended));
  }

  #spawn(args: readonly string[]): RingonceProcess {
    const started = startRingonce(args, {
      ...temporalSettings(this.world.settings),
      ...awsSettings,
      AWS_ENDPOINT_URL_CONNECT: this.world.connect.url,
      RINGONCE_EVENTS_SECRET: secret,
      RINGONCE_LOG_LEVEL: 'trace',
      ...(this.keys === undefined ? {} : { [keysVariable]: this.keys }),
    });
    void started.ended.then(({ stdout, stderr }) => {
      // What was typed is the user's own.
      this.evidence.add(`output of ringonce ${args.slice(0, 2).join(' ')}`, stdout);
      this.evidence.add(`log of ringonce ${args.slice(0, 2).join(' ')}`, stderr);
    });
    return started;
  }
}

const unexpected = () => expect.unreachable('It was not refused.');

const secret = 'canary-secret-0123456789';

interface Means {
  readonly processes: Processes;
  /** A directory for files. */
  readonly files: string;
}

async function walk(world: World, evidence: Evidence, { processes, files }: Means): Promise<void> {
  const { ringonce, connect } = world;
  const port = await getPort();
  const [worker] = await Promise.all([
    processes.start(['worker']),
    processes.start(['events', '--port', String(port)]),
  ]);
  const eventsUrl = `http://127.0.0.1:${port}/contact-events`;
  connect.configure({ events: { url: eventsUrl, headers: { [secretHeader]: secret } } });

  connect.inject({ operation, kind: 'hang-after', match: { ClientToken: 'pii-killed' } });
  const killed = await ringonce.start('pii-killed', markedRequest());
  await connect.untilRequests(1, { clientToken: 'pii-killed' });
  worker.signal('SIGKILL');
  await processes.start(['worker']);

  const calls = await startCalls(world);
  const followUp = await startFollowUps(world);
  await refusedAtTheDoor(world, evidence);
  await sendEvents(evidence, eventsUrl);
  await runBatches(processes, files);

  // While they wait, ring, talk and are in doubt.
  await expect.poll(async () => (await followUp.view()).phase).toBe('WAITING');
  await expect.poll(async () => (await calls.inDoubt.view()).phase).toBe('IN_DOUBT');
  await addDescriptions(world, evidence);
  await printAll(processes);
  await callByCommand(processes);

  for (const call of [calls.waiting, calls.withoutLine]) await call.cancel();
  for (const call of [calls.answered, calls.withLine, calls.throttled, calls.failing, calls.answerLost, killed])
    expect(await call.result()).toMatchObject({ outcome: 'ANSWERED' });
  expect(await calls.unknown.result()).toMatchObject({ outcome: 'UNKNOWN' });
  expect(await calls.stopped.result()).toMatchObject({ outcome: 'CANCELLED' });
  for (const call of [calls.refused, calls.invalid, calls.waiting])
    await call.result().then(unexpected, (error: unknown) => evidence.addError(`error of ${call.workflowId}`, error));
  await followUp.cancel();
  evidence.add('view of a follow-up', [await followUp.view(), await followUp.result()]);
  await calls.talking.cancel({ hangUp: true });
  for (const call of Object.values(calls)) {
    const handle = ringonce.client.workflow.getHandle(call.workflowId);
    evidence.add(`view of ${call.workflowId}`, [await call.view(), await handle.query('__temporal_workflow_metadata')]);
  }
  await addDescriptions(world, evidence);
  await printAll(processes, '--json');
}

async function startCalls({ ringonce, connect }: World) {
  const fails = (id: string, fault: Omit<Parameters<typeof connect.inject>[0], 'operation' | 'match'>) =>
    connect.inject({ operation, match: { ClientToken: id }, ...fault });
  const quoting = { message: quotingMessage } as const;
  fails('pii-refused', { kind: 'error-before', error: 'DestinationNotAllowedException', status: 403, ...quoting });
  fails('pii-throttled', {
    kind: 'error-before',
    error: 'TooManyRequestsException',
    status: 429,
    times: 2,
    ...quoting,
  });
  fails('pii-5xx', { kind: 'error-before', times: 2, ...quoting });
  fails('pii-answer-lost', { kind: 'error-after', times: 2, ...quoting });
  fails('pii-in-doubt', { kind: 'error-after', ...quoting });
  fails('pii-unknown', { kind: 'error-after', ...quoting });
  connect.configure({ events: { lossRate: 0 } });

  const request = markedRequest();
  await ringonce.lines.set(fullInstance, { lines: 0 });
  const handle = await ringonce.client.workflow.start('outboundCall', {
    workflowId: 'pii-invalid',
    taskQueue: 'ringonce',
    args: [
      {
        ...request,
        DestinationPhoneNumber: marked.DestinationPhoneNumber.slice(1),
        Name: `${marked.Name}${'x'.repeat(2000)}`,
        Attributes: { [marked.Name]: marked.Attributes.reason, list: [marked.Name] },
        Nmae: marked.Name,
        [marked.DestinationPhoneNumber]: 1,
        [marked.Description]: marked.Description,
      },
      { expiresAt: marked.Name, callingHours: { timeZone: marked.Description, weekly: {} } },
    ],
  });
  const calls = {
    invalid: ringonce.call(handle.workflowId),
    answered: await ringonce.start('pii-answered', request),
    withLine: await ringonce.start('pii-with-line', request, { lines: 'pool' }),
    talking: await ringonce.start('pii-talking', markedRequest(talksLong)),
    refused: await ringonce.start('pii-refused', request),
    throttled: await ringonce.start('pii-throttled', request),
    failing: await ringonce.start('pii-5xx', request),
    answerLost: await ringonce.start('pii-answer-lost', request),
    inDoubt: await ringonce.start('pii-in-doubt', markedRequest(talksLong), { resendWindow: 0 }),
    unknown: await ringonce.start('pii-unknown', request, { resendWindow: 0, tracking: 'none' }),
    waiting: await ringonce.start('pii-waiting', request, { notBefore: new Date(Date.now() + hour).toISOString() }),
    withoutLine: await ringonce.start(
      'pii-without-line',
      { ...request, InstanceId: fullInstance },
      { lines: 'pool', fairnessKey: 'acme' },
    ),
    stopped: await ringonce.start('pii-stopped', markedRequest(answersLate)),
  };
  await calls.stopped.contactId();
  await calls.stopped.cancel();
  return calls;
}

async function startFollowUps({ ringonce, connect }: World) {
  const fault = { error: 'DestinationNotAllowedException', status: 403, message: quotingMessage };
  connect.inject({ operation, kind: 'error-before', match: { ClientToken: 'pii-follow-up-refused.1' }, ...fault });
  await ringonce.followUp('pii-follow-up-refused', markedRequest());
  await ringonce.schedules.create(scheduleId, {
    cron: '0 9 * * *',
    timeZone: 'America/Los_Angeles',
    request: markedRequest(),
  });
  await ringonce.schedules.trigger(scheduleId);
  return ringonce.followUp('pii-follow-up', markedRequest(busy), { maxAttempts: 2, linkAttempts: true });
}

/** What the client refuses, and says about it. */
async function refusedAtTheDoor({ ringonce }: World, evidence: Evidence): Promise<void> {
  const { client } = ringonce;
  const wrong = { ...aRequest(), DestinationPhoneNumber: '206-555-0187', [marked.Name]: marked.Description };
  const attempts: Record<string, () => Promise<unknown>> = {
    invalid: () => ringonce.start('pii-never', wrong),
    'an ID with a number': () => ringonce.start('call-12065550187', markedRequest()),
    conflict: () => ringonce.start('pii-answered', markedRequest(busy)),
    'invalid follow-up': () => ringonce.followUp('pii-never', wrong),
    'invalid schedule': () =>
      ringonce.schedules.create('pii-never', { cron: marked.Name, timeZone: marked.Name, request: wrong }),
    'schedule that exists': () =>
      ringonce.schedules.create(scheduleId, { cron: '0 9 * * *', timeZone: 'UTC', request: markedRequest() }),
    'invalid update': () =>
      client.workflow.getHandle('pii-waiting').executeUpdate('reschedule', {
        args: [{ [marked.Name]: marked.DestinationPhoneNumber, notBefore: marked.Name }],
      }),
  };
  for (const [what, attempt] of Object.entries(attempts))
    await attempt().then(unexpected, (error: unknown) => evidence.addError(`error of an ${what}`, error));
}

/** Beside those of the local Connect: some that are none, quoting a number. */
async function sendEvents(evidence: Evidence, url: string): Promise<void> {
  const endpoint = { address: marked.DestinationPhoneNumber, type: 'TELEPHONE_NUMBER' };
  const bodies = [
    JSON.stringify(anEvent({ detail: { customerEndpoint: endpoint, tags: { name: marked.Name } } })),
    JSON.stringify(anEvent({ ContactId: marked.DestinationPhoneNumber, eventType: marked.Name })),
    `{"customerEndpoint": "${marked.DestinationPhoneNumber}", ${marked.Name}`,
    JSON.stringify({ [marked.Name]: [marked.DestinationPhoneNumber] }),
  ];
  for (const body of bodies)
    for (const password of [secret, marked.Name.replace(/[^ -~]/g, '')]) {
      const headers = { 'content-type': 'application/json', [secretHeader]: password };
      const answer = await fetch(`${url}?number=12065550187`, { method: 'POST', headers, body });
      evidence.add('answer to a contact event', await answer.text());
    }
}

async function runBatches(processes: Processes, files: string): Promise<void> {
  const csv = join(files, 'calls.csv');
  const field = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const row = (id: string, number: string) =>
    [id, number, ...[marked.Name, marked.Description, marked.Attributes.reason].map(field)].join(',');
  const { InstanceId, ContactFlowId } = aRequest();
  writeFileSync(
    csv,
    [
      'id,DestinationPhoneNumber,Name,Description,Attributes.reason',
      row('pii-batch-1', marked.DestinationPhoneNumber),
      row('pii-batch-2', '(206) 555-0187'),
      row('call-12065550187', marked.DestinationPhoneNumber),
      row('pii-batch-4', marked.DestinationPhoneNumber),
      row('pii-answered', busy),
      `pii-batch-6,${field(marked.Name)},too,many,${field(marked.Name)},columns`,
      '',
    ].join('\n'),
  );
  const jsonLines = join(files, 'calls.jsonl');
  writeFileSync(
    jsonLines,
    [
      JSON.stringify({ id: 'pii-batch-7', request: { DestinationPhoneNumber: busy, [marked.Name]: 1 } }),
      `{"id": "pii-batch-8", "request": {"Name": ${marked.Name}`,
      JSON.stringify({ id: marked.DestinationPhoneNumber, [marked.Name]: marked.Description }),
      '',
    ].join('\n'),
  );
  const common = ['--instance-id', InstanceId, '--contact-flow-id', ContactFlowId];
  const source = ['--source-phone-number', marked.SourcePhoneNumber, '--options', '{"lines": "unlimited"}'];
  for (const file of [csv, jsonLines]) {
    await processes.run('start-batch', file, ...common, ...source, '--dry-run');
    await processes.run('start-batch', file, ...common, ...source, '--verbose');
  }
  // The rows themselves are the user's own file.
  for (const file of [csv, jsonLines]) rmSync(file);
  processes.evidence.addFiles('results of a batch', files);
  rmSync(files, { recursive: true });
}

/** Every command that prints what is known of calls. */
async function printAll(processes: Processes, ...form: readonly string[]): Promise<void> {
  const { client } = processes.world.ringonce;
  for await (const { workflowId, type } of client.workflow.list())
    if (type !== 'instanceLines') await processes.run('show', workflowId, ...form);
  for (const args of ['list', 'lines', 'schedule list', `schedule show ${scheduleId}`])
    await processes.mustSucceed(...args.split(' '), ...form);
}

/** A call by command line, and some that are refused, with all that there is to say about them. */
async function callByCommand(processes: Processes): Promise<void> {
  const { InstanceId, ContactFlowId } = aRequest();
  const start = ['start-outbound-voice-contact', '--instance-id', InstanceId, '--contact-flow-id', ContactFlowId];
  const { Name, Description, Attributes } = marked;
  const of = (id: string, number: string) => [
    ...[...start, '--client-token', id, '--destination-phone-number', number],
    ...['--source-phone-number', marked.SourcePhoneNumber, '--name', Name, '--description', Description],
    ...['--attributes', JSON.stringify(Attributes), '--lines', 'unlimited'],
  ];
  await processes.mustSucceed(...of('pii-by-cli', marked.DestinationPhoneNumber));
  const wrong = [
    of('pii-never', '206 555 0187'),
    of('pii-by-cli', busy),
    of('call-12065550187', marked.DestinationPhoneNumber),
    [...of('pii-never', marked.DestinationPhoneNumber), '--attributes', `{${Name}}`],
    [...of('pii-never', marked.DestinationPhoneNumber), '--cli-input-json', `{"Name": ${Name}`],
  ];
  for (const args of wrong) expect((await processes.run(...args, '--verbose')).exitCode).not.toBe(0);
}
