import { StartOutboundVoiceContactCommand } from '@aws-sdk/client-connect';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectRingonce, type RingonceClient } from '../../src/client/index.js';
import { startSimulator, type Simulator } from '../../src/connect-simulator/index.js';
import getPort from 'get-port';
import { startTemporalServer, type TemporalServer } from '../../src/dev/temporal-server.js';
import { createConnectClient } from '../../src/worker/index.js';
import { aRequest } from '../support/requests.js';
import {
  awsSettings,
  ringonce,
  startRingonce,
  temporalSettings,
  type Environment,
  type RingonceProcess,
} from './ringonce-process.js';

const start = 'start-outbound-voice-contact';
const plainCall = ['--cli-input-json', 'file://examples/plain-call.json'];

let server: TemporalServer;
let connect: Simulator;
let client: RingonceClient;

beforeAll(async () => {
  // A phone that rings goes on ringing, however busy the machine is.
  connect = await startSimulator({ settings: { timeScale: 0 } });
  server = await startTemporalServer({ ports: 'free', ui: false });
  const { address, namespace } = server;
  client = await connectRingonce({ address, namespace, connectionOptions: { address } });
});

afterAll(async () => {
  await client.close();
  await connect.close();
  await server.close();
});

const here = (): Environment => ({
  ...temporalSettings(server),
  ...awsSettings,
  AWS_ENDPOINT_URL_CONNECT: connect.url,
});

async function startWorker(): Promise<RingonceProcess> {
  const worker = startRingonce(['worker'], here());
  await worker.untilPrinted('"msg":"ready"');
  return worker;
}

/** A call whose request is out and gets no answer for now. */
async function aCallInMidDial(workflowId: string, fault: { kind: 'hang-after' } | { kind: 'slow'; delayMs: number }) {
  connect.inject({ operation: 'StartOutboundVoiceContact', match: { ClientToken: workflowId }, ...fault });
  const call = await client.start(workflowId, aRequest(), { tracking: 'none' });
  await connect.untilRequests(1, { clientToken: workflowId, fault: fault.kind });
  return call;
}

// In this order: setup comes first in life, too.
describe('ringonce', () => {
  it('sets a namespace up, and finds it so the second time', async () => {
    const limits = [
      'at most 100 dials a second (task queue ringonce-dial)',
      'at most 50 queries a second (task queue ringonce-contacts)',
      'retention is 7 days',
      'ready for calls',
    ];
    const rates = ['--dials-per-second', '100', '--queries-per-second', '50'];
    const said = (steps: string[]) => steps.map((step) => `default: ${step}\n`).join('');

    const first = await ringonce(['setup', ...rates], here());
    const second = await ringonce(['setup', ...rates], here());

    const registered =
      'registered search attributes CallTo, CallStatus, CallNeedsAttention, CallPhase, CallOutcome, ConnectContactId, CallHoldReason, CallNextAttemptAt, CallAttempt';
    expect(first).toEqual({ exitCode: 0, stderr: '', stdout: said([registered, ...limits]) });
    expect(second).toEqual({ exitCode: 0, stderr: '', stdout: said(['search attributes are registered', ...limits]) });
  });

  describe('with a worker', () => {
    let worker: RingonceProcess;
    beforeAll(async () => {
      worker = await startWorker();
    });
    afterAll(() => endGracefully(worker));

    it('places a call once, however often the command is given, and shows it', async () => {
      const placed = await ringonce([start, ...plainCall, '--client-token', 'order-1'], here());
      const again = await ringonce([start, ...plainCall, '--client-token', 'order-1'], here());

      const rings = connect.ledger({ clientToken: 'order-1' });
      expect(rings).toHaveLength(1);
      const ContactId = rings[0]?.ContactId ?? '';
      expect(placed).toEqual({ exitCode: 0, stderr: '', stdout: `{\n    "ContactId": "${ContactId}"\n}\n` });
      expect(again).toEqual(placed);

      const shown = await ringonce(['show', 'order-1'], here());
      expect(shown).toMatchObject({ exitCode: 0, stderr: '' });
      expect(shown.stdout).toMatch(
        /^order-1: ringing or connected\n {2}destination {2}\+1 206 ••• ••00\n {2}contact {6}[\da-f-]{36}\n/,
      );
      const json = await ringonce(['show', 'order-1', '--json'], here());
      expect(JSON.parse(json.stdout)).toMatchObject({
        workflowId: 'order-1',
        workflowStatus: 'RUNNING',
        phase: 'FOLLOWING',
        ContactId,
      });
    });

    it('cancels a call that rings, once and for all', async () => {
      await ringonce([start, ...plainCall, '--client-token', 'order-2c'], here());

      const cancelled = await ringonce(['cancel', 'order-2c'], here());

      expect(cancelled).toMatchObject({ exitCode: 0, stderr: '' });
      expect(cancelled.stdout).toMatch(
        /^order-2c was ringing or connected: cancelled, Amazon Connect was asked to stop the contact(?:; outcome CANCELLED)?\n$/,
      );
      const again = await ringonce(['cancel', 'order-2c', '--hang-up', '--json'], here());
      expect(again).toMatchObject({ exitCode: 0, stderr: '' });
      expect(JSON.parse(again.stdout)).toMatchObject({ workflowId: 'order-2c' });
      expect(await ringonce(['cancel', 'nobody-started-it'], here())).toMatchObject({ exitCode: 1, stdout: '' });
    });

    it('takes the options of a call that it had no arguments for', async () => {
      const options = ['--tracking', 'none', '--max-call-length', '2h', '--look-interval', '1m'];

      const placed = await ringonce([start, ...plainCall, '--client-token', 'order-2o', ...options], here());

      expect(placed).toMatchObject({ exitCode: 0, stderr: '' });
      const call = client.call('order-2o');
      expect(await call.result()).toMatchObject({ outcome: 'PLACED' });
      const { events } = await client.client.workflow.getHandle('order-2o').fetchHistory();
      const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
      expect(JSON.parse(Buffer.from(input[1]?.data ?? '').toString())).toEqual({
        tracking: 'none',
        maxCallLength: '2h',
        lookInterval: '1m',
      });
    });

    it('makes a client token and tells it', async () => {
      const { exitCode, stdout, stderr } = await ringonce(
        [start, ...plainCall, '--attributes', 'order-id=4711'],
        here(),
      );

      const token = /^client token: ([\da-f-]{36})\n$/.exec(stderr)?.[1];
      const [ring, ...more] = connect.ledger({ clientToken: token });
      expect({ exitCode, stdout: JSON.parse(stdout) as unknown, more }).toEqual({
        exitCode: 0,
        stdout: { ContactId: ring?.ContactId },
        more: [],
      });
    });

    it('refuses what Amazon Connect refuses, and a token that stands for another request', async () => {
      const refused = await ringonce(
        [start, '--cli-input-json', 'file://examples/refused-destination.json', '--client-token', 'order-2'],
        here(),
      );
      const conflict = await ringonce([start, ...plainCall, '--client-token', 'order-1', '--name', 'other'], here());

      expect(refused).toMatchObject({ exitCode: 254, stdout: '' });
      expect(refused.stderr).toMatch(
        /^An error occurred \(DestinationNotAllowedException\) when calling the StartOutboundVoiceContact operation: /,
      );
      expect(refused.stderr.match(/DestinationNotAllowedException/g)).toHaveLength(1);
      expect(conflict).toMatchObject({ exitCode: 254, stdout: '' });
      expect(conflict.stderr).toMatch(/^error: The ID order-1 stands for a call with another Name/);
      expect(connect.ledger({ clientToken: 'order-2' })).toEqual([]);
      expect(connect.ledger({ clientToken: 'order-1' })).toHaveLength(1);
    });
  });

  it('lets a dial finish when a signal ends the worker', async () => {
    await using worker = await startWorker();
    const call = await aCallInMidDial('order-3', { kind: 'slow', delayMs: 3_000 });

    worker.signal('SIGTERM');
    const { exitCode, stderr } = await worker.ended;

    expect(exitCode).toBe(0);
    expect(stderr).toContain('shutting down');
    const dialled = await client.client.workflow.getHandle('order-3').fetchHistory();
    expect(dialled.events?.filter((event) => event.activityTaskCompletedEventAttributes)).toHaveLength(1);
    // The workflow's own worker may have ended before the dial did: the next one tells the result.
    await using next = await startWorker();
    const [ring] = connect.ledger({ clientToken: 'order-3' });
    expect(await call.result()).toMatchObject({ outcome: 'PLACED', ContactId: ring?.ContactId });
    expect(connect.requests({ clientToken: 'order-3' })).toHaveLength(1);
    await endGracefully(next);
  });

  it('ends the worker at once at a second signal; the call stays one ring', async () => {
    await using worker = await startWorker();
    const call = await aCallInMidDial('order-4', { kind: 'hang-after' });

    worker.signal('SIGTERM');
    await worker.untilPrinted('shutting down');
    worker.signal('SIGINT');
    expect((await worker.ended).exitCode).toBe(1);

    const shown = await ringonce(['show', 'order-4'], here());
    expect(shown).toMatchObject({
      exitCode: 0,
      stderr: expect.stringMatching(
        /^No worker answered: this is what Temporal has recorded\. .*start one: ringonce worker\.\n$/,
      ) as string,
    });
    expect(shown.stdout).toBe('order-4: dialling\n  workflow     running\n');

    await using next = await startWorker();
    const ContactId = await call.contactId();
    expect(connect.ledger({ clientToken: 'order-4' }).map((ring) => ring.ContactId)).toEqual([ContactId]);
    await endGracefully(next);
  });

  it('leaves the call running at Ctrl-C', async () => {
    await using waiting = startRingonce([start, ...plainCall, '--client-token', 'order-5'], here());
    await waiting.untilPrinted('The call is started, and waits');

    waiting.signal('SIGINT');
    const { exitCode, stdout, stderr } = await waiting.ended;

    expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
    expect(stderr).toContain('The call goes on. For its state run ringonce show order-5\n');
    const { status } = await client.client.workflow.getHandle('order-5').describe();
    expect(status.name).toBe('RUNNING');
  });

  it('runs a simulator that tells each ring, masked', async () => {
    const port = await getPort();
    await using simulator = startRingonce(['simulator', '--port', String(port)]);
    await simulator.untilPrinted('/_simulator/ledger');
    const aws = createConnectClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-west-2',
      credentials: { accessKeyId: 'example', secretAccessKey: 'example' },
    });

    await aws.send(new StartOutboundVoiceContactCommand(aRequest({ ClientToken: 'order-6' })));
    simulator.signal('SIGINT');
    const { exitCode, stdout } = await simulator.ended;

    expect(exitCode).toBe(0);
    expect(stdout).toContain(`export AWS_ENDPOINT_URL_CONNECT=http://127.0.0.1:${port} AWS_REGION=`);
    expect(stdout).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} {2}request {2}StartOutboundVoiceContact {2}answers 200 {2}order-6\n\S+ {2}RING {5}\+1 206 ••• ••00 {2}answered {2}[\da-f-]{36}\n$/m,
    );
  });
});

async function endGracefully(worker: RingonceProcess): Promise<void> {
  worker.signal('SIGTERM');
  const { exitCode, stdout, stderr } = await worker.ended;
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  expect(stderr).not.toMatch(/\+?1?206555/);
}
