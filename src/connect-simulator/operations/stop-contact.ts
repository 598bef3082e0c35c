import { instanceId } from '../contacts/instance-id.js';
import { connectError } from '../errors.js';
import { readRequest, string, structure } from '../rest-json.js';
import type { Operation } from './operation.js';

const stopContactRequest = structure({
  ContactId: string({ min: 1, max: 256 }),
  InstanceId: instanceId,
  DisconnectReason: structure({ Code: string().optional() }).optional(),
});

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_StopContact.html */
export const stopContact: Operation = {
  name: 'StopContact',
  method: 'POST',
  path: '/contact/stop',
  throttledAs: 'TooManyRequestsException',
  run(input, { contacts }) {
    const { InstanceId, ContactId, DisconnectReason } = readRequest(stopContactRequest, input);
    const contact = contacts.find(InstanceId, ContactId);
    if (contact.initiationMethod !== 'API') {
      // "It does not work for voice contacts that use the following initiation methods: … TRANSFER …"
      throw connectError('InvalidRequestException', 'A contact that a transfer has made cannot be stopped.');
    }
    if (DisconnectReason && contact.request.TrafficType !== 'CAMPAIGN') {
      // "Only Amazon Connect outbound campaigns can provide this field."
      throw connectError('InvalidRequestException', 'DisconnectReason is for contacts of outbound campaigns.');
    }
    contacts.stop(contact, DisconnectReason?.Code);
    return {};
  },
};
