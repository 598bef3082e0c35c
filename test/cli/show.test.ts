import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { timeZoneVersion } from '../../src/admission/data/versions.js';
import { callStatus } from '../../src/cli/call-status.js';
import { clockOf } from '../../src/cli/clock.js';
import { asJson, inWords } from '../../src/cli/call-in-words.js';
import { numberOf, type ScenarioName } from '../../src/connect-simulator/index.js';
import type { RunningWorker } from '../../src/worker/index.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

/** Calls that have ended while a worker ran; then none runs any more, and each query waits for one in vain: the tests wait beside each other. */
let world: World;
let worker: RunningWorker;
const withWorker = new Map<string, string>();
let waiting: unknown;

const called: readonly { id: string; scenario: ScenarioName; afterMs: number }[] = [
  { id: 'answered-1', scenario: 'answered', afterMs: 60_000 },
  { id: 'trouble-1', scenario: 'carrier-problem', afterMs: 60_000 },
  { id: 'refused-1', scenario: 'not-allowed', afterMs: 0 },
  { id: 'terminated-1', scenario: 'answered', afterMs: 0 },
];

const shown = async (id: string) => inWords(await callStatus(world.ringonce, id), clockOf({ utc: true }));

beforeAll(async () => {
  world = await startWorld({ timeScale: 0 });
  worker = await world.startWorker();
  await world.startContactEvents();
  for (const { id, scenario, afterMs } of called) {
    const call = await world.ringonce.start(id, aRequest({ DestinationPhoneNumber: numberOf(scenario) }));
    await call.contactId().catch(() => undefined);
    world.connect.advance(afterMs);
    if (id === 'terminated-1') await world.ringonce.client.workflow.getHandle(id).terminate('a test');
    await call.result().catch(() => undefined);
    withWorker.set(id, await shown(id));
  }
  await world.ringonce.start('waiting-1', aRequest(), { notBefore: new Date(Date.now() + 86_400_000).toISOString() });
  await vi.waitFor(async () => expect(await shown('waiting-1')).toContain('\n  until '), { timeout: 150_000 });
  world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'error-after', times: 50 });
  const doubt = await world.ringonce.start('doubt-1', aRequest(), { resendWindow: 0 });
  await vi.waitFor(async () => expect((await doubt.view()).phase).toBe('IN_DOUBT'), { timeout: 150_000 });
  withWorker.set('doubt-1', await shown('doubt-1'));
  withWorker.set('waiting-1', await shown('waiting-1'));
  waiting = asJson(await callStatus(world.ringonce, 'waiting-1'));
  const { client } = world.ringonce;
  const invalid = await client.workflow.start('outboundCall', {
    workflowId: 'invalid-1',
    taskQueue: 'ringonce',
    args: [{}],
  });
  await invalid.result().catch(() => undefined);
  await worker.shutdown();
});
afterAll(() => world[Symbol.asyncDispose]());

it.concurrent('shows what came of a call, which only its result had; without a worker too', async () => {
  const [ring] = world.connect.ledger({ clientToken: 'answered-1' });

  for (const words of [withWorker.get('answered-1'), await shown('answered-1')]) {
    expect(words).toMatch(/^answered-1: \+1 206 ••• ••00, answered, talked 30 s\n/);
    expect(words).toMatch(/\n {2}attempts {6}1\n {2}answered by {3}unknown\n/);
    expect(words).toMatch(/\n {2}rang {10}6 s\n {2}talked {8}30 s\n {2}connected {5}\S+ \S+ UTC\n/);
    expect(words).toMatch(
      /\n {2}disconnected {2}\S+ \S+ UTC, contact flow disconnect\n {2}what to do {4}Someone picked up\. /,
    );
  }
  expect(asJson(await callStatus(world.ringonce, 'answered-1'))).toMatchObject({
    workflowStatus: 'COMPLETED',
    outcome: 'ANSWERED',
    result: { outcome: 'ANSWERED', ContactId: ring?.ContactId, ringSeconds: 6, talkSeconds: 30, dialAttempts: 1 },
  });
});

it.concurrent('names the time zones by which a call waits', () => {
  expect(withWorker.get('waiting-1')).toMatch(
    new RegExp(
      `^waiting-1: .*, due \\w{3} .*\n[^]* {2}waits for +its time\n +until +\\S+ \\S+ UTC\n +callee's clock +.*\n +time zones +${timeZoneVersion}\n +what to do +"ringonce reschedule" `,
    ),
  );
  expect(waiting).toMatchObject({ hold: { reason: 'NOT_BEFORE', timeZoneVersion } });
});

it.concurrent('says of a call in doubt what it waits for, and how it ends', () => {
  expect(withWorker.get('doubt-1')).toMatch(
    /^doubt-1: .*in doubt[^]*\n {2}what to do +Nothing yet\. It waits a dial limit/i,
  );
});

it.concurrent('tells a refused call from one that ended as FAILED: both were FAILED', async () => {
  const refused =
    /^refused-1: \+1 206 ••• ••40, REFUSED: destination not allowed\n[^]*\n {2}what to do +Nothing rang\. Fix what the failure names/;

  expect(withWorker.get('trouble-1')).toMatch(
    /^trouble-1: \+1 206 ••• ••33, failed on the way after 5 s: telecom problem\n/,
  );
  expect(withWorker.get('refused-1')).toMatch(refused);
  expect(await shown('refused-1')).toMatch(refused);
  expect(await shown('refused-1')).toMatch(/\n {2}failure +Amazon Connect refused the call: /);
  expect(await shown('invalid-1')).toMatch(/^invalid-1: INVALID: /);
  expect(asJson(await callStatus(world.ringonce, 'refused-1'))).toMatchObject({
    phase: 'FAILED',
    failure: { type: 'DestinationNotAllowedException', isSilent: true },
  });
});

it.concurrent('says who has terminated a call', async () => {
  expect(await shown('terminated-1')).toMatch(
    /^terminated-1: \+1 206 ••• ••00, terminated\n[^]*\n {2}what to do +It was terminated by \S+ \(a test\)\. Its contact is no longer followed or stopped: see contact /,
  );
});

it.concurrent('shows a cancellation that no worker has taken up yet, which it kept to itself', async () => {
  const call = await world.ringonce.start('pending-1', aRequest());
  expect(await shown('pending-1')).not.toContain('cancellation');

  await world.ringonce.client.workflow.getHandle('pending-1').cancel();

  expect(await shown('pending-1')).toMatch(
    /^pending-1: \+1 206 ••• ••00, waits for its turn to be dialled\n +started .*\n +cancellation {2}requested$/,
  );
  expect(asJson(await callStatus(world.ringonce, call.workflowId))).toMatchObject({ cancellation: 'requested' });
});
