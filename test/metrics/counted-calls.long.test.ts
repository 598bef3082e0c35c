import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectRingonce, type RingonceClient } from '../../src/client/index.js';
import { taskQueues, workflowTypes } from '../../src/contract/names.js';
import { startWorker, WorkerMetrics, type RunningWorker } from '../../src/worker/index.js';
import { aRequest } from '../support/requests.js';
import { localConnectClient, startWorld, type World } from '../support/world.js';

let world: World;
let worker: RunningWorker;
let ringonce: RingonceClient;
const metrics = new WorkerMetrics();
const instance = aRequest().InstanceId;

beforeAll(async () => {
  world = await startWorld({ timeScale: 60 });
  await world.startContactEvents();
  worker = await startWorker({
    connection: world.settings,
    connect: localConnectClient(world.connect),
    metrics,
    // Each workflow is replayed with each of its tasks: what a replay counted would show.
    maxCachedWorkflows: 0,
  });
  ringonce = await connectRingonce(world.settings);
});
afterAll(async () => {
  await ringonce.close();
  await worker.shutdown();
  await world[Symbol.asyncDispose]();
});

/** All samples now, by name and labels as Prometheus reads them; the instance is the same everywhere. */
async function samples(): Promise<Map<string, number>> {
  const text = (await metrics.registry.metrics())
    .replaceAll(`connect_instance="${instance}"`, '')
    .replaceAll('{,', '{');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [, name = '', value = ''] = /^(.*) (\S+)$/.exec(line) ?? [];
      return [name.replace('{}', ''), value === '+Inf' ? Infinity : Number(value)];
    }),
  );
}

/** What has grown by how much, once it has: what is told last of a call comes a moment after its end. */
async function grown(act: () => Promise<unknown>, expected: Readonly<Record<string, number>>): Promise<void> {
  const before = await samples();
  await act();
  const difference = async () => {
    const after = await samples();
    const names = [...after.keys()].filter((name) => /^ringonce_.*(_total(\{|$)|_count(\{|$))/.test(name));
    const pairs = names.map((name) => [name, (after.get(name) ?? 0) - (before.get(name) ?? 0)] as const);
    // How often contacts are asked about depends on which event comes first.
    return Object.fromEntries(pairs.filter(([name, by]) => by !== 0 && !name.startsWith('ringonce_contact_queries')));
  };
  await expect.poll(difference).toEqual(expected);
}

const calledTo = (DestinationPhoneNumber: string) => aRequest({ DestinationPhoneNumber });
const ended = (outcome: string) => `ringonce_calls_ended_total{outcome="${outcome}"}`;
const dials = (answer: string) => `ringonce_dials_total{answer="${answer}"}`;

describe('what a worker counts of calls', () => {
  it('a conversation: one dial, one outcome, how long it rang and lasted', async () => {
    await grown(async () => (await ringonce.start('answered', calledTo('+12065550100'))).result(), {
      [dials('accepted')]: 1,
      [ended('ANSWERED')]: 1,
      ringonce_due_to_dialled_seconds_count: 1,
      ringonce_ringing_seconds_count: 1,
      ringonce_talking_seconds_count: 1,
    });
    const now = await samples();
    expect(now.get('ringonce_ringing_seconds_sum')).toBe(6);
    expect(now.get('ringonce_talking_seconds_sum')).toBe(30);
  });

  it('a busy line rings, and nobody talks', async () => {
    await grown(async () => (await ringonce.start('busy', calledTo('+12065550130'))).result(), {
      [dials('accepted')]: 1,
      [ended('BUSY')]: 1,
      ringonce_due_to_dialled_seconds_count: 1,
      ringonce_ringing_seconds_count: 1,
    });
  });

  it('an answer that is lost: the request is sent again', async () => {
    world.connect.inject({
      operation: 'StartOutboundVoiceContact',
      kind: 'reset-after',
      match: { ClientToken: 'lost' },
    });
    await grown(async () => (await ringonce.start('lost', calledTo('+12065550130'))).result(), {
      [dials('unknown')]: 1,
      [dials('accepted')]: 1,
      ringonce_resends_total: 1,
      [ended('BUSY')]: 1,
      ringonce_due_to_dialled_seconds_count: 1,
      ringonce_ringing_seconds_count: 1,
    });
  });

  it('an answer that is lost where nothing may be sent again: in doubt, until an event brings the contact', async () => {
    world.connect.inject({
      operation: 'StartOutboundVoiceContact',
      kind: 'reset-after',
      match: { ClientToken: 'doubt' },
    });
    const call = ringonce.start('doubt', calledTo('+12065550130'), { resendWindow: 0 });
    await grown(async () => (await call).result(), {
      [dials('unknown')]: 1,
      ringonce_calls_in_doubt_total: 1,
      [ended('BUSY')]: 1,
      ringonce_ringing_seconds_count: 1,
    });
  });

  it('a throttle: nothing rang, and it is tried again', async () => {
    world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'throttle', match: { ClientToken: 'slow' } });
    const waited = async () => (await samples()).get('ringonce_due_to_dialled_seconds_sum') ?? 0;
    const before = await waited();
    await grown(async () => (await ringonce.start('slow', calledTo('+12065550130'))).result(), {
      [dials('not-now')]: 1,
      'ringonce_throttles_total{operation="StartOutboundVoiceContact"}': 1,
      [dials('accepted')]: 1,
      [ended('BUSY')]: 1,
      ringonce_due_to_dialled_seconds_count: 1,
      ringonce_ringing_seconds_count: 1,
    });
    // Since it was due, not since the last attempt, before which it waits a second at least.
    expect((await waited()) - before).toBeGreaterThanOrEqual(1);
  });

  it('a refusal, and a request that is invalid: a person must fix them', async () => {
    await grown(
      async () => {
        const call = await ringonce.start('refused', calledTo('+12065550140'));
        await expect(call.result()).rejects.toThrow();
      },
      { [dials('refused')]: 1, 'ringonce_calls_failed_total{reason="refused"}': 1 },
    );
    await grown(
      () =>
        expect(
          ringonce.client.workflow.execute(workflowTypes.outboundCall, {
            workflowId: 'invalid',
            taskQueue: taskQueues.calls,
            args: [{ ...calledTo('no number'), InstanceId: 'one-that-must-become-no-label' }],
          }),
        ).rejects.toThrow(),
      { 'ringonce_calls_failed_total{reason="invalid"}': 1 },
    );
    expect(await metrics.registry.metrics()).not.toContain('one-that-must-become-no-label');
  });

  it('a call that is cancelled while it waits has an outcome, and was not dialled', async () => {
    const notBefore = new Date(Date.now() + 3_600_000).toISOString();
    const call = await ringonce.start('cancelled', calledTo('+12065550100'), { notBefore });
    await grown(() => call.cancel(), { [ended('CANCELLED')]: 1 });
  });

  it('one instance is one label, whether requests give its ID or its ARN', async () => {
    const InstanceId = `arn:aws:connect:us-west-2:111122223333:instance/${instance}`;
    await grown(async () => (await ringonce.start('arn', { ...calledTo('+12065550130'), InstanceId })).result(), {
      [dials('accepted')]: 1,
      [ended('BUSY')]: 1,
      ringonce_due_to_dialled_seconds_count: 1,
      ringonce_ringing_seconds_count: 1,
    });
  });

  it('tells lines and backlog as the server has them', async () => {
    await ringonce.lines.set(instance, { lines: 1, reserve: 0 });
    world.connect.configure({ timeScale: 0 });
    const [first, second] = [
      await ringonce.start('has-the-line', calledTo('+12065550100')),
      await ringonce.start('waits', calledTo('+12065550100')),
    ];
    const linesNow = async () => {
      const now = await samples();
      const of = (name: string) => now.get(`ringonce_${name}`);
      const waited = (of('backlog_oldest_seconds') ?? 0) > 0;
      return { lines: of('lines'), busy: of('lines_busy'), waiting: of('backlog_calls'), waited };
    };
    await expect.poll(linesNow).toEqual({ lines: 1, busy: 1, waiting: 1, waited: true });
    expect((await samples()).get('ringonce_backlog_calls{connect_instance="any"}')).toBe(0);

    await second.cancel();
    await first.cancel();
    world.connect.configure({ timeScale: 60 });
    await ringonce.lines.set(instance, { lines: 'unlimited' });
    await expect.poll(async () => (await linesNow()).lines).toBe(Infinity);
  });
});

it('a worker is ready while it polls and Temporal answers, and not once it shuts down', async () => {
  expect(await worker.isReady()).toBe(true);
  await worker.shutdown();
  expect(await worker.isReady()).toBe(false);
});
