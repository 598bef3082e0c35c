import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberOf, type ScenarioName } from '../../src/connect-simulator/index.js';
import type { CallResult, Outcome } from '../../src/contract/index.js';
import { seeded } from '../contract/seeded.js';
import { eventsOf } from '../support/history.js';
import { aRequest } from '../support/requests.js';
import { startWorld, type ContactEventsIntake, type World } from '../support/world.js';

/** Time stands still until a test moves it, and no event goes out by itself: a test posts them as it likes. */
let world: World;
let intake: ContactEventsIntake;
beforeAll(async () => {
  world = await startWorld({ timeScale: 0 });
  await world.startWorker();
  intake = await world.startContactEvents();
  world.connect.configure({ events: { url: null } });
});
afterAll(() => world[Symbol.asyncDispose]());

const campaign = {
  TrafficType: 'CAMPAIGN',
  AnswerMachineDetectionConfig: { EnableAnswerMachineDetection: true },
} as const;

interface EventDocument {
  readonly time: string;
  readonly detail: { readonly eventType: string };
}

async function placed(workflowId: string, scenario: ScenarioName) {
  const request = aRequest({ ...campaign, DestinationPhoneNumber: numberOf(scenario) });
  const call = await world.ringonce.start(workflowId, request);
  // Not by the update `contactId`, which has events of its own.
  const [ring] = await world.connect.untilRings(1, { clientToken: workflowId });
  const ContactId = ring?.ContactId ?? '';
  await expect.poll(() => isWatched(workflowId)).toBe(true);
  return { call, ContactId, documents: world.connect.contactEvents(ContactId) as unknown as EventDocument[] };
}

/** Whether the call waits for its contact's end by now. */
async function isWatched(workflowId: string): Promise<boolean> {
  const { raw } = await world.ringonce.client.workflow.getHandle(workflowId).describe();
  return (
    raw.pendingActivities?.some(
      ({ activityId, lastStartedTime }) => activityId === 'outcome' && lastStartedTime != null,
    ) ?? false
  );
}

const stable = ({ outcome, answeredBy, disconnectReason, ringSeconds, talkSeconds }: CallResult) => ({
  outcome,
  answeredBy,
  disconnectReason,
  ringSeconds,
  talkSeconds,
});

/** By the table of scenarios in the local Connect's README, worked out by hand. */
const ends: Partial<Record<ScenarioName, ReturnType<typeof stable>>> = {
  answered: {
    outcome: 'ANSWERED',
    answeredBy: 'person',
    disconnectReason: 'CONTACT_FLOW_DISCONNECT',
    ringSeconds: 6,
    talkSeconds: 30,
  },
  voicemail: {
    outcome: 'VOICEMAIL',
    answeredBy: 'machine',
    disconnectReason: 'CONTACT_FLOW_DISCONNECT',
    ringSeconds: 22,
    talkSeconds: 25,
  },
  busy: {
    outcome: 'BUSY',
    answeredBy: undefined,
    disconnectReason: 'TELECOM_BUSY',
    ringSeconds: 3,
    talkSeconds: undefined,
  },
  'rings-out': {
    outcome: 'NO_ANSWER',
    answeredBy: undefined,
    disconnectReason: 'TELECOM_TIMEOUT',
    ringSeconds: 60,
    talkSeconds: undefined,
  },
};

let calls = 0;

it("any order, loss and repetition of a call's events gives the same outcome, as long as one tells of its end", async () => {
  const story = fc.record({
    scenario: fc.constantFrom(...(Object.keys(ends) as ScenarioName[])),
    // What is posted while it rings, while it is answered, and after its end: indexes into what has happened by then.
    early: fc.array(fc.nat(0), { maxLength: 3 }),
    middle: fc.array(fc.nat(1), { maxLength: 3 }),
    late: fc.array(fc.nat(3), { maxLength: 6 }),
    end: fc.constantFrom('DISCONNECTED', 'COMPLETED'),
    batch: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(story, async ({ scenario, early, middle, late, end, batch }) => {
      const workflowId = `any-order-${calls++}`;
      const { call, documents } = await placed(workflowId, scenario);
      const post = async (indexes: readonly number[], last: number) => {
        const events = indexes.flatMap((index) => documents[Math.min(index, last)] ?? []);
        if (batch && events.length > 0) await intake.post(events);
        else for (const event of events) await intake.post(event);
      };
      const isAnswered = documents.length === 4;
      await post(early, 0);
      world.connect.advance(25_000);
      await post(middle, isAnswered && scenario !== 'busy' ? 1 : 0);
      world.connect.advance(120_000);
      await post(late, documents.length - 1);
      const endEvent = documents.find(({ detail }) => detail.eventType === end);
      expect(await intake.post(endEvent ?? {})).toBe(200);

      expect(stable(await call.result())).toEqual(ends[scenario]);
      expect(world.connect.ledger({ clientToken: workflowId })).toHaveLength(1);
    }),
    { ...seeded(30), endOnFailure: true },
  );
});

it('an answered, tracked call has at most 21 events in its history', async () => {
  const { call, documents } = await placed('events-1', 'answered');
  await intake.post(documents.slice(0, 1));
  world.connect.advance(10_000);
  await intake.post(documents.slice(1, 2));
  world.connect.advance(60_000);
  await intake.post(documents);

  expect(await call.result()).toMatchObject({ outcome: 'ANSWERED', answeredBy: 'person' });
  const events = await eventsOf(world.ringonce, 'events-1');
  expect(events.length).toBeLessThanOrEqual(21);
  expect(events.filter((event) => event === 'workflowExecutionSignaled')).toEqual([]);
});

it('"connected since" shows in the view, and no event in the history', async () => {
  const { call, documents } = await placed('connected-1', 'long-talk');
  world.connect.advance(10_000);
  const before = await eventsOf(world.ringonce, 'connected-1');

  expect(await intake.post(documents[1] ?? {})).toBe(200);

  const ring = world.connect.ledger({ clientToken: 'connected-1' })[0];
  expect(await call.view()).toMatchObject({ phase: 'FOLLOWING', connectedAt: ring?.ringStartedAt });
  expect(await eventsOf(world.ringonce, 'connected-1')).toEqual(before);
  world.connect.advance(3_600_000);
  await intake.post(documents);
  expect(await call.result()).toMatchObject({ outcome: 'ANSWERED', talkSeconds: 3600 });
});

describe("a contact that is not the call's own", () => {
  it("another program's contact, linked to ours and so with a copy of our attribute, does not end the call", async () => {
    const { call, ContactId, documents } = await placed('linked-1', 'long-talk');
    const linked = await world.place(
      aRequest({ DestinationPhoneNumber: numberOf('busy'), RelatedContactId: ContactId }),
    );
    world.connect.advance(30_000);

    expect(await intake.post(world.connect.contactEvents(linked))).toBe(200);

    expect((await call.view()).phase).toBe('FOLLOWING');
    world.connect.advance(3_600_000);
    await intake.post(documents);
    expect(await call.result()).toMatchObject({ outcome: 'ANSWERED', ContactId });
  });
});

it("an event of the end that comes before the dial's answer is delivered again until the call can take it", async () => {
  const id = 'early-end-1';
  world.connect.inject({
    operation: 'StartOutboundVoiceContact',
    kind: 'slow',
    delayMs: 2_000,
    match: { ClientToken: id },
  });
  const call = await world.ringonce.start(id, aRequest({ DestinationPhoneNumber: numberOf('busy') }));
  const [ring] = await world.connect.untilRings(1, { clientToken: id });
  world.connect.advance(10_000);
  const documents = world.connect.contactEvents(ring?.ContactId ?? '') as unknown as EventDocument[];

  expect(await intake.post(documents)).toBe(503);

  await call.contactId();
  await expect.poll(() => intake.post(documents)).toBe(200);
  expect(await call.result()).toMatchObject({ outcome: 'BUSY' satisfies Outcome, ContactId: ring?.ContactId });
  expect(world.connect.requests({ clientToken: id })).toHaveLength(1);
});
