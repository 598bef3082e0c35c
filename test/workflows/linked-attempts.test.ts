import { DescribeContactCommand } from '@aws-sdk/client-connect';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { numberOf } from '../../src/connect-simulator/index.js';
import type { FollowUpPlan, StartOutboundVoiceContactRequest } from '../../src/client/index.js';
import { aRequest } from '../support/requests.js';
import { localConnectClient, startWorld, type ContactEventsIntake, type World } from '../support/world.js';

/**
 * Amazon Connect copies the attributes of a related contact, the call's ID among them. Looks are far apart here: an attempt ends in time
 * only if its contact events reach it.
 */
let world: World;
let intake: ContactEventsIntake;
beforeAll(async () => {
  world = await startWorld({ timeScale: 0 });
  await world.startWorker();
  intake = await world.startContactEvents();
});
afterAll(() => world[Symbol.asyncDispose]());

const eventsAlone: FollowUpPlan = {
  linkAttempts: true,
  onOutcome: { BUSY: { wait: ['1s'] }, NO_ANSWER: { wait: ['1s'] }, UNKNOWN: { wait: ['1s'] } },
  call: { lookInterval: '1 hour' },
};

const contactOf = (attempt: string): string => world.connect.ledger({ clientToken: attempt })[0]?.ContactId ?? '';

async function start(id: string, plan: FollowUpPlan = {}, change: Partial<StartOutboundVoiceContactRequest> = {}) {
  const DestinationPhoneNumber = numberOf('busy-then-no-answer-then-answered');
  return world.ringonce.followUp(id, aRequest({ DestinationPhoneNumber, ...change }), { ...eventsAlone, ...plan });
}

async function untilFollowed(attempt: string): Promise<void> {
  await world.connect.untilRings(1, { clientToken: attempt });
  await expect.poll(async () => (await world.ringonce.call(attempt).view()).phase).toBe('FOLLOWING');
}

async function described(ContactId: string) {
  const { Contact } = await localConnectClient(world.connect).send(
    new DescribeContactCommand({ InstanceId: aRequest().InstanceId, ContactId }),
  );
  return { related: Contact?.RelatedContactId, attributes: Contact?.Attributes };
}

it('each attempt is linked to the one before, carries its own ID, and gets its own events', async () => {
  const followUp = await start(
    'linked',
    {},
    { Attributes: { order: '4711' }, RelatedContactId: 'contact-of-an-email' },
  );
  await untilFollowed('linked.1');
  world.connect.advance(5_000);
  await untilFollowed('linked.2');

  // The first contact's events come once more, while the phone rings for the second time.
  for (const event of world.connect.contactEvents(contactOf('linked.1'))) expect(await intake.post(event)).toBe(200);
  expect((await world.ringonce.client.workflow.getHandle('linked.2').describe()).status.name).toBe('RUNNING');
  world.connect.advance(61_000);
  await untilFollowed('linked.3');
  for (const event of world.connect.contactEvents(contactOf('linked.2'))) expect(await intake.post(event)).toBe(200);
  expect((await world.ringonce.client.workflow.getHandle('linked.3').describe()).status.name).toBe('RUNNING');
  world.connect.advance(60_000);

  expect((await followUp.result()).attempts).toMatchObject([
    { outcome: 'BUSY', ContactId: contactOf('linked.1') },
    { outcome: 'NO_ANSWER', ContactId: contactOf('linked.2') },
    { outcome: 'ANSWERED', ContactId: contactOf('linked.3') },
  ]);
  const contacts = await Promise.all([1, 2, 3].map((attempt) => described(contactOf(`linked.${attempt}`))));
  expect(contacts).toEqual([
    { related: 'contact-of-an-email', attributes: { order: '4711', 'ringonce-call-id': 'linked.1' } },
    { related: contactOf('linked.1'), attributes: { order: '4711', 'ringonce-call-id': 'linked.2' } },
    { related: contactOf('linked.2'), attributes: { order: '4711', 'ringonce-call-id': 'linked.3' } },
  ]);
});

it('without linkAttempts every attempt is related to what the request says', async () => {
  const DestinationPhoneNumber = numberOf('busy');
  const change = { DestinationPhoneNumber, RelatedContactId: 'contact-of-an-email' };
  const followUp = await start('unlinked', { linkAttempts: false, maxAttempts: 2 }, change);
  for (const attempt of ['unlinked.1', 'unlinked.2']) {
    await untilFollowed(attempt);
    world.connect.advance(5_000);
  }
  await followUp.result();

  for (const attempt of ['unlinked.1', 'unlinked.2'])
    expect(await described(contactOf(attempt))).toMatchObject({ related: 'contact-of-an-email' });
});

it('after an attempt whose contact is not known it is linked to the last one that is', async () => {
  const DestinationPhoneNumber = numberOf('busy');
  const followUp = await start('gap', { maxAttempts: 3 }, { DestinationPhoneNumber });
  await untilFollowed('gap.1');
  world.connect.advance(5_000);
  await untilFollowed('gap.2');
  await world.ringonce.client.workflow.getHandle('gap.2').terminate('an operator');
  await untilFollowed('gap.3');
  world.connect.advance(5_000);

  expect((await followUp.result()).attempts).toMatchObject([{}, { outcome: 'UNKNOWN' }, { outcome: 'BUSY' }]);
  expect(await described(contactOf('gap.3'))).toMatchObject({ related: contactOf('gap.1') });
});
