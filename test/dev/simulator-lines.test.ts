import { DescribeContactCommand, StartOutboundVoiceContactCommand, StopContactCommand } from '@aws-sdk/client-connect';
import { expect, it } from 'vitest';
import { startSimulator } from '../../src/connect-simulator/index.js';
import { tellInLines } from '../../src/dev/simulator-lines.js';
import { aRequest } from '../support/requests.js';
import { localConnectClient } from '../support/world.js';

it('tells a ring below its request, which it stood above, and which contact is looked at and stopped, which nothing told', async () => {
  const lines: string[] = [];
  await using connect = await startSimulator(tellInLines((line) => lines.push(line)));
  const client = localConnectClient(connect);
  const { InstanceId } = aRequest();

  const request = aRequest({ ClientToken: 'order-4711' });
  const { ContactId } = await client.send(new StartOutboundVoiceContactCommand(request));
  await client.send(new DescribeContactCommand({ InstanceId, ContactId }));
  await client.send(new StopContactCommand({ InstanceId, ContactId }));
  client.destroy();

  expect(lines.map((line) => line.replace(/^[\d:.]{12} {2}/, ''))).toEqual([
    'request  StartOutboundVoiceContact  answers 200  order-4711',
    `RING     +1 206 ••• ••00  answered  ${ContactId}`,
    `request  DescribeContact  answers 200  ${ContactId}`,
    `request  StopContact  answers 200  ${ContactId}`,
  ]);
});
