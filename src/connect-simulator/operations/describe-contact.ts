import type { Contact } from '../contact.js';
import { connectError } from '../errors.js';
import type { ContactState } from '../life-cycle.js';
import { readRequest } from '../request-issues.js';
import { required, string, structure } from '../shapes.js';
import type { Operation } from './operation.js';

const describeContactRequest = structure({
  InstanceId: required(string({ min: 1, max: 100 })),
  ContactId: required(string({ min: 1, max: 256 })),
});

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_DescribeContact.html */
export const describeContact: Operation = {
  name: 'DescribeContact',
  method: 'GET',
  path: '/contacts/:InstanceId/:ContactId',
  throttledAs: 'ThrottlingException',
  run(input, { contacts }) {
    const { InstanceId, ContactId } = readRequest(describeContactRequest, input);
    const contact = contacts.find(InstanceId, ContactId);
    if (!contact) throw connectError('ResourceNotFoundException', 'The contact does not exist.');
    return { Contact: describe(contact, contacts.stateOf(contact)) };
  },
};

/** The queue's number for outbound caller ID, where the request names no source. */
const queuePhoneNumber = '+12065550199';

/** Members that are undefined are left out by JSON, as AWS leaves them out. */
function describe(contact: Contact, state: ContactState): object {
  const { request, startedAtMs } = contact;
  const { InstanceId, TrafficType, CampaignId, SourcePhoneNumber: systemNumber = queuePhoneNumber } = request;
  return {
    Arn: contact.arn,
    Id: contact.contactId,
    ContactAssociationId: contact.contactId,
    RelatedContactId: request.RelatedContactId,
    InitiationMethod: 'API',
    Channel: 'VOICE',
    Name: request.Name,
    Description: request.Description,
    InitiationTimestamp: epochSeconds(startedAtMs), // "when the request arrived"
    RingStartTimestamp: TrafficType === 'CAMPAIGN' ? epochSeconds(startedAtMs) : undefined,
    ConnectedToSystemTimestamp: epochSeconds(state.connectedAtMs),
    DisconnectTimestamp: epochSeconds(state.endedAtMs),
    LastUpdateTimestamp: epochSeconds(state.endedAtMs ?? state.connectedAtMs ?? startedAtMs),
    DisconnectReason: state.disconnectReason,
    AnsweringMachineDetectionStatus: state.amdStatus,
    CustomerEndpoint: { Type: 'TELEPHONE_NUMBER', Address: request.DestinationPhoneNumber },
    SystemEndpoint: { Type: 'TELEPHONE_NUMBER', Address: systemNumber },
    Campaign: CampaignId === undefined ? undefined : { CampaignId },
    OutboundStrategy: request.OutboundStrategy,
    Attributes: contact.attributes,
    Tags: { 'aws:connect:instanceId': InstanceId, 'aws:connect:systemEndpoint': systemNumber },
  };
}

/** restJson1's default for a timestamp in a body: seconds with a fraction. */
function epochSeconds(atMs: number | undefined): number | undefined {
  return atMs === undefined ? undefined : atMs / 1000;
}
