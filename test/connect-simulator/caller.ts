import {
  ConnectClient,
  DescribeContactCommand,
  GetContactAttributesCommand,
  StartOutboundVoiceContactCommand,
  StopContactCommand,
  UpdateContactAttributesCommand,
  type Contact,
  type StartOutboundVoiceContactCommandInput,
  type StartOutboundVoiceContactCommandOutput,
  type StopContactCommandInput,
} from '@aws-sdk/client-connect';
import type { Simulator } from '../../src/connect-simulator/index.js';

interface Caller extends Disposable {
  start(
    request: StartOutboundVoiceContactCommandInput,
    abortSignal?: AbortSignal,
  ): Promise<StartOutboundVoiceContactCommandOutput>;
  describe(contactId: string | undefined, instanceId?: string): Promise<Contact | undefined>;
  /** The answer without what the SDK adds to it. */
  stop(contactId: string | undefined, change?: Partial<StopContactCommandInput>): Promise<object>;
  attributes(contactId: string | undefined, instanceId?: string): Promise<Record<string, string> | undefined>;
  update(contactId: string | undefined, attributes: Record<string, string>): Promise<object>;
}

/** AWS's own client, which tries once and hides nothing. */
export function aCaller({ url }: Simulator, maxAttempts = 1): Caller {
  const client = new ConnectClient({
    endpoint: url,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'example', secretAccessKey: 'example' },
    maxAttempts,
  });
  return {
    start: (request, abortSignal) =>
      client.send(new StartOutboundVoiceContactCommand(request), abortSignal && { abortSignal }),
    describe: async (ContactId, InstanceId = 'instance-1') =>
      (await client.send(new DescribeContactCommand({ InstanceId, ContactId }))).Contact,
    stop: async (ContactId, change = {}) =>
      withoutMetadata(await client.send(new StopContactCommand({ InstanceId: 'instance-1', ContactId, ...change }))),
    attributes: async (InitialContactId, InstanceId = 'instance-1') =>
      (await client.send(new GetContactAttributesCommand({ InstanceId, InitialContactId }))).Attributes,
    update: async (InitialContactId, Attributes) =>
      withoutMetadata(
        await client.send(
          new UpdateContactAttributesCommand({ InstanceId: 'instance-1', InitialContactId, Attributes }),
        ),
      ),
    [Symbol.dispose]: () => client.destroy(),
  };
}

function withoutMetadata(output: object): object {
  return Object.fromEntries(Object.entries(output).filter(([name]) => name !== '$metadata'));
}
