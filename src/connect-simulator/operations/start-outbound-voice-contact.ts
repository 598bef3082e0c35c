import { parseOutboundVoiceRequest } from '../contacts/outbound-voice-request.js';
import type { Operation } from './operation.js';

/**
 * Answers as soon as the contact exists, long before anyone picks up; what became of the call is DescribeContact's to tell.
 * @see https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundVoiceContact.html
 */
export const startOutboundVoiceContact: Operation = {
  name: 'StartOutboundVoiceContact',
  method: 'PUT',
  path: '/contact/outbound-voice',
  // Not in the operation's list of errors, but what users get: its sibling StartChatContact documents it.
  throttledAs: 'TooManyRequestsException',
  run(input, { contacts, region }) {
    const request = parseOutboundVoiceRequest(input);
    const contact = contacts.place(request, region); // same token: same contact, no ring
    return { ContactId: contact.contactId };
  },
};
