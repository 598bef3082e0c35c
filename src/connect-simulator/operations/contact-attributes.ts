import type { Contact } from '../contacts/contact.js';
import type { Contacts } from '../contacts/contacts.js';
import { attributesShape, refuseAttributesTooLarge } from '../contacts/outbound-voice-request.js';
import { instanceId } from '../contacts/instance-id.js';
import { connectError } from '../errors.js';
import { readRequest, string, structure } from '../rest-json.js';
import type { Operation } from './operation.js';

const contactOfCall = {
  InstanceId: instanceId,
  InitialContactId: string({ min: 1, max: 256 }),
};
const getContactAttributesRequest = structure(contactOfCall);
const updateContactAttributesRequest = structure({ ...contactOfCall, Attributes: attributesShape });

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_GetContactAttributes.html */
export const getContactAttributes: Operation = {
  name: 'GetContactAttributes',
  method: 'GET',
  path: '/contact/attributes/:InstanceId/:InitialContactId',
  throttledAs: 'TooManyRequestsException',
  run(input, { contacts }) {
    return { Attributes: initialContact(contacts, readRequest(getContactAttributesRequest, input)).attributes };
  },
};

/**
 * "You can create or update user-defined contact attributes", during a call and after it. An empty value clears its attribute.
 * @see https://docs.aws.amazon.com/connect/latest/APIReference/API_UpdateContactAttributes.html
 */
export const updateContactAttributes: Operation = {
  name: 'UpdateContactAttributes',
  method: 'POST',
  path: '/contact/attributes',
  throttledAs: 'TooManyRequestsException',
  run(input, { contacts }) {
    const request = readRequest(updateContactAttributesRequest, input);
    const change = request.Attributes;
    const contact = initialContact(contacts, request);
    const entries = Object.entries({ ...contact.attributes, ...change });
    const updated = Object.fromEntries(entries.filter(([key]) => !Object.hasOwn(change, key) || change[key] !== ''));
    refuseAttributesTooLarge(updated);
    contact.attributes = updated;
    contact.attributesUpdatedAtMs = contacts.nowOf(contact);
    return {};
  },
};

/** Attributes go by the first contact of a call, not by those it was transferred to. */
function initialContact(
  contacts: Contacts,
  { InstanceId, InitialContactId }: { InstanceId: string; InitialContactId: string },
): Contact {
  const contact = contacts.find(InstanceId, InitialContactId);
  if (!contact.previous) return contact;
  throw connectError('ResourceNotFoundException', 'The contact is not the initial contact of a call.');
}
