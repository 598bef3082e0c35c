import { instanceId } from '../contacts/instance-id.js';
import {
  agentId,
  arnOf,
  initialContactOf,
  queueIdOf,
  systemNumberOf,
  tagsOf,
  type Contact,
} from '../contacts/contact.js';
import type { ContactState } from '../contacts/life-cycle.js';
import { readRequest, string, structure } from '../rest-json.js';
import type { Operation } from './operation.js';

const describeContactRequest = structure({
  InstanceId: instanceId,
  ContactId: string({ min: 1, max: 256 }),
});

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_DescribeContact.html */
export const describeContact: Operation = {
  name: 'DescribeContact',
  method: 'GET',
  path: '/contacts/:InstanceId/:ContactId',
  throttledAs: 'ThrottlingException',
  run(input, { contacts }) {
    const { InstanceId, ContactId } = readRequest(describeContactRequest, input);
    const contact = contacts.findDescribed(InstanceId, ContactId);
    return { Contact: describe(contact, contacts.stateOf(contact)) };
  },
};

/** Members that are undefined are left out by JSON, as AWS leaves them out. */
function describe(contact: Contact, state: ContactState): object {
  const { request, startedAtMs, previous } = contact;
  const { TrafficType, CampaignId } = request;
  const { connectedAtMs, queuedAtMs, withAgentAtMs, greetingStartedAtMs, greetingEndedAtMs } = state;
  const initial = initialContactOf(contact);
  const hasQueue = queuedAtMs !== undefined || (request.QueueId !== undefined && connectedAtMs !== undefined);
  return {
    Arn: arnOf(contact),
    Id: contact.contactId,
    InitialContactId: previous && initial.contactId,
    PreviousContactId: previous?.contactId,
    ContactAssociationId: initial.contactId,
    RelatedContactId: request.RelatedContactId,
    InitiationMethod: contact.initiationMethod,
    Channel: 'VOICE',
    Name: request.Name,
    Description: request.Description,
    InitiationTimestamp: epochSeconds(startedAtMs), // "when the request arrived"
    RingStartTimestamp: TrafficType === 'CAMPAIGN' && !previous ? epochSeconds(startedAtMs) : undefined,
    ConnectedToSystemTimestamp: previous ? undefined : epochSeconds(connectedAtMs),
    DisconnectTimestamp: epochSeconds(state.endedAtMs),
    LastUpdateTimestamp: epochSeconds(lastUpdateAtMs(contact, state)),
    DisconnectReason: state.disconnectReason,
    AnsweringMachineDetectionStatus: state.amdStatus,
    CustomerVoiceActivity:
      greetingStartedAtMs === undefined
        ? undefined
        : {
            GreetingStartTimestamp: epochSeconds(greetingStartedAtMs),
            GreetingEndTimestamp: epochSeconds(greetingEndedAtMs),
          },
    CustomerEndpoint: { Type: 'TELEPHONE_NUMBER', Address: request.DestinationPhoneNumber },
    SystemEndpoint: { Type: 'TELEPHONE_NUMBER', Address: systemNumberOf(contact) },
    QueueInfo: hasQueue ? { Id: queueIdOf(contact), EnqueueTimestamp: epochSeconds(queuedAtMs) } : undefined,
    AgentInfo:
      withAgentAtMs === undefined ? undefined : { Id: agentId, ConnectedToAgentTimestamp: epochSeconds(withAgentAtMs) },
    Campaign: CampaignId === undefined ? undefined : { CampaignId },
    OutboundStrategy: request.OutboundStrategy,
    Attributes: initial.attributes,
    Tags: tagsOf(contact),
  };
}

/** The greeting and the queue of a call are no update of their own. */
function lastUpdateAtMs(contact: Contact, state: ContactState): number {
  const { endedAtMs = 0, withAgentAtMs = 0, connectedAtMs = 0 } = state;
  const { attributesUpdatedAtMs = 0 } = initialContactOf(contact);
  return Math.max(contact.startedAtMs, connectedAtMs, withAgentAtMs, endedAtMs, attributesUpdatedAtMs);
}

/** restJson1's default for a timestamp in a body: seconds with a fraction. */
function epochSeconds(atMs: number | undefined): number | undefined {
  return atMs === undefined ? undefined : atMs / 1000;
}
