import {
  ConnectClient,
  DescribeContactCommand,
  StartOutboundVoiceContactCommand,
  type Contact,
  type StartOutboundVoiceContactCommandInput,
  type StartOutboundVoiceContactCommandOutput,
} from '@aws-sdk/client-connect';

import type { Simulator } from '../../src/connect-simulator/index.js';

interface Caller extends Disposable {
  start(
    request: StartOutboundVoiceContactCommandInput,
    abortSignal?: AbortSignal,
  ): Promise<StartOutboundVoiceContactCommandOutput>;
  describe(contactId: string | undefined, instanceId?: string): Promise<Contact | undefined>;
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
    [Symbol.dispose]: () => client.destroy(),
  };
}
