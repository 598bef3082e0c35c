import proto from '@temporalio/proto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { timeZoneVersion } from '../../src/admission/data/versions.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';
import {
  awsSettings,
  nodeWithNewerTimeZones,
  ringonce,
  startRingonce,
  temporalSettings,
  type Environment,
} from './ringonce-process.js';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const here = (): Environment => ({
  ...temporalSettings(world.server),
  ...awsSettings,
  AWS_ENDPOINT_URL_CONNECT: world.connect.url,
});
const rates = (...args: string[]) => ringonce(['rates', ...args], here());
const row = (...cells: string[]) => new RegExp(`│ ${cells.join(' +│ ')} +│`);

it('changes the rates while all runs, and shows what is in force, with why', async () => {
  const changed = await rates('--rate', '5', '--queries-rate', '12.5', '--reason', 'case 4711 with AWS');

  expect(changed).toMatchObject({ exitCode: 0, stderr: '' });
  expect(changed.stdout).toMatch(row('ringonce-dial', '5', '0', 'case 4711 with AWS', 'ringonce', '20[^ ]+Z'));
  expect(changed.stdout).toMatch(row('ringonce-contacts', '12.5', '0', 'case 4711 with AWS', 'ringonce', '20[^ ]+Z'));
  expect(await rates()).toEqual(changed);
  const { dials } = await world.ringonce.rates();
  expect(JSON.parse((await rates('--json')).stdout)).toMatchObject({ dials });
});

it('changes the rate of one instance, or of all, and shows how many wait there', async () => {
  const { InstanceId } = aRequest();
  const queue = `ringonce-dial-${InstanceId}`;
  // Nobody dials: it waits in its instance's queue.
  {
    await using worker = startRingonce(['worker'], here());
    await worker.untilPrinted('"msg":"ready"');
    await world.ringonce.lines.set(InstanceId, { lines: 0 });
    await world.ringonce.start('waits-in-its-queue', aRequest(), { lines: 'pool' });
    await expect.poll(async () => (await rates()).stdout).toMatch(row(queue, '5', '1', '.*'));
    worker.signal('SIGTERM');
    await worker.ended;
  }

  const one = await rates('--instance', InstanceId, '--rate', '1.5', '--reason', 'its share of the quota');
  expect(one).toMatchObject({ exitCode: 0, stderr: '' });
  expect(one.stdout).toMatch(row(queue, '1.5', '1', 'its share of the quota', 'ringonce', '20[^ ]+Z'));
  expect(one.stdout).not.toContain('ringonce-contacts');
  expect(await rates('--instance', InstanceId)).toEqual(one);
  expect((await rates()).stdout).toMatch(row('ringonce-dial', '5', '.*'));

  const all = await rates('--rate', '6');
  expect(all.stdout).toMatch(row('ringonce-dial', '6', '.*'));
  expect(all.stdout).toMatch(row(queue, '6', '1', '.*'));
  expect(JSON.parse((await rates('--json')).stdout)).toMatchObject({ instances: [{ InstanceId, perSecond: 6 }] });
});

it.each([
  { args: ['--instance', 'c1a9', '--rate', '2'], exitCode: 2, says: "'c1a9' is invalid. It must be the whole ID" },
  { args: ['--instance', 'c1a9'], exitCode: 2, says: "'c1a9' is invalid. It must be the whole ID" },
  {
    args: ['--instance', aRequest().InstanceId, '--queries-rate', '2'],
    exitCode: 2,
    says: '--queries-rate is common to all instances: leave out --instance.',
  },
])('refuses $args', async ({ args, exitCode, says }) => {
  expect(await rates(...args)).toMatchObject({ exitCode, stdout: '', stderr: expect.stringContaining(says) as string });
});

it('is what a worker says that it goes by', async () => {
  await rates('--rate', '3', '--queries-rate', '4');

  await using worker = startRingonce(['worker'], here());
  await worker.untilPrinted('"msg":"ready"');
  worker.signal('SIGTERM');
  const { stderr } = await worker.ended;

  const others = stderr.split('\n');
  const [ready = ''] = others.filter((line) => line.includes('"msg":"ready"'));
  expect(JSON.parse(ready)).toMatchObject({ msg: 'ready', timeZoneVersion, dialsPerSecond: 3, queriesPerSecond: 4 });
  // Neither that the server has no rate, nor that Node has newer time zones.
  expect(others.join('\n')).not.toMatch(/no rate|newer time zones/);
});

it('warns when the server has none: the worker’s own counts then; and when its Node has newer time zones', async () => {
  for (const taskQueue of ['ringonce-dial', 'ringonce-contacts'])
    await world.ringonce.client.workflowService.updateTaskQueueConfig({
      namespace: world.server.namespace,
      taskQueue,
      taskQueueType: proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
      updateQueueRateLimit: { reason: 'none' },
    });

  await using worker = startRingonce(['worker'], { ...here(), ...nodeWithNewerTimeZones });
  await worker.untilPrinted('newer time zones');
  worker.signal('SIGTERM');
  const { stderr } = await worker.ended;

  expect(stderr).toMatch(
    /"msg":"ready"}\n.*"level":40,.*Node has newer time zones \(2099z\) than ringonce \(\d{4}[a-z]\)/,
  );
  expect(stderr).toMatch(/"level":40,.*no rate for dials or queries, so the defaults count/);
  expect((await rates()).stdout).toMatch(row('ringonce-dial', '2', '0', 'default of the workers[^│]*', '–', '–'));
});

it('says that a namespace does not exist', async () => {
  const { exitCode, stderr } = await ringonce(['rates'], { ...here(), TEMPORAL_NAMESPACE: 'nowhere' });
  expect(exitCode).toBe(1);
  expect(stderr).toBe(
    'error: Namespace nowhere does not exist: create it, or set TEMPORAL_NAMESPACE.\nSee docs/errors.md#namespace_not_ready\n',
  );
});
