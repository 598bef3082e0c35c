import { readRequest } from '../request-issues.js';
import { required, string, structure } from '../shapes.js';
import type { Operation } from './operation.js';

const getContactAttributesRequest = structure({
  InstanceId: required(string({ min: 1, max: 100 })),
  InitialContactId: required(string({ min: 1, max: 256 })),
});

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_GetContactAttributes.html */
export const getContactAttributes: Operation = {
  name: 'GetContactAttributes',
  method: 'GET',
  path: '/contact/attributes/:InstanceId/:InitialContactId',
  throttledAs: 'TooManyRequestsException',
  run(input, { contacts }) {
    const { InstanceId, InitialContactId } = readRequest(getContactAttributesRequest, input);
    return { Attributes: contacts.findInitial(InstanceId, InitialContactId).attributes };
  },
};
