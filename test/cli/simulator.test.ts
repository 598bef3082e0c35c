import { StartOutboundVoiceContactCommand } from '@aws-sdk/client-connect';
import { expect, it } from 'vitest';
import { startReceiver } from '../connect-simulator/contact-events/event-receiver.js';
import { aRequest } from '../support/requests.js';
import { localConnectClient } from '../support/world.js';
import getPort from 'get-port';
import { ringonce, startRingonce } from './ringonce-process.js';

const secret = 'correct-horse-battery';

it('posts contact events where it is told to, with the secret that `ringonce events` asks for', async () => {
  await using receiver = await startReceiver();
  const port = String(await getPort());
  const args = ['simulator', '--port', port, '--events-url', receiver.url];
  await using simulator = startRingonce(args, { RINGONCE_EVENTS_SECRET: `${secret},the-next-one-in-line` });
  await simulator.untilPrinted('/_simulator/ledger');
  const client = localConnectClient({ url: `http://127.0.0.1:${port}` });
  const { ContactId } = await client.send(new StartOutboundVoiceContactCommand(aRequest()));
  client.destroy();

  const [first] = await receiver.until(1);

  expect(first).toMatchObject({
    headers: { 'x-ringonce-secret': secret },
    document: { detail: { contactId: ContactId, eventType: 'INITIATED' } },
  });
});

it('refuses a secret that `ringonce events` would refuse', async () => {
  const args = ['simulator', '--port', '0', '--events-url', 'http://127.0.0.1:1/contact-events'];

  const ended = await ringonce(args, { RINGONCE_EVENTS_SECRET: 'hunter2' });

  expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
  expect(ended.stderr).toMatch(/^error: RINGONCE_EVENTS_SECRET holds a secret that is shorter than 16/);
});
