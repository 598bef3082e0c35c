// The input of StartOutboundVoiceContact and all that can be wrong with it, as this simulator reads AWS's page.

import { z } from 'zod';
import { connectError } from '../errors.js';
import { integer, list, map, readRequest, string, structure } from '../rest-json.js';
import { instanceId } from './instance-id.js';
import type { Refusal } from './scenarios.js';

/**
 * The intent of the model's pattern. As printed it is escaped twice and has no anchor at the start, so that no number matches it.
 */
const e164 = string({ pattern: /^\+[1-9]\d{1,14}$/ });

/** "Attribute keys can include only alphanumeric, dash, and underscore characters." */
export const attributesShape = map({
  key: string({ min: 1, max: 32_767, pattern: /^[A-Za-z0-9_-]+$/ }),
  value: string({ max: 32_767 }),
});

const reference = structure({
  Type: z.enum([
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
  Value: string({ max: 4096 }).optional(),
  Status: z.enum(['AVAILABLE', 'DELETED', 'APPROVED', 'REJECTED', 'PROCESSING', 'FAILED']).optional(),
  Arn: string({ min: 20, max: 256, pattern: /^[-:/A-Za-z0-9]+/ }).optional(),
  StatusReason: string({ max: 100 }).optional(),
});

const previewStrategy = structure({
  PostAcceptTimeoutConfig: structure({ DurationInSeconds: integer({ min: 0 }) }),
  AllowedUserActions: list(z.enum(['CALL', 'DISCARD'])),
});

/** https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundVoiceContact.html#API_StartOutboundVoiceContact_RequestSyntax */
const outboundVoiceRequest = structure({
  Name: string({ max: 1024 }).optional(),
  Description: string({ max: 4096 }).optional(),
  References: map({ key: string({ min: 1, max: 4096 }), value: reference }).optional(),
  RelatedContactId: string({ min: 1, max: 256 }).optional(),
  DestinationPhoneNumber: e164,
  // The model allows the empty ID here, in ClientToken and in QueueId. No flow or queue has it, and an empty token cannot be told from none.
  ContactFlowId: string({ min: 1, max: 500 }),
  InstanceId: instanceId,
  ClientToken: string({ min: 1, max: 500 }).optional(),
  SourcePhoneNumber: e164.optional(),
  QueueId: string({ min: 1 }).optional(),
  Attributes: attributesShape.optional(),
  AnswerMachineDetectionConfig: structure({
    EnableAnswerMachineDetection: z.boolean().optional(),
    AwaitAnswerMachinePrompt: z.boolean().optional(),
  }).optional(),
  CampaignId: string({ min: 1, max: 100 }).optional(),
  TrafficType: z.enum(['GENERAL', 'CAMPAIGN']).optional(),
  OutboundStrategy: structure({
    Type: z.enum(['AGENT_FIRST']),
    Config: structure({ AgentFirst: structure({ Preview: previewStrategy.optional() }).optional() }).optional(),
  }).optional(),
  RingTimeoutInSeconds: integer({ min: 15, max: 60 }).optional(),
});

/** A valid request, with the members that were given. */
export type OutboundVoiceRequest = Readonly<z.output<typeof outboundVoiceRequest>>;

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

/** "There can be up to 32,768 UTF-8 bytes across all key-value pairs per contact." */
export function refuseAttributesTooLarge(attributes: Readonly<Record<string, string>>): void {
  const attributesBytes = Buffer.byteLength(Object.entries(attributes).flat().join(''));
  if (attributesBytes <= 32_768) return;
  throw connectError(
    'InvalidParameterException',
    `Attributes hold ${attributesBytes} UTF-8 bytes; a contact has room for 32768.`,
  );
}

/** The last group of an ID, zeros aside, so that no random UUID is hit: `instance-404`, `…-000000000404`. */
const endsIn = (id: string | undefined, number: 403 | 404): boolean =>
  id !== undefined && new RegExp(`(?:^|-)0*${number}$`).test(id);

/**
 * Refuses what a valid request may still not get. The simulated account has every instance, flow and queue but the reserved ones.
 * @throws ConnectServiceError ResourceNotFoundException, OutboundContactNotPermittedException, DestinationNotAllowedException
 */
export function refuseReserved(request: OutboundVoiceRequest, deniedPrefixes: readonly string[]): void {
  const { InstanceId, ContactFlowId, QueueId, RelatedContactId } = request;
  for (const [member, id] of Object.entries({ InstanceId, ContactFlowId, QueueId, RelatedContactId })) {
    if (endsIn(id, 404)) throw connectError('ResourceNotFoundException', `The ${member} does not exist.`);
  }
  if (endsIn(InstanceId, 403)) {
    throw connectError('OutboundContactNotPermittedException', 'Outbound calls are not enabled for the instance.');
  }
  const isDenied = deniedPrefixes.some((prefix) => request.DestinationPhoneNumber.startsWith(prefix));
  if (isDenied) throwRefusal('DestinationNotAllowedException');
}

const refusalMessages: Partial<Record<Refusal['error'], string>> = {
  DestinationNotAllowedException: 'Outbound calls to the destination number are not allowed.',
  LimitExceededException: 'The allowed limit for the resource has been exceeded.',
  InternalServiceException: 'Request processing failed because of an error or failure with the service.',
};

/** @throws ConnectServiceError for a destination whose scenario is a refusal */
export function throwRefusal(error: Refusal['error']): never {
  throw connectError(error, refusalMessages[error] ?? 'The request was refused.');
}
