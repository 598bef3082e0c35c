import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseContactEvent, type ContactEvent } from '../../src/contact-events/contact-event.js';
import { seeded } from '../contract/seeded.js';
import { anEvent, contactId, instanceId, systemNumber } from './an-event.js';

const parsed = (change: Partial<ContactEvent> = {}) => ({
  is: 'contact-event',
  event: {
    type: 'DISCONNECTED',
    tells: 'ended',
    InstanceId: instanceId,
    ContactId: contactId,
    facts: { initiatedAt: '2026-03-02T17:00:00.000Z' },
    ...change,
  },
});

describe('parseContactEvent', () => {
  it.each([
    { type: 'INITIATED', tells: 'begun' },
    { type: 'CONNECTED_TO_SYSTEM', tells: 'connected' },
    { type: 'QUEUED', tells: 'connected' },
    { type: 'CONNECTED_TO_AGENT', tells: 'connected' },
    { type: 'DISCONNECTED', tells: 'ended' },
    { type: 'COMPLETED', tells: 'ended' },
  ] as const)('reads $type as $tells', ({ type, tells }) => {
    expect(parseContactEvent(anEvent({ eventType: type }))).toEqual(parsed({ type, tells }));
  });

  it('takes the facts along, in upper case and in UTC', () => {
    const detail = {
      connectedToSystemTimestamp: '2026-03-02T09:00:06-08:00',
      disconnectTimestamp: '2026-03-02T17:00:36.250Z',
      disconnectReason: 'Telecom_Busy',
      answeringMachineDetectionStatus: 'human_answered',
    };

    expect(parseContactEvent(anEvent({ detail }))).toEqual(
      parsed({
        facts: {
          initiatedAt: '2026-03-02T17:00:00.000Z',
          connectedAt: '2026-03-02T17:00:06.000Z',
          disconnectedAt: '2026-03-02T17:00:36.250Z',
          disconnectReason: 'TELECOM_BUSY',
          answeringMachineDetectionStatus: 'HUMAN_ANSWERED',
        },
      }),
    );
  });

  it.each([
    { what: 'the first moment of 1970', timestamp: '1970-01-01T00:00:00.001Z' },
    { what: 'a date that does not exist', timestamp: '2026-13-45T00:00:00Z' },
    { what: 'an instant without an offset', timestamp: '2026-03-02T17:00:00' },
    { what: 'words', timestamp: 'yesterday' },
    { what: 'a number', timestamp: 1 },
    { what: 'null', timestamp: null },
    { what: 'an object', timestamp: { seconds: 1 } },
  ])('knows no time from $what', ({ timestamp }) => {
    expect(parseContactEvent(anEvent({ detail: { initiationTimestamp: timestamp } }))).toEqual(parsed({ facts: {} }));
  });

  it.each([
    {
      what: 'PascalCase names',
      detail: { contactId: undefined, ContactId: contactId, channel: undefined, Channel: 'Voice' },
    },
    { what: 'an empty name before the full one', detail: { contactId: '', ContactId: contactId } },
    { what: 'the instance in resources only', detail: { instanceArn: undefined } },
    { what: 'the contact in resources only', detail: { contactId: undefined } },
    {
      what: "AWS's misspelt ARN",
      detail: { instanceArn: `arn:aws::connect:us-west-2:111122223333:instance/${instanceId}` },
      envelope: { resources: [] },
    },
    {
      what: 'no channel and no method: nothing says that it is none of ours',
      detail: { channel: null, initiationMethod: null },
    },
    { what: 'unknown members', detail: { newMember: { deep: [1] } }, envelope: { newMember: 1 } },
    {
      what: 'resources that are one ARN',
      detail: { instanceArn: null },
      envelope: { resources: `x:instance/${instanceId}` },
    },
  ])('reads an event with $what', ({ detail, envelope }) => {
    expect(parseContactEvent(anEvent({ detail, ...(envelope && { envelope }) }))).toEqual(parsed());
  });

  it.each([
    { what: 'another service', envelope: { source: 'aws.ec2' } },
    {
      what: 'another kind of event of Amazon Connect',
      envelope: { 'detail-type': 'Amazon Connect Contact Flow Event' },
    },
    { what: 'a chat', detail: { channel: 'CHAT' } },
    { what: 'an inbound call', detail: { initiationMethod: 'INBOUND' } },
    { what: 'a transfer', detail: { initiationMethod: 'Transfer' } },
    { what: 'a type that says nothing of a call', detail: { eventType: 'CONTACT_DATA_UPDATED' } },
    { what: 'a type of the future', detail: { eventType: 'TELEPORTED' } },
  ])('passes over $what', ({ detail, envelope }) => {
    const event = anEvent({ ...(detail && { detail }), ...(envelope && { envelope }) });

    expect(parseContactEvent(event)).toEqual({ is: 'of-no-call' });
  });

  it.each([
    { what: 'null', json: null, problem: 'it has no source' },
    { what: 'a string', json: 'DISCONNECTED', problem: 'it has no source' },
    { what: 'an array', json: [anEvent()], problem: 'it has no source' },
    { what: 'an SNS envelope', json: { Type: 'Notification', Message: '{}' }, problem: 'it has no source' },
    { what: 'no detail', json: anEvent({ envelope: { detail: 1 } }), problem: 'its detail has no eventType' },
    {
      what: 'no contact',
      json: anEvent({ detail: { contactId: null }, envelope: { resources: [] } }),
      problem: 'neither its contactId nor its resources name a contact',
    },
    {
      what: 'a phone number for a contact',
      json: anEvent({ detail: { contactId: systemNumber }, envelope: { resources: [] } }),
      problem: 'neither its contactId nor its resources name a contact',
    },
    {
      what: 'a contact whose ID is too long to be one',
      json: anEvent({ detail: { contactId: 'c'.repeat(257) }, envelope: { resources: [] } }),
      problem: 'neither its contactId nor its resources name a contact',
    },
    {
      what: 'a path for an instance',
      json: anEvent({ detail: { instanceArn: 'arn:aws:connect:x:1:instance/..' }, envelope: { resources: null } }),
      problem: 'neither its instanceArn nor its resources name an instance',
    },
  ])('says what is wrong with $what', ({ json, problem }) => {
    expect(parseContactEvent(json)).toEqual({ is: 'no-event', problem });
  });

  it('throws for no JSON whatsoever, inside an event or instead of one', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (envelope, detail) => {
        const inside = anEvent({ detail: Object(detail) as Record<string, unknown> });
        for (const json of [envelope, inside, { ...anEvent(), detail: envelope }, { ...anEvent(), resources: detail }])
          expect(['contact-event', 'of-no-call', 'no-event']).toContain(parseContactEvent(json).is);
      }),
      seeded(2000),
    );
  });

  it('reads an event the same in any case of its names and values', () => {
    const event = anEvent({
      detail: { disconnectReason: 'TELECOM_TIMEOUT', connectedToSystemTimestamp: '2026-03-02T17:00:06Z' },
    });
    fc.assert(
      fc.property(fc.infiniteStream(fc.boolean()), (flips) => {
        expect(parseContactEvent(inOtherCase(event, flips))).toEqual(parseContactEvent(event));
      }),
      seeded(500),
    );
  });
});

/** IDs keep theirs: they are compared by nobody, and Amazon Connect wants them as they are. */
function inOtherCase(json: unknown, flips: Iterator<boolean>): unknown {
  const flipped = (text: string): string =>
    text
      .split(/([0-9a-f]{8}-[0-9a-f-]{27})/)
      .map((part, index) =>
        index % 2 === 1
          ? part
          : Array.from(part, (c) => (flips.next().value === true ? c.toUpperCase() : c.toLowerCase())).join(''),
      )
      .join('');
  if (typeof json === 'string') return flipped(json);
  if (Array.isArray(json)) return json.map((member) => inOtherCase(member, flips));
  if (json === null || typeof json !== 'object') return json;
  return Object.fromEntries(Object.entries(json).map(([name, member]) => [flipped(name), inOtherCase(member, flips)]));
}
