import { attributesShape } from '../contact-attributes.js';
import { readRequest } from '../request-issues.js';
import { required, string, structure } from '../shapes.js';
import type { Operation } from './operation.js';

const updateContactAttributesRequest = structure({
  InitialContactId: required(string({ min: 1, max: 256 })),
  InstanceId: required(string({ min: 1, max: 100 })),
  Attributes: required(attributesShape),
});

/**
 * "You can create or update user-defined contact attributes", during a call and after it.
 * @see https://docs.aws.amazon.com/connect/latest/APIReference/API_UpdateContactAttributes.html
 */
export const updateContactAttributes: Operation = {
  name: 'UpdateContactAttributes',
  method: 'POST',
  path: '/contact/attributes',
  throttledAs: 'TooManyRequestsException',
  run(input, { contacts }) {
    const { InstanceId, InitialContactId, Attributes } = readRequest(updateContactAttributesRequest, input);
    contacts.updateAttributes(contacts.findInitial(InstanceId, InitialContactId), Attributes);
    return {};
  },
};
