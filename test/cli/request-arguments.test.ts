import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { kebabCase, requestMembers } from '../../src/cli/aws/shapes.js';
import { requestOf, withRequestOptions } from '../../src/cli/request-arguments.js';
import { createRequestSchema } from '../../src/contract/index.js';
import { temporaryDirectory } from '../dev/fixtures.js';

const given = async (...args: string[]) => {
  const command = withRequestOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  return requestOf(command.parse(args, { from: 'user' }).opts());
};

describe('the options of start-outbound-voice-contact', () => {
  it('are all members of the request', () => {
    expect([...requestMembers].sort()).toEqual(Object.keys(createRequestSchema()._zod.def.shape).sort());
  });

  it.each([
    { args: ['--destination-phone-number', '+12065550100'], request: { DestinationPhoneNumber: '+12065550100' } },
    { args: ['--contact-flow-id', 'flow-1'], request: { ContactFlowId: 'flow-1' } },
    { args: ['--instance-id', 'instance-1'], request: { InstanceId: 'instance-1' } },
    { args: ['--source-phone-number=+12065550190'], request: { SourcePhoneNumber: '+12065550190' } },
    { args: ['--queue-id', 'queue-1'], request: { QueueId: 'queue-1' } },
    { args: ['--campaign-id', 'campaign-1'], request: { CampaignId: 'campaign-1' } },
    { args: ['--traffic-type', 'CAMPAIGN'], request: { TrafficType: 'CAMPAIGN' } },
    { args: ['--name', ''], request: { Name: '' } },
    { args: ['--description', '5'], request: { Description: '5' } },
    { args: ['--related-contact-id', 'contact-1'], request: { RelatedContactId: 'contact-1' } },
    { args: ['--ring-timeout-in-seconds', '30'], request: { RingTimeoutInSeconds: 30 } },
    { args: ['--ring-timeout-in-seconds', '-1'], request: { RingTimeoutInSeconds: -1 } },
    { args: ['--attributes', 'a=1,b="x, y"'], request: { Attributes: { a: '1', b: 'x, y' } } },
    { args: ['--attributes', '{"a": "1", "b": 2}'], request: { Attributes: { a: '1', b: 2 } } },
    { args: ['--attributes', 'a=true'], request: { Attributes: { a: 'true' } } },
    {
      args: ['--answer-machine-detection-config', 'EnableAnswerMachineDetection=true,AwaitAnswerMachinePrompt=False'],
      request: {
        AnswerMachineDetectionConfig: { EnableAnswerMachineDetection: true, AwaitAnswerMachinePrompt: false },
      },
    },
    {
      args: ['--answer-machine-detection-config', 'EnableAnswerMachineDetection=yes'],
      request: { AnswerMachineDetectionConfig: { EnableAnswerMachineDetection: 'yes' } },
    },
    {
      args: ['--references', '{"ticket": {"Type": "URL", "Value": "https://x.example/a?b=1"}}'],
      request: { References: { ticket: { Type: 'URL', Value: 'https://x.example/a?b=1' } } },
    },
    {
      args: ['--references', 'ticket={Type=URL,Value=https://x.example/a?b=1}'],
      request: { References: { ticket: { Type: 'URL', Value: 'https://x.example/a?b=1' } } },
    },
    {
      args: ['--cli-input-yaml', 'Name: yes\nAttributes: {a: "1"}\nRingTimeoutInSeconds: 30'],
      request: { Name: 'yes', Attributes: { a: '1' }, RingTimeoutInSeconds: 30 },
    },
    {
      args: ['--outbound-strategy', '{"Type": "AGENT_FIRST"}'],
      request: { OutboundStrategy: { Type: 'AGENT_FIRST' } },
    },
  ])('make $args the request', async ({ args, request }) => {
    expect(await given(...args)).toEqual({ request });
  });

  it('take the client token from the command line before the JSON, and merge nothing below the top', async () => {
    const json = JSON.stringify({ ClientToken: 'of-json', Attributes: { a: '1' }, InstanceId: 'instance-1' });

    expect(await given('--cli-input-json', json, '--client-token', 'order-4711', '--attributes', 'b=2')).toEqual({
      clientToken: 'order-4711',
      request: { ClientToken: 'order-4711', Attributes: { b: '2' }, InstanceId: 'instance-1' },
    });
    expect((await given('--cli-input-json', json)).clientToken).toBe('of-json');
  });

  it('leave wrong types of the JSON to the validation', async () => {
    expect(await given('--cli-input-json', '{"DestinationPhoneNumber": 12065550100, "ClientToken": 5}')).toEqual({
      request: { DestinationPhoneNumber: 12065550100, ClientToken: 5 },
    });
  });

  it('read files', async () => {
    await using directory = await temporaryDirectory();
    const json = await directory.write('request.json', '{"InstanceId": "instance-1"}');
    const shorthand = await directory.write('attributes.txt', 'a=1');

    const { request } = await given('--cli-input-json', `file://${json}`, '--attributes', `file://${shorthand}`);

    expect(request).toEqual({ InstanceId: 'instance-1', Attributes: { a: '1' } });
  });

  it.each([
    { why: 'a file that is missing', args: ['--name', 'file:///nowhere/name'], error: /--name: .*ENOENT/ },
    { why: 'bad JSON', args: ['--references', '{"+12065550100"'], error: /^--references: invalid JSON received$/ },
    {
      why: 'bad YAML',
      args: ['--cli-input-yaml', 'a: [+12065550100'],
      error: /^--cli-input-yaml: invalid YAML received$/,
    },
    {
      why: 'two documents',
      args: ['--cli-input-yaml', '{}', '--cli-input-json', '{}'],
      error: /: give one of them\.$/,
    },
    { why: 'bytes for text', args: ['--name', 'fileb://package.json'], error: /^--name: takes text\. Write file:\/\// },
    { why: 'a JSON list', args: ['--cli-input-json', '[]'], error: /^--cli-input-json: expected a JSON object/ },
    { why: 'a number in words', args: ['--ring-timeout-in-seconds', 'thirty'], error: /expected a whole number$/ },
    {
      why: 'bad shorthand',
      args: ['--attributes', '+12065550100'],
      error: /^--attributes: expected "=" at character 1 /,
    },
  ])('refuse $why without quoting it', async ({ args, error }) => {
    await expect(given(...args)).rejects.toThrow(error);
  });

  it.each([
    ['RingTimeoutInSeconds', 'ring-timeout-in-seconds'],
    ['AnswerMachineDetectionConfig', 'answer-machine-detection-config'],
    ['InstanceId', 'instance-id'],
  ])('spell %s as --%s', (member, option) => {
    expect(kebabCase(member)).toBe(option);
  });
});
