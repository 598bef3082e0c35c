import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberOf, type ScenarioName } from '../../src/connect-simulator/index.js';
import type { Outcome } from '../../src/contract/index.js';
import { eventsOf } from '../support/history.js';
import { poll } from '../support/poll.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type World } from '../support/world.js';

/** Every contact event is lost; contacts live fast, and the shortest dial limit brings the first look soon. */
let world: World;
beforeAll(async () => {
  world = await startWorld({ timeScale: 1_000 });
  await world.startWorker();
});
afterAll(() => world[Symbol.asyncDispose]());

const campaign = {
  TrafficType: 'CAMPAIGN',
  RingTimeoutInSeconds: 15,
  AnswerMachineDetectionConfig: { EnableAnswerMachineDetection: true },
} as const;

describe('a call whose events are all lost ends, by looks alone, as', () => {
  it.concurrent.each<{ scenario: ScenarioName; outcome: Outcome; answeredBy?: string }>([
    { scenario: 'answered', outcome: 'ANSWERED', answeredBy: 'person' },
    { scenario: 'long-talk', outcome: 'ANSWERED', answeredBy: 'person' },
    { scenario: 'voicemail', outcome: 'NO_ANSWER' },
    { scenario: 'fax', outcome: 'INVALID_NUMBER', answeredBy: 'machine' },
    { scenario: 'amd-unresolved', outcome: 'ANSWERED', answeredBy: 'unknown' },
    { scenario: 'rings-out', outcome: 'NO_ANSWER' },
    { scenario: 'unreachable', outcome: 'NO_ANSWER' },
    { scenario: 'busy', outcome: 'BUSY' },
    { scenario: 'invalid-number', outcome: 'INVALID_NUMBER' },
    { scenario: 'blocked', outcome: 'BLOCKED' },
    { scenario: 'carrier-problem', outcome: 'FAILED' },
    { scenario: 'ends-without-reason', outcome: 'FAILED' },
    { scenario: 'new-reason', outcome: 'FAILED' },
  ])('$outcome: $scenario', async ({ scenario, outcome, answeredBy }) => {
    const request = aRequest({ ...campaign, DestinationPhoneNumber: numberOf(scenario) });
    const call = await world.ringonce.start(`looks-${scenario}`, request, { lookInterval: '1s' });

    const result = await call.result();

    const rings = world.connect.ledger({ clientToken: `looks-${scenario}` });
    expect(rings.map(({ ContactId }) => ContactId)).toEqual([result.ContactId]);
    expect(result.outcome).toBe(outcome);
    expect(result.answeredBy).toBe(answeredBy);
    expect(result).toMatchObject({ dialAttempts: 1, resent: false });
    expect((await eventsOf(world.ringonce, `looks-${scenario}`)).length).toBeLessThanOrEqual(21);
  });
});

it.concurrent('a call whose first answer was lost is asked for again, adopted and followed: one ring', async () => {
  const id = 'looks-resent';
  world.connect.inject({ operation: 'StartOutboundVoiceContact', kind: 'error-after', match: { ClientToken: id } });
  const request = aRequest({ ...campaign, DestinationPhoneNumber: numberOf('answered') });
  const call = await world.ringonce.start(id, request, { lookInterval: '1s' });

  const result = await call.result();

  const rings = world.connect.ledger({ clientToken: id });
  expect(rings.map(({ ContactId }) => ContactId)).toEqual([result.ContactId]);
  expect(result).toMatchObject({ outcome: 'ANSWERED', resent: true, dialAttempts: 2 });
});

/** A completion by ID proves nothing: whoever has the call's ID can send one, and a copied attribute made an intake send one. */
it.concurrent('the end of another contact, told to the call, is not its own: it goes on by looks alone', async () => {
  const id = 'looks-stranger';
  const request = aRequest({ ...campaign, DestinationPhoneNumber: numberOf('busy') });
  const call = await world.ringonce.start(id, request, { lookInterval: '1s' });
  const ContactId = await call.contactId();
  const told = { ContactId: 'somebody-elses-contact', disconnectReason: 'CUSTOMER_DISCONNECT' };
  const outcome = { workflowId: id, activityId: 'outcome' };
  await poll(
    () => world.ringonce.client.activity.complete(outcome, told),
    () => undefined,
  );

  expect(await call.result()).toMatchObject({ outcome: 'BUSY', ContactId });
  const { timeline } = await call.view();
  expect(timeline.map(({ what }) => what).join()).toContain('somebody-elses-contact');
});
