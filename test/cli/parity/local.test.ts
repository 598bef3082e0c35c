import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgram, run } from '../../../src/cli/program.js';
import { requestOf } from '../../../src/cli/request-arguments.js';
import { filesFolder, parityFolder } from './recorded.js';

const operation = 'start-outbound-voice-contact';

/** A command line, and what AWS CLI 2.36.7 made of it by itself: the exit code, and the request that it would have sent. */
interface Local {
  readonly args: readonly string[];
  readonly exit: number;
  readonly body?: Readonly<Record<string, unknown>>;
}

const lines = readFileSync(join(parityFolder, 'local.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Local);

/** Stands for the request that most lines have. */
const base = [
  ...['--destination-phone-number', '+12065550100', '--contact-flow-id', 'f', '--instance-id', 'i'],
  ...['--source-phone-number', '+12065550190'],
];

/** What the service would refuse is refused here, and for a person that asks for help there is some. */
const differences: Readonly<Record<string, number>> = {
  'B --ring-timeout-in-seconds fileb://num.txt': 254,
  'B --cli-input-json {"ClientToken":""}': 254,
  'B --cli-input-json {"Name":"\\ud800"}': 254,
  'B --contact-flow-id ': 254,
  'B --attributes {"a":"\\u0000"}': 254,
  'B --attributes a.b=1': 254,
  '--name x help': 0,
};

const folder = process.cwd();
const printed = { stdout: '', stderr: '' };
beforeAll(() => process.chdir(filesFolder));
afterAll(() => process.chdir(folder));
beforeEach(() => {
  for (const name of ['stdout', 'stderr'] as const) {
    printed[name] = '';
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      printed[name] += String(text);
      return true;
    });
  }
  const env = {
    TEMPORAL_CONFIG_FILE: '/nonexistent/here-it-ends',
    AWS_CONFIG_FILE: 'aws-config',
    HOME: '/nonexistent',
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
});

describe('read and judged as by the AWS CLI', () => {
  it.each(lines.map((line) => [line.args.join(' '), line] as const))('%s', async (words, { args, exit, body }) => {
    const typed = args.flatMap((arg) => (arg === 'B' ? base : [arg]));

    const code = await run([operation, ...typed]);

    // A line that is right gets as far as Temporal's settings, of which there are none here.
    const goesOn = code === 253 && printed.stderr.includes('here-it-ends');
    expect(goesOn ? 0 : code, printed.stderr).toBe(differences[words] ?? exit);
    if (!goesOn || body === undefined) return;
    const { ClientToken, ...rest } = body;
    const token = ClientToken === '<uuid>' ? {} : { ClientToken };
    expect(await readBy(typed)).toEqual({ ...rest, ...token });
  });
});

async function readBy(args: readonly string[]): Promise<unknown> {
  const [command] = (await createProgram([operation])).commands;
  let request: unknown;
  command?.action(async (options: Readonly<Record<string, unknown>>) => {
    ({ request } = await requestOf(options));
  });
  await command?.parseAsync([...args], { from: 'user' });
  return request;
}

/** What a person does with it: takes it, fills it in, gives it back. */
describe('a skeleton', () => {
  it.each([
    { kind: 'input', option: '--cli-input-json' },
    { kind: 'yaml-input', option: '--cli-input-yaml' },
  ])('of $kind comes back as the request that it was filled in with', async ({ kind, option }) => {
    expect(await run([operation, '--generate-cli-skeleton', kind])).toBe(0);
    const skeleton = printed.stdout;
    // As it is, it is refused for what is empty in it, and places nothing.
    expect(await run([operation, option, skeleton])).toBe(252);

    const request = (await readBy([option, skeleton])) as Record<string, unknown>;

    expect(Object.keys(request)).toEqual([
      ...['Name', 'Description', 'References', 'RelatedContactId', 'DestinationPhoneNumber', 'ContactFlowId'],
      ...['InstanceId', 'ClientToken', 'SourcePhoneNumber', 'QueueId', 'Attributes', 'AnswerMachineDetectionConfig'],
      ...['CampaignId', 'TrafficType', 'OutboundStrategy', 'RingTimeoutInSeconds'],
    ]);
    expect(request).toMatchObject({
      DestinationPhoneNumber: '',
      Attributes: { KeyName: '' },
      References: { KeyName: { Value: '', Type: 'URL', Status: 'AVAILABLE', Arn: '', StatusReason: '' } },
      AnswerMachineDetectionConfig: { EnableAnswerMachineDetection: true, AwaitAnswerMachinePrompt: true },
      TrafficType: 'GENERAL',
      OutboundStrategy: {
        Type: 'AGENT_FIRST',
        Config: {
          AgentFirst: { Preview: { PostAcceptTimeoutConfig: { DurationInSeconds: 0 }, AllowedUserActions: ['CALL'] } },
        },
      },
      RingTimeoutInSeconds: 0,
    });
  });
});
