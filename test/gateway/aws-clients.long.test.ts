import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StartOutboundVoiceContactCommand } from '@aws-sdk/client-connect';
import getPort from 'get-port';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/dev/project-root.js';
import { goClient, pythonWithClients } from '../../tools/for-tests/aws-clients.js';
import { awsSettings, startRingonce, temporalSettings, type RingonceProcess } from '../cli/ringonce-process.js';
import { aRequest } from '../support/requests.js';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.js';
import { startWorld, type World } from '../support/world.js';
import { callersKey, clientOf, firstRunEnded } from './gateway-world.js';

/**
 * AWS's own clients place calls through `ringonce gateway`, which they know by AWS_ENDPOINT_URL_CONNECT alone. The gateway, and the worker
 * too, are killed between the send and the answer.
 */
interface Placed {
  readonly ContactId?: string;
  readonly error?: string;
}

/** Places a call with a token; the environment says where. */
type Client = (token: string, url: string) => Promise<Placed>;

const python = await pythonWithClients();
const go = await goClient();
if (python === undefined) console.warn('Python is not installed: boto3 and the AWS CLI are not tried');
if (go === undefined) console.warn('Go is not installed: its SDK is not tried');

const clients: Readonly<Record<string, Client>> = {
  JavaScript: async (ClientToken, url) => {
    const command = new StartOutboundVoiceContactCommand({ ...aRequest(), ClientToken });
    return clientOf({ url })
      .send(command)
      .then(
        ({ ContactId = '' }) => ({ ContactId }),
        (error: unknown) => ({ error: (error as Error).name }),
      );
  },
  ...(python === undefined
    ? {}
    : {
        boto3: async (ClientToken, url) => {
          const script = join(projectRoot(), 'test', 'aws-clients', 'place.py');
          return toldBy(python, [script, JSON.stringify({ ...aRequest(), ClientToken })], url);
        },
        'the AWS CLI v1': async (ClientToken, url) => {
          const request = JSON.stringify({ ...aRequest(), ClientToken });
          const args = ['-m', 'awscli', 'connect', 'start-outbound-voice-contact', '--cli-input-json', request];
          return toldBy(python, args, url);
        },
      }),
  ...(go === undefined
    ? {}
    : { Go: async (ClientToken, url) => toldBy(go, [JSON.stringify({ ...aRequest(), ClientToken })], url) }),
};

async function toldBy(command: string, args: readonly string[], url: string): Promise<Placed> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_REGION: 'us-west-2',
    AWS_DEFAULT_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: callersKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: callersKey.secretAccessKey,
    AWS_ENDPOINT_URL_CONNECT: url,
  };
  return promisify(execFile)(command, args, { env }).then(
    ({ stdout }) => JSON.parse(stdout) as Placed,
    (failure: unknown) => {
      const { stderr = '' } = failure as { readonly stderr?: string };
      return { error: /\((\w+)\)/.exec(stderr)?.[1] ?? 'no answer' };
    },
  );
}

let world: World;
let worker: WorkerProcess;
let gateway: RingonceProcess;
let port: number;
let url: string;
beforeAll(async () => {
  world = await startWorld();
  port = await getPort();
  url = `http://127.0.0.1:${port}`;
  [worker, gateway] = await Promise.all([startWorkerProcess(world), startGatewayProcess()]);
});
afterEach(() => world.connect.clearFaults());
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await worker.kill();
  await world[Symbol.asyncDispose]();
});

async function startGatewayProcess(): Promise<RingonceProcess> {
  const options = JSON.stringify({ lines: 'unlimited', tracking: 'none' });
  const started = startRingonce(['gateway', '--port', String(port), '--patience', '8s', '--options', options], {
    ...awsSettings,
    ...temporalSettings(world.server),
    AWS_ENDPOINT_URL_CONNECT: world.connect.url,
    RINGONCE_GATEWAY_KEYS: `${callersKey.accessKeyId}:${callersKey.secretAccessKey}`,
  });
  await started.untilPrinted('"msg":"ready"');
  return started;
}

/** SIGKILL, then another one at the same address. */
async function restartGateway(): Promise<void> {
  await gateway[Symbol.asyncDispose]();
  gateway = await startGatewayProcess();
}

/** Amazon Connect places the call, and answers late. */
const answerLate = (ClientToken: string) =>
  world.connect.inject({
    operation: 'StartOutboundVoiceContact',
    kind: 'slow',
    delayMs: 3_000,
    match: { ClientToken },
  });

const rings = (clientToken: string) => world.connect.ledger({ clientToken });

describe.each(Object.entries(clients))('%s', (name, place) => {
  const token = (what: string) => `${what}-${name.replaceAll(' ', '-')}`;

  it('places a call, and finds it again under the same token', async () => {
    const answers = [await place(token('plain'), url), await place(token('plain'), url)];

    const [ring, ...others] = rings(token('plain'));
    expect(others).toEqual([]);
    expect(answers).toMatchObject([{ ContactId: ring?.ContactId }, { ContactId: ring?.ContactId }]);
  });

  it('is told of a refusal by the name that Amazon Connect gives it', async () => {
    const error = 'DestinationNotAllowedException';
    const match = { ClientToken: token('refused') };
    world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'error-before', error, match });

    expect(await place(token('refused'), url)).toMatchObject({ error });
  });

  it('has its call dialled anew by its own retry when the first was not dialled in time', async () => {
    const match = { ClientToken: token('late') };
    world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'throttle', times: 1_000, match });
    const placing = place(token('late'), url);
    await firstRunEnded(world, token('late'));
    world.connect.clearFaults();

    const { ContactId } = await placing;

    expect(rings(token('late'))).toMatchObject([{ ContactId }]);
  });

  it('finds its call after the gateway was killed between the send and the answer: one ring', async () => {
    answerLate(token('killed'));
    const first = place(token('killed'), url);
    await world.connect.untilRings(1, { clientToken: token('killed') });

    await restartGateway();
    const bridged = await first;
    const again = await place(token('killed'), url);

    const [ring, ...others] = rings(token('killed'));
    expect(others).toEqual([]);
    expect(again.ContactId).toBe(ring?.ContactId);
    // Who is patient enough has it from its own retries; the others have given up.
    expect([ring?.ContactId, undefined]).toContain(bridged.ContactId);
  });

  it('finds its call after gateway and worker were both killed: one ring', async () => {
    const match = { ClientToken: token('both') };
    world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'hang-after', match });
    const first = place(token('both'), url);
    await world.connect.untilRings(1, { clientToken: token('both') });

    await Promise.all([gateway[Symbol.asyncDispose](), worker.kill()]);
    [gateway, worker] = await Promise.all([startGatewayProcess(), startWorkerProcess(world)]);
    await first;
    const again = await place(token('both'), url);

    const [ring, ...others] = rings(token('both'));
    expect(others).toEqual([]);
    expect(again.ContactId).toBe(ring?.ContactId);
  });
});

it.runIf(go !== undefined)('the Go SDK’s input struct, used twice, carries its token: one call', async () => {
  const told = (await toldBy(go ?? '', [JSON.stringify(aRequest()), 'again'], url)) as Placed & {
    readonly ContactIds: readonly string[];
    readonly ClientToken: string;
  };

  expect(rings(told.ClientToken)).toHaveLength(1);
  expect(new Set(told.ContactIds)).toEqual(new Set([told.ContactId]));
});

it('are the versions that docs/gateway.md was measured with', () => {
  const pins = readFileSync(join(projectRoot(), 'test', 'aws-clients', 'requirements.txt'), 'utf8');

  expect(pins).toMatch(/^boto3==1\.44\./m);
  expect(pins).toMatch(/^awscli==1\.46\./m);
});
