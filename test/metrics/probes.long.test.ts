import getPort from 'get-port';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  awsSettings,
  ringonce,
  startRingonce,
  temporalSettings,
  type Environment,
  type RingonceProcess,
} from '../cli/ringonce-process.js';
import { aRequest } from '../support/requests.js';
import { startSqsServer } from '../support/sqs-server.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
let environment: Environment;
beforeAll(async () => {
  world = await startWorld();
  environment = {
    ...awsSettings,
    ...temporalSettings(world.server),
    AWS_ENDPOINT_URL_CONNECT: world.connect.url,
    RINGONCE_EVENTS_SECRET: 'correct-horse-battery',
  };
});
afterAll(() => world[Symbol.asyncDispose]());

interface Probed extends AsyncDisposable {
  readonly process: RingonceProcess;
  /** The status of a path, undefined while nobody answers. */
  status(path: string): Promise<number | undefined>;
  /** What a scrape is told. */
  metrics(): Promise<string>;
}

async function start(args: readonly string[], change: Environment = {}): Promise<Probed> {
  const port = await getPort();
  const process = startRingonce([...args, '--metrics-port', String(port)], { ...environment, ...change });
  return {
    process,
    status: (path) =>
      fetch(`http://127.0.0.1:${port}${path}`).then(
        ({ status }) => status,
        () => undefined,
      ),
    metrics: async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text(),
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}

it('a worker is ready while it polls, and lives until its last dial has ended', async () => {
  await using worker = await start(['worker']);
  await worker.process.untilPrinted('"msg":"ready"');
  await expect.poll(() => worker.status('/readyz')).toBe(200);
  world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'slow', delayMs: 5_000 });
  await world.ringonce.start('slow', aRequest(), { tracking: 'none' });
  await world.connect.untilRequests(1, { clientToken: 'slow' });

  worker.process.signal('SIGTERM');

  await expect.poll(() => worker.status('/readyz')).toBe(503);
  expect(await worker.status('/healthz')).toBe(200);
  expect(await worker.status('/metrics')).toBe(200);
  expect((await worker.process.ended).exitCode).toBe(0);
});

it("serves what a worker counts, what Temporal's SDK counts and Node's own as one", async () => {
  await using worker = await start(['worker']);
  await worker.process.untilPrinted('"msg":"ready"');

  // The SDK counts a request once it has ended.
  await expect.poll(() => worker.metrics()).toMatch(/^temporal_request\w*\{/m);
  expect(await worker.metrics()).toMatch(/^ringonce_build_info\{.*part="worker".*\} 1$/m);
  expect(await worker.metrics()).toMatch(/^process_resident_memory_bytes \d+$/m);
});

it('an intake of contact events is ready while it takes events', async () => {
  await using events = await start(['events', '--port', '0']);
  await events.process.untilPrinted('"msg":"ready"');

  expect(await events.status('/readyz')).toBe(200);
  expect(await events.status('/healthz')).toBe(200);

  events.process.signal('SIGTERM');
  expect((await events.process.ended).exitCode).toBe(0);
});

it('an intake of contact events is not ready once its queue has failed for half a minute, and lives', async () => {
  await using sqsServer = await startSqsServer();
  const { queueUrl } = await sqsServer.createQueue('events', { visibilityTimeoutSeconds: 30, maxReceiveCount: 3 });
  await using events = await start(['events', '--queue-url', queueUrl], { AWS_ENDPOINT_URL_SQS: sqsServer.url });
  await events.process.untilPrinted('"msg":"ready"');
  expect(await events.status('/readyz')).toBe(200);

  await sqsServer[Symbol.asyncDispose]();

  await events.process.untilPrinted('SQS gave no messages');
  expect(await events.status('/readyz')).toBe(200);
  await expect.poll(() => events.status('/readyz')).toBe(503);
  expect(await events.status('/healthz')).toBe(200);
});

it('neither is ready once Temporal does not answer any more, and both live', async () => {
  await using ours = await startWorld();
  const there = temporalSettings(ours.server);
  await using worker = await start(['worker'], there);
  await using events = await start(['events', '--port', '0'], there);
  await Promise.all([worker, events].map(({ process }) => process.untilPrinted('"msg":"ready"')));
  await expect.poll(() => worker.status('/readyz')).toBe(200);

  process.kill(ours.server.pid, 'SIGKILL');

  await expect.poll(() => worker.status('/readyz')).toBe(503);
  await expect.poll(() => events.status('/readyz')).toBe(503);
  expect(await worker.status('/healthz')).toBe(200);
  expect(await events.status('/healthz')).toBe(200);
  // What cannot be read is left out; what was counted is there.
  expect(await worker.status('/metrics')).toBe(200);
});

describe('the command line', () => {
  it.each([{ command: 'worker' }, { command: 'events' }])(
    '$command: an address without a port is refused',
    async ({ command }) => {
      const ended = await ringonce([command, '--metrics-host', '0.0.0.0'], environment);

      expect(ended.stderr).toMatch(/--metrics-host has no effect without --metrics-port/);
      expect(ended.exitCode).toBe(2);
    },
  );

  it('says that the port is taken, before anything is dialled', async () => {
    const port = new URL(world.connect.url).port;
    const ended = await ringonce(['worker', '--metrics-port', port], environment);

    expect(ended.stderr).toMatch(/Cannot listen on 127\.0\.0\.1:\d+ \(another process listens there\)/);
    expect(ended.exitCode).toBe(1);
  });
});
