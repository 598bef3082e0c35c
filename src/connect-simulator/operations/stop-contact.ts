import { connectError } from '../errors.js';
import { readRequest } from '../request-issues.js';
import { required, string, structure } from '../shapes.js';
import type { Operation } from './operation.js';

const stopContactRequest = structure({
  InstanceId: required(string({ min: 1, max: 100 })),
  ContactId: required(string({ min: 1, max: 256 })),
});

/** Ends ringing and conversations alike. https://docs.aws.amazon.com/connect/latest/APIReference/API_StopContact.html */
export const stopContact: Operation = {
  name: 'StopContact',
  method: 'POST',
  path: '/contact/stop',
  throttledAs: 'TooManyRequestsException',
  run(input, { contacts }) {
    const { InstanceId, ContactId } = readRequest(stopContactRequest, input);
    const contact = contacts.find(InstanceId, ContactId);
    if (!contact) throw connectError('ResourceNotFoundException', 'The contact does not exist.');
    if (!contacts.stop(contact)) throw connectError('ContactNotFoundException', 'The contact has ended.');
    return {};
  },
};
