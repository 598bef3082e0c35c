import { attributesShape, refuseAttributesTooLarge } from './contact-attributes.js';
import { connectError } from './errors.js';
import { readRequest } from './request-issues.js';
import { boolean, enumeration, integer, list, map, required, string, structure } from './shapes.js';

/**
 * The intent of the model's pattern. As printed it is escaped twice and has no anchor at the start, so that no number matches it.
 */
const e164 = string({ pattern: /^\+[1-9]\d{1,14}$/ });

const reference = structure({
  Type: required(
    enumeration([
      'URL',
      'ATTACHMENT',
      'CONTACT_ANALYSIS',
      'NUMBER',
      'STRING',
      'DATE',
      'EMAIL',
      'EMAIL_MESSAGE',
      'EMAIL_MESSAGE_PLAIN_TEXT',
      'EMAIL_MESSAGE_PLAIN_TEXT_REDACTED',
      'EMAIL_MESSAGE_REDACTED',
    ]),
  ),
  Value: string({ max: 4096 }),
  Status: enumeration(['AVAILABLE', 'DELETED', 'APPROVED', 'REJECTED', 'PROCESSING', 'FAILED']),
  Arn: string({ min: 20, max: 256, pattern: /^[-:/A-Za-z0-9]+/ }),
  StatusReason: string({ max: 100 }),
});

const previewStrategy = structure({
  PostAcceptTimeoutConfig: required(structure({ DurationInSeconds: required(integer({ min: 0 })) })),
  AllowedUserActions: required(list(enumeration(['CALL', 'DISCARD']))),
});

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundVoiceContact.html#API_StartOutboundVoiceContact_RequestSyntax */
const outboundVoiceRequest = structure({
  Name: string({ max: 1024 }),
  Description: string({ max: 4096 }),
  References: map({ key: string({ min: 1, max: 4096 }), value: reference }),
  RelatedContactId: string({ min: 1, max: 256 }),
  DestinationPhoneNumber: required(e164),
  // The model allows the empty ID here, in ClientToken and in QueueId. No flow or queue has it, and an empty token cannot be told from none.
  ContactFlowId: required(string({ min: 1, max: 500 })),
  InstanceId: required(string({ min: 1, max: 100 })),
  ClientToken: string({ min: 1, max: 500 }),
  SourcePhoneNumber: e164,
  QueueId: string({ min: 1 }),
  Attributes: attributesShape,
  AnswerMachineDetectionConfig: structure({ EnableAnswerMachineDetection: boolean, AwaitAnswerMachinePrompt: boolean }),
  CampaignId: string({ min: 1, max: 100 }),
  TrafficType: enumeration(['GENERAL', 'CAMPAIGN']),
  OutboundStrategy: structure({
    Type: required(enumeration(['AGENT_FIRST'])),
    Config: structure({ AgentFirst: structure({ Preview: previewStrategy }) }),
  }),
  RingTimeoutInSeconds: integer({ min: 15, max: 60 }),
});

/** A valid request, with the members that were given. */
export type OutboundVoiceRequest = NonNullable<ReturnType<typeof outboundVoiceRequest.read>>;

/**
 * The request of StartOutboundVoiceContact, by AWS's rules as this simulator reads them.
 * @throws ConnectServiceError SerializationException, InvalidRequestException or InvalidParameterException
 */
export function parseOutboundVoiceRequest(json: unknown): OutboundVoiceRequest {
  const request = readRequest(outboundVoiceRequest, json);
  refuseAttributesTooLarge(request.Attributes ?? {});
  for (const { Type, Value } of Object.values(request.References ?? {})) refuseReference(Type, Value);
  if (request.SourcePhoneNumber === undefined && request.QueueId === undefined) {
    throw connectError('InvalidRequestException', 'Specify a SourcePhoneNumber or a QueueId.');
  }
  if (request.TrafficType !== 'CAMPAIGN') refuseCampaignMembers(request);
  return request;
}

function refuseCampaignMembers(request: OutboundVoiceRequest): void {
  if (request.AnswerMachineDetectionConfig?.EnableAnswerMachineDetection) {
    throw connectError('InvalidRequestException', 'EnableAnswerMachineDetection requires the TrafficType CAMPAIGN.');
  }
  // Not on the API page: seen by users, https://dev.classmethod.jp/articles/amazon-connect-ring-timeout-in-seconds/
  if (request.RingTimeoutInSeconds !== undefined) {
    throw connectError('InvalidRequestException', 'RingTimeoutInSeconds requires the TrafficType CAMPAIGN.');
  }
}

/** "You can create or update references of type URL, NUMBER, STRING, DATE, EMAIL"; others arise inside Connect. */
function refuseReference(type: string, value: string | undefined): void {
  if (!['URL', 'NUMBER', 'STRING', 'DATE', 'EMAIL'].includes(type)) {
    throw connectError('InvalidParameterException', `A reference of type ${type} cannot be created with a contact.`);
  }
  if (type === 'DATE' && value !== undefined && !/^\d+$/.test(value)) {
    throw connectError('InvalidParameterException', 'The value of a DATE reference is an epoch timestamp.');
  }
}
