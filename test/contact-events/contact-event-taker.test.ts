import { Client, Connection } from '@temporalio/client';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callIdAttribute } from '../../src/contract/index.js';
import { seeded } from '../contract/seeded.js';
import { systemNumber } from './an-event.js';
import { connectAnswering } from './connect-answering.js';
import { startEventsWorld, type EventsWorld, type PlacedContact } from './events-world.js';

let world: EventsWorld;
let callId: string;
let calls = 0;

beforeAll(async () => {
  world = await startEventsWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});
beforeEach(() => {
  callId = `order-${++calls}`;
  world.connect.reset();
});

const at = ({ atMs }: PlacedContact, seconds: number): string => new Date(atMs + seconds * 1000).toISOString();

/** Written from the scenario `answered` of the local Connect: answered after 6 s, ends 30 s later. */
const answeredEnd = (contact: PlacedContact) => ({
  ContactId: contact.ContactId,
  initiatedAt: at(contact, 0),
  connectedAt: at(contact, 6),
  disconnectedAt: at(contact, 36),
  disconnectReason: 'CONTACT_FLOW_DISCONNECT',
});

/** Of this test: the local Connect forgets between two. */
const looks = (): number => world.connect.requests({ operation: 'DescribeContact' }).length;

describe('the end of a contact', () => {
  it.each(['DISCONNECTED', 'COMPLETED'])('completes the outcome on %s, with one look', async (eventType) => {
    await world.startCall(callId);
    const contact = await world.place(callId);
    world.pass(40);

    const fate = await world.startTaker().tell(eventType, contact);

    expect(fate).toBe('taken');
    expect(await world.outcomeOf(callId)).toEqual(answeredEnd(contact));
    expect(looks()).toBe(1);
  });

  it('comes to the same whatever events there are, in any order, any number of times, to any process', async () => {
    const eventType = fc.constantFrom('INITIATED', 'CONNECTED_TO_SYSTEM', 'QUEUED', 'DISCONNECTED', 'COMPLETED');
    const delivery = fc.record({ eventType, process: fc.nat(1), withNext: fc.boolean() });
    const deliveries = fc.array(delivery, { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(deliveries, fc.constantFrom(0, 3), async (events, reasonLagSeconds) => {
        const id = `order-${++calls}`;
        world.connect.configure({ disconnectReasonLagMs: reasonLagSeconds * 1000 });
        await world.startCall(id);
        const contact = await world.place(id);
        world.pass(36);
        const processes = [0, 1].map(() => world.startTaker({ onWait: (ms) => world.pass(ms / 1000) }));

        const deliver = async (eventType: string, process: number): Promise<void> => {
          const fate = await processes[process]?.tell(eventType, contact);
          // As the outcome is told, the call goes on for a moment and waits for nothing.
          if (fate === 'again') await deliver(eventType, process);
          else expect(fate).toBe('taken');
        };
        const delivered: Promise<void>[] = [];
        for (const { eventType, process, withNext } of events) {
          delivered.push(deliver(eventType, process));
          if (!withNext) await delivered.at(-1);
        }
        await Promise.all(delivered);

        expect(await world.outcomeOf(id)).toEqual(answeredEnd(contact));
      }),
      { ...seeded(25), timeout: 20_000 },
    );
  });

  it('comes to the same when the events come as they happen', async () => {
    await world.startCall(callId);
    const contact = await world.place(callId);
    const { tell } = world.startTaker();

    await tell('INITIATED', contact);
    expect(await world.sightingOf(callId)).toEqual({ ContactId: contact.ContactId });
    world.pass(7);
    await tell('CONNECTED_TO_SYSTEM', contact);
    expect(await world.sightingOf(callId)).toEqual({ ContactId: contact.ContactId, connectedAt: at(contact, 6) });
    await tell('INITIATED', contact);
    expect(await world.sightingOf(callId)).toEqual({ ContactId: contact.ContactId, connectedAt: at(contact, 6) });
    world.pass(30);
    await tell('DISCONNECTED', contact);
    await tell('COMPLETED', contact);

    expect(await world.outcomeOf(callId)).toEqual(answeredEnd(contact));
  });

  it("is to be delivered again before the dial's answer, and then completes the outcome", async () => {
    await world.startCall(callId, { dial: 'under-way' });
    const contact = await world.place(callId);
    world.pass(40);
    const { tell } = world.startTaker();

    expect(await tell('DISCONNECTED', contact)).toBe('again');
    await world.answerDial(callId);
    expect(await tell('DISCONNECTED', contact)).toBe('taken');

    expect(await world.outcomeOf(callId)).toEqual(answeredEnd(contact));
  });

  it('completes an outcome that waits for its next look', async () => {
    await world.startCall(callId, { outcome: 'backing-off' });
    const contact = await world.place(callId);
    const { tell } = world.startTaker();
    world.pass(7);

    expect(await tell('CONNECTED_TO_SYSTEM', contact)).toBe('taken');
    world.pass(40);
    expect(await tell('DISCONNECTED', contact)).toBe('taken');

    expect(await world.outcomeOf(callId)).toEqual(answeredEnd(contact));
  });

  it('changes nothing once the outcome is known', async () => {
    await world.startCall(callId);
    const contact = await world.place(callId);
    world.pass(40);
    await world.startTaker().tell('DISCONNECTED', contact);
    const outcome = await world.outcomeOf(callId);

    const another = world.startTaker();
    expect(await another.tell('DISCONNECTED', contact, { disconnectReason: 'TELECOM_BUSY' })).toBe('taken');

    expect(await world.outcomeOf(callId)).toEqual(outcome);
    expect(another.logLines.join('')).toContain('outcome known before');
  });

  it('is done with when no such call is known', async () => {
    const contact = await world.place('forgotten-long-ago');
    world.pass(40);

    expect(await world.startTaker().tell('DISCONNECTED', contact)).toBe('taken');
  });

  it('waits for a reason that comes late', async () => {
    world.connect.configure({ disconnectReasonLagMs: 5_000 });
    await world.startCall(callId);
    const contact = await world.place(callId);
    world.pass(36);
    const waits: number[] = [];
    const { tell } = world.startTaker({
      onWait: (ms) => {
        waits.push(ms);
        world.pass(ms / 1000);
      },
    });

    await tell('DISCONNECTED', contact, { disconnectReason: 'OTHER' });

    expect(await world.outcomeOf(callId)).toEqual(answeredEnd(contact));
    expect(waits).toEqual([2_000, 2_000, 2_000]);
  });

  it('takes from the event what Amazon Connect lacks in the end: a reason', async () => {
    world.connect.configure({ disconnectReasonLagMs: 3_600_000 });
    await world.startCall(callId);
    const contact = await world.place(callId);
    world.pass(40);
    const facts = {
      initiationTimestamp: '2020-01-01T00:00:00Z',
      connectedToSystemTimestamp: '2020-01-01T00:00:00Z',
      disconnectTimestamp: at(contact, 99),
      disconnectReason: 'customer_disconnect',
      answeringMachineDetectionStatus: 'HUMAN_ANSWERED',
    };

    expect(await world.startTaker().tell('DISCONNECTED', contact, facts)).toBe('taken');

    expect(await world.outcomeOf(callId)).toEqual({
      ...answeredEnd(contact),
      disconnectedAt: at(contact, 36),
      disconnectReason: 'CUSTOMER_DISCONNECT',
      answeringMachineDetectionStatus: 'HUMAN_ANSWERED',
    });
    expect(looks()).toBe(5);
  });

  /** A hand-made DISCONNECTED closed a call whose contact was still ringing, and later talked. */
  it('does not end a contact that Amazon Connect says is alive, whatever an event says: again, until it has ended', async () => {
    await world.startCall(callId);
    const contact = await world.place(callId);
    world.pass(10);
    const facts = { disconnectTimestamp: at(contact, 9), disconnectReason: 'CUSTOMER_DISCONNECT' };

    expect(await world.startTaker().tell('DISCONNECTED', contact, facts)).toBe('again');

    world.pass(60);
    expect(await world.startTaker().tell('DISCONNECTED', contact, facts)).toBe('taken');
    expect(await world.outcomeOf(callId)).toEqual(answeredEnd(contact));
  });

  it('ends without a reason where there is none', async () => {
    await world.startCall(callId);
    const contact = await world.place(callId, { DestinationPhoneNumber: '+12065550134' });
    world.pass(40);

    await world.startTaker().tell('COMPLETED', contact);

    expect(await world.outcomeOf(callId)).toEqual({
      ContactId: contact.ContactId,
      initiatedAt: at(contact, 0),
      disconnectedAt: at(contact, 5),
    });
  });
});

describe('sightings', () => {
  it('are told once for the contact and once for the connection, however many events there are', async () => {
    await world.startCall(callId);
    const contact = await world.place(callId);
    const { tell } = world.startTaker();

    await tell('INITIATED', contact);
    await tell('INITIATED', contact);
    expect(looks()).toBe(1);
    world.pass(7);
    for (const eventType of ['CONNECTED_TO_SYSTEM', 'QUEUED', 'CONNECTED_TO_AGENT', 'INITIATED'])
      expect(await tell(eventType, contact)).toBe('taken');

    expect(looks()).toBe(2);
    expect(await world.sightingOf(callId)).toEqual({ ContactId: contact.ContactId, connectedAt: at(contact, 6) });
  });

  it('make no history event', async () => {
    await world.startCall(callId);
    const contact = await world.place(callId);
    const { tell } = world.startTaker();
    const events = async () => (await world.client.workflow.getHandle(callId).fetchHistory()).events?.length;
    const before = await events();

    await tell('INITIATED', contact);
    world.pass(7);
    await tell('CONNECTED_TO_SYSTEM', contact);

    expect(await events()).toBe(before);
  });

  it("take the connection's time from the event when Amazon Connect lags", async () => {
    await world.startCall(callId);
    const contact = await world.place(callId);

    await world.startTaker().tell('QUEUED', contact, { connectedToSystemTimestamp: at(contact, 2) });

    expect(await world.sightingOf(callId)).toEqual({ ContactId: contact.ContactId, connectedAt: at(contact, 2) });
  });

  it.each([
    { where: 'before the dial is answered', following: { dial: 'under-way' } },
    { where: 'while the next look is waited for', following: { outcome: 'backing-off' } },
  ] as const)('may go unheard $where', async ({ following }) => {
    await world.startCall(callId, following);
    const contact = await world.place(callId);
    world.pass(7);

    expect(await world.startTaker().tell('CONNECTED_TO_SYSTEM', contact)).toBe('taken');
  });

  it('come again when many others wait to be looked at, and alarm nobody', async () => {
    await world.startCall(callId);
    const contact = await world.place(callId);
    const [first, ...others] = await Promise.all(Array.from({ length: 11 }, () => world.place(undefined)));
    // So slow that nobody else has a turn while this test looks on.
    const ending = new AbortController();
    const { tell, logLines } = world.startTaker({ queriesPerSecond: 1 / 600, abort: ending.signal });
    world.pass(7);
    if (first !== undefined) await tell('CONNECTED_TO_SYSTEM', first);
    const sightings = others.map((other) => tell('CONNECTED_TO_SYSTEM', other));

    expect(await tell('CONNECTED_TO_SYSTEM', contact)).toBe('again');
    ending.abort();
    await Promise.allSettled(sightings);
    expect(await world.startTaker().tell('CONNECTED_TO_SYSTEM', contact)).toBe('taken');

    expect(await world.sightingOf(callId)).toEqual({ ContactId: contact.ContactId, connectedAt: at(contact, 6) });
    expect(logLines.join('')).toMatch(/"level":20.*"error":"LOOKS_BUSY"/);
    expect(logLines.join('')).not.toMatch(/"level":[3456]0.*LOOKS_BUSY/);
  });

  it('of a contact that is not known yet are let go', async () => {
    world.connect.configure({ describeLagMs: 60_000 });
    const contact = await world.place(callId);
    const { tell } = world.startTaker();

    expect(await tell('INITIATED', contact)).toBe('ignored');
    expect(await tell('DISCONNECTED', contact)).toBe('again');
  });
});

describe('contacts of others', () => {
  it('cost one look each, and none once known', async () => {
    const contact = await world.place(undefined);
    const { tell } = world.startTaker();

    const fates = await Promise.all([tell('INITIATED', contact), tell('CONNECTED_TO_SYSTEM', contact)]);
    fates.push(await tell('DISCONNECTED', contact));

    expect(fates).toEqual(['ignored', 'ignored', 'ignored']);
    expect(looks()).toBe(1);
  });

  it('cost no request when the event itself says so', async () => {
    const contact = await world.place(undefined);
    const { tell } = world.startTaker();

    for (const detail of [{ channel: 'CHAT' }, { initiationMethod: 'INBOUND' }, { eventType: 'PAUSED' }])
      expect(await tell('DISCONNECTED', contact, detail)).toBe('ignored');

    expect(looks()).toBe(0);
  });

  it("do not end a call as whose contact's relative they were started, for all they have its attribute", async () => {
    await world.startCall(callId);
    const contact = await world.place(callId);
    const relative = await world.place(undefined, {
      RelatedContactId: contact.ContactId,
      DestinationPhoneNumber: '+12065550130',
    });
    world.pass(10);
    const { tell } = world.startTaker();

    expect(await tell('DISCONNECTED', relative)).toBe('ignored');
    world.pass(30);
    await tell('DISCONNECTED', contact);

    expect(await world.outcomeOf(callId)).toEqual(answeredEnd(contact));
  });

  it('are not confused with a call that was started as related to another', async () => {
    const other = await world.place('some-other-call');
    await world.startCall(callId);
    const contact = await world.place(callId, { RelatedContactId: other.ContactId });
    world.pass(40);

    await world.startTaker().tell('DISCONNECTED', contact);

    expect(await world.outcomeOf(callId)).toEqual(answeredEnd(contact));
  });

  it.each([
    {
      what: 'a transfer',
      members: { InitiationMethod: 'TRANSFER', InitialContactId: 'c-0', PreviousContactId: 'c-0' },
    },
    { what: 'a queue transfer', members: { InitiationMethod: 'QUEUE_TRANSFER', PreviousContactId: 'c-0' } },
    { what: 'a later leg', members: { InitiationMethod: 'API', InitialContactId: 'c-0' } },
    { what: 'what follows a disconnect', members: { InitiationMethod: 'DISCONNECT' } },
  ])('do not end a call: $what with its attribute', async ({ members }) => {
    await world.startCall(callId);
    await using connect = await connectAnswering({
      ...members,
      Attributes: { [callIdAttribute]: callId },
      DisconnectTimestamp: 1_772_470_836,
      DisconnectReason: 'CUSTOMER_DISCONNECT',
    });

    // The event pretends to be the call's.
    expect(await world.startTaker({ connect }).tell('DISCONNECTED', { ContactId: 'c-1' })).toBe('ignored');

    const { status } = await world.client.workflow.getHandle(callId).describe();
    expect(status.name).toBe('RUNNING');
  });
});

describe('trouble', () => {
  it.each([
    { trouble: 'a throttle', fault: { kind: 'throttle' }, says: /"error":"ThrottlingException","status":429/ },
    { trouble: 'HTTP 500', fault: { kind: 'error-before' }, says: /"error":"InternalServiceException","status":500/ },
    { trouble: 'a reset', fault: { kind: 'reset-before' }, says: /"error":"ECONNRESET"/ },
    {
      trouble: 'a denial',
      fault: { kind: 'error-before', error: 'AccessDeniedException', status: 403 },
      says: /"level":50.*allow connect:DescribeContact on the contacts of the instance/,
    },
  ] as const)('$trouble has the event delivered again, and nothing is lost', async ({ fault, says }) => {
    await world.startCall(callId);
    const contact = await world.place(callId);
    world.pass(40);
    world.connect.inject({ operation: 'DescribeContact', times: 1, ...fault });
    const { tell, logLines } = world.startTaker();

    expect(await tell('DISCONNECTED', contact)).toBe('again');
    expect(logLines.join('')).toMatch(says);
    expect(await tell('DISCONNECTED', contact)).toBe('taken');

    expect(await world.outcomeOf(callId)).toEqual(answeredEnd(contact));
    expect(logLines.join('')).not.toContain(systemNumber);
  });

  it('with Temporal has the event delivered again', async () => {
    const contact = await world.place(callId);
    world.pass(40);
    const connection = Connection.lazy({ address: '127.0.0.1:1', interceptors: [] });
    const { tell, logLines } = world.startTaker({ client: new Client({ connection }) });

    expect(await tell('DISCONNECTED', contact)).toBe('again');
    expect(logLines.join('')).toMatch(/"error":"ActivityCompletionError"/);
    await connection.close();
  });
});

it('looks at most so often a second', async () => {
  const { tell } = world.startTaker({ queriesPerSecond: 20 });
  const contacts = await Promise.all(Array.from({ length: 11 }, () => world.place(undefined)));

  const startedAtMs = performance.now();
  await Promise.all(contacts.map((contact) => tell('INITIATED', contact)));

  // The first at once, then one every 50 ms; timers may be a little early.
  expect(performance.now() - startedAtMs).toBeGreaterThan(10 * 50 - 20);
});
