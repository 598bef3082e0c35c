import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pythonWithClients } from '../../../tools/for-tests/aws-clients.js';
import { startWorld, type World } from '../../support/world.js';
import { awsSettings, startRingonce, temporalSettings } from '../ringonce-process.js';
import { filesFolder } from './recorded.js';

const python = await pythonWithClients();
if (python === undefined) console.warn('Python is not installed: the AWS CLI v1 is not run beside the command');

const everyday = [
  ...['--destination-phone-number', '+12065550100', '--source-phone-number', '+12065550190'],
  ...['--contact-flow-id', '7d2f4a1c-9b3e-4c58-8f61-2a5d0e9c4b17'],
  ...['--instance-id', 'c1a9e6b4-52d8-4f0b-9c7e-83b6d1f2a540'],
];

/** Command lines of scripts, less what each has. */
const placed: readonly (readonly string[])[] = [
  [],
  ['--attributes', 'order=4711,language=en'],
  ['--attributes', `a='single, comma',b="say \\"hi\\""`],
  ['--attributes', '{"a": "1", "__proto__": "x"}'],
  ['--attributes', `file://${filesFolder}/attr.json`],
  ['--references', 'ticket={Type=URL,Value=https://x.example/1}'],
  ['--name', `file://${filesFolder}/name.txt`, '--description', 'A call about order 4711'],
  ['--traffic-type', 'CAMPAIGN', '--answer-machine-detection-config', 'EnableAnswerMachineDetection=true'],
  ['--cli-input-json', '{"Name": "of the document", "Attributes": {"a": "1"}}', '--attributes', 'b=2'],
  ['--query', 'ContactId', '--output', 'text', '--region', 'us-west-2', '--no-paginate'],
];

const refused: readonly (readonly string[])[] = [
  ['--attributes', 'order'],
  ['--traffic-type', 'NONE'],
  ['--ring-timeout-in-seconds', 'soon'],
  ['--no-such-option', 'x'],
];

let world: World;
beforeAll(async () => {
  world = await startWorld({ keepBodies: true, timeScale: 1000 });
  await world.startWorker();
  await world.startContactEvents();
});
afterAll(() => world[Symbol.asyncDispose]());

interface Ran {
  readonly hasFailed: boolean;
  readonly stdout: string;
}

async function awsCli(args: readonly string[]): Promise<Ran> {
  const env = {
    ...{ PATH: process.env['PATH'], HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', AWS_MAX_ATTEMPTS: '1' },
    ...{ ...awsSettings, AWS_DEFAULT_REGION: awsSettings['AWS_REGION'], AWS_ENDPOINT_URL_CONNECT: world.connect.url },
  };
  return promisify(execFile)(python ?? '', ['-m', 'awscli', 'connect', ...args], { env }).then(
    ({ stdout }) => ({ hasFailed: false, stdout }),
    () => ({ hasFailed: true, stdout: '' }),
  );
}

async function ours(args: readonly string[]): Promise<Ran> {
  await using ringonce = startRingonce(args, temporalSettings(world.server));
  const { exitCode, stdout } = await ringonce.ended;
  return { hasFailed: exitCode !== 0, stdout };
}

/** What has arrived under a token, without the token and our own attribute. */
function arrived(token: string): unknown {
  const [request, ...more] = world.connect.requests().filter(({ clientToken }) => clientToken === token);
  expect(more).toEqual([]);
  const body = JSON.parse(request?.body ?? '') as Record<string, unknown>;
  const attributes = Object.entries(body['Attributes'] ?? {}).filter(([key]) => key !== 'ringonce-call-id');
  return { ...body, ClientToken: undefined, Attributes: attributes };
}

const uuid = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/;

describe.skipIf(python === undefined)('live beside the AWS CLI v1', () => {
  it.each(placed.map((args, n) => [args.join(' ') || 'no more', n, args] as const))(
    'the same request and the same answer: %s',
    async (_, n, args) => {
      const line = (token: string) => ['start-outbound-voice-contact', ...everyday, '--client-token', token, ...args];

      const [aws, own] = await Promise.all([awsCli(line(`aws-${n}`)), ours(line(`own-${n}`))]);

      expect([aws.hasFailed, own.hasFailed]).toEqual([false, false]);
      expect(arrived(`own-${n}`)).toEqual(arrived(`aws-${n}`));
      expect(own.stdout.replace(uuid, 'an ID')).toBe(aws.stdout.replace(uuid, 'an ID'));
    },
  );

  it.each(refused.map((args) => [args.join(' '), args] as const))('refused by both: %s', async (_, args) => {
    const before = world.connect.requests().filter(({ status }) => status === 200).length;
    const line = ['start-outbound-voice-contact', ...everyday, ...args];

    const [aws, own] = await Promise.all([awsCli(line), ours(line)]);

    expect([aws.hasFailed, own.hasFailed]).toEqual([true, true]);
    expect(world.connect.requests().filter(({ status }) => status === 200)).toHaveLength(before);
  });
});
