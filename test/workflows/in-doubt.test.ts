import { afterAll, beforeAll, expect, it } from 'vitest';
import { numberOf } from '../../src/connect-simulator/index.js';
import { poll } from '../support/poll.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

/** The dial's answers are lost for good: only a contact event can bring the contact. Connect forgets a token when its call ends. */
let world: World;
beforeAll(async () => {
  world = await startWorld({ timeScale: 0, tokenAfterEnd: 'new-contact' });
  await world.startWorker();
  await world.startContactEvents();
  world.connect.configure({ events: { lossRate: 1 } });
});
afterAll(() => world[Symbol.asyncDispose]());

/** The shortest dial limit, so that what is bounded by it ends soon. */
const shortest = { TrafficType: 'CAMPAIGN', RingTimeoutInSeconds: 15 } as const;

async function inDoubt(id: string, scenario: Parameters<typeof numberOf>[0]) {
  const match = { ClientToken: id };
  world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'error-after', times: 50, match });
  const request = aRequest({ ...shortest, DestinationPhoneNumber: numberOf(scenario) });
  const call = await world.ringonce.start(id, request, { resendWindow: 0, lookInterval: '1s' });
  await poll(
    () => call.view(),
    ({ phase }) => expect(phase).toBe('IN_DOUBT'),
  );
  // An event can tell its activity nothing before a worker has started that.
  const hasStarted = async () => {
    const { raw } = await world.ringonce.client.workflow.getHandle(id).describe();
    return raw.pendingActivities?.some(
      ({ activityId, lastStartedTime }) => activityId === 'outcome' && lastStartedTime != null,
    );
  };
  await poll(hasStarted, (has) => expect(has).toBe(true));
  const ContactId = world.connect.ledger({ clientToken: id })[0]?.ContactId ?? '';
  return { call, ContactId, documents: world.connect.contactEvents(ContactId) };
}

function deliver(document: object | undefined): void {
  world.connect.configure({ events: { lossRate: 0 } });
  world.connect.emit(document ?? {});
  world.connect.configure({ events: { lossRate: 1 } });
}

it.concurrent('adopts the contact of which an event tells its end', async () => {
  const { call, ContactId, documents } = await inDoubt('doubt-end', 'busy');
  world.connect.advance(20_000);
  deliver(documents.at(-1));

  const result = await call.result();

  expect(result).toMatchObject({ outcome: 'BUSY', ContactId, disconnectReason: 'TELECOM_BUSY' });
  expect(result.reason).toContain('a contact event brought its contact');
  expect(await call.contactId()).toBe(ContactId);
  expect(world.connect.ledger({ clientToken: 'doubt-end' })).toHaveLength(1);
});

it.concurrent('adopts the contact of which an event tells its beginning, and follows it by looks', async () => {
  const { call, ContactId, documents } = await inDoubt('doubt-begin', 'answered-late');
  deliver(documents[0]);
  await poll(
    () => call.view(),
    (view) => expect(view.ContactId).toBe(ContactId),
  );
  world.connect.advance(20_000);

  expect(await call.result()).toMatchObject({ outcome: 'NO_ANSWER', ContactId });
  expect(world.connect.ledger({ clientToken: 'doubt-begin' })).toHaveLength(1);
});

it.concurrent('tells its ContactId as soon as an event has brought it, and not only when it has ended', async () => {
  const { call, ContactId, documents } = await inDoubt('doubt-asked', 'answered');
  deliver(documents[0]);

  expect(await call.contactId()).toBe(ContactId);

  expect((await call.view()).phase).toBe('IN_DOUBT');
  world.connect.advance(60_000);
  expect(await call.result()).toMatchObject({ ContactId });
});

it.concurrent('is UNKNOWN when no event comes within the dial limit, and says what to look for', async () => {
  const { call } = await inDoubt('doubt-silence', 'answered');

  const result = await call.result();

  expect(result).toMatchObject({ outcome: 'UNKNOWN' });
  expect(result.reason).toContain('no contact event has told of it');
  expect(result.ContactId).toBeUndefined();
  expect(world.connect.ledger({ clientToken: 'doubt-silence' })).toHaveLength(1);
  await expect(call.contactId()).rejects.toMatchObject({
    code: 'CALL_NOT_PLACED',
    message: expect.stringContaining('may have rung') as string,
  });
});
