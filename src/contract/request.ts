import type { output } from 'zod/v4/core';
import { memberOf, parseWith, type Issue, type Parsed } from './issues.js';
import { callIdAttribute, maxIdBytes } from './names.js';
import { e164 } from './phone-number.js';
import {
  boolean,
  isPlainObject,
  list,
  map,
  object,
  once,
  oneOf,
  optional,
  optionalOrZero,
  text,
  utf8Bytes,
  wholeNumber,
  withoutUnset,
} from './shapes.js';

/** Most UTF-8 bytes that all attribute keys and values of a contact may have together. */
export const maxAttributesBytes = 32_768;

/**
 * The input of StartOutboundVoiceContact: all 16 members, in AWS's names. What one member demands of another is in
 * `requestRules`; `parseRequest` applies both.
 * @see https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundVoiceContact.html
 */
export function createRequestSchema() {
  return object({
    /** The phone number of the customer, in E.164 format. */
    DestinationPhoneNumber: e164(),
    /** The identifier of the flow for the outbound call: the last part of its ARN. */
    ContactFlowId: text({ min: 1, max: 500 }),
    /** The identifier of the Amazon Connect instance, from its ARN. */
    InstanceId: text({ min: 1, max: 100 }),
    /** Left out, or equal to the workflow ID, which is the client token: 1 to 255 bytes in UTF-8. */
    ClientToken: optionalOrZero(text({ min: 1, maxBytes: maxIdBytes.call }), ''),
    /** The phone number of the Amazon Connect instance, in E.164 format. Required without QueueId. */
    SourcePhoneNumber: optionalOrZero(e164(), ''),
    /** The queue for the call; it gives the caller ID. Required without SourcePhoneNumber. */
    QueueId: optionalOrZero(text({ min: 1 }), ''),
    /**
     * Contact attributes: at most 32,768 UTF-8 bytes over all keys and values. Do not give ringonce-call-id: ringonce
     * sets it to the workflow ID.
     */
    Attributes: optional(map(attributeKey(), text({ max: 32_767 }))),
    /** The name of the voice contact that is shown to an agent in the Contact Control Panel. */
    Name: optional(text({ max: 1024 })),
    /** A description of the voice contact that is shown to an agent in the Contact Control Panel. */
    Description: optional(text({ max: 4096 })),
    /** References that are shown to an agent, by name. The Value of a DATE is an epoch timestamp. */
    References: optional(map(text({ min: 1, max: 4096 }), reference())),
    /** A contact to link this one to. Its attributes are copied to the new contact. */
    RelatedContactId: optionalOrZero(text({ min: 1, max: 256 }), ''),
    /** Answering machine detection; it needs TrafficType CAMPAIGN. */
    AnswerMachineDetectionConfig: optional(
      object({
        EnableAnswerMachineDetection: optional(boolean()),
        AwaitAnswerMachinePrompt: optional(boolean()),
      }),
    ),
    /** The campaign identifier of the outbound communication. */
    CampaignId: optionalOrZero(text({ min: 1, max: 100 }), ''),
    /** GENERAL (default) or CAMPAIGN, for which the account needs a quota. */
    TrafficType: optionalOrZero(oneOf('GENERAL', 'CAMPAIGN'), ''),
    /** How the call is dialled: for Amazon Connect outbound campaigns with preview. */
    OutboundStrategy: optional(outboundStrategy()),
    /** How long to wait for the call to be answered; default 60. It needs TrafficType CAMPAIGN. */
    RingTimeoutInSeconds: optionalOrZero(wholeNumber({ minimum: 15, maximum: 60 }), 0),
  });
}

const requestSchema = once(createRequestSchema);

const attributeValue = once(() => text({ max: 32_767 }));

const attributeKey = () =>
  text({
    min: 1,
    max: 32_767,
    pattern: /^[A-Za-z0-9_-]*$/,
    otherwise: 'may hold only letters, digits, - and _',
  });

/** Of AWS's reference types those that may be given when the contact is created. */
const reference = () =>
  object({
    Type: oneOf('URL', 'NUMBER', 'STRING', 'DATE', 'EMAIL'),
    Value: optional(text({ max: 4096 })),
    Status: optionalOrZero(oneOf('AVAILABLE', 'DELETED', 'APPROVED', 'REJECTED', 'PROCESSING', 'FAILED'), ''),
    Arn: optionalOrZero(
      // AWS's pattern has no anchor at the end, so only the first character is bound.
      text({
        min: 20,
        max: 256,
        pattern: /^[-:/A-Za-z0-9]/,
        otherwise: 'must begin with a letter, a digit, -, : or /',
      }),
      '',
    ),
    StatusReason: optional(text({ max: 100 })),
  });

const outboundStrategy = () =>
  object({
    Type: oneOf('AGENT_FIRST'),
    Config: optional(object({ AgentFirst: optional(object({ Preview: optional(preview()) })) })),
  });

const preview = () =>
  object({
    PostAcceptTimeoutConfig: object({ DurationInSeconds: wholeNumber({ minimum: 0, maximum: 2 ** 31 - 1 }) }),
    AllowedUserActions: list(oneOf('CALL', 'DISCARD')),
  });

/** A valid request of the operation, as AWS spells it. */
export type StartOutboundVoiceContactRequest = output<ReturnType<typeof createRequestSchema>>;

/**
 * A request, valid or not, without what is not set in it: null, and `""` or `0` where Amazon Connect takes neither, as structs of other
 * languages write it.
 */
export function requestAsGiven(request: StartOutboundVoiceContactRequest): StartOutboundVoiceContactRequest;
export function requestAsGiven(request: unknown): unknown;
export function requestAsGiven(request: unknown): unknown {
  return withoutUnset(requestSchema(), request);
}

/**
 * The members that {@link requestAsGiven} leaves out for their zero value. Who speaks Amazon Connect's own protocol, or the AWS CLI's command
 * line, is told of them as Amazon Connect would: there such a value is a mistake, such as a shell variable that is not set.
 */
export function zeroValueIssues(request: unknown): Issue[] {
  const issuesOf = (all: unknown, given: unknown, path: readonly string[]): Issue[] => {
    if (!isPlainObject(all) || !isPlainObject(given)) return [];
    return Object.entries(all).flatMap(([key, value]) => {
      const member = [...path, key];
      if (Object.hasOwn(given, key)) return issuesOf(value, given[key], member);
      if (value === null) return [];
      return [{ member: memberOf(member), message: value === '' ? 'is empty: leave it out' : 'is 0: leave it out' }];
    });
  };
  return issuesOf(request, requestAsGiven(request), []);
}

/** Checks a request by itself, every rule and every issue. `parseCall` also checks it against its workflow ID. */
export function parseRequest(input: unknown): Parsed<StartOutboundVoiceContactRequest> {
  const request = requestAsGiven(input);
  const parsed = parseWith(requestSchema(), request);
  const issues = [...(parsed.ok ? [] : parsed.issues), ...(isPlainObject(request) ? requestRules(request) : [])];
  return issues.length > 0 ? { ok: false, issues } : parsed;
}

/**
 * The rules between members. They read the input as it came, where members may be missing or of the wrong type: zod would
 * leave them out as soon as one member is wrong, and a caller shall see every issue at once.
 */
function requestRules(request: JsonObject): Issue[] {
  const { SourcePhoneNumber, QueueId, TrafficType, AnswerMachineDetectionConfig, RingTimeoutInSeconds } = request;
  const issues: Issue[] = [];
  if (SourcePhoneNumber === undefined && QueueId === undefined) {
    issues.push({ member: 'SourcePhoneNumber', message: 'is required when there is no QueueId' });
  }
  if (TrafficType !== 'CAMPAIGN') {
    if (
      isPlainObject(AnswerMachineDetectionConfig) &&
      AnswerMachineDetectionConfig['EnableAnswerMachineDetection'] === true
    ) {
      const member = 'AnswerMachineDetectionConfig.EnableAnswerMachineDetection';
      issues.push({ member, message: 'needs TrafficType CAMPAIGN' });
    }
    if (RingTimeoutInSeconds !== undefined) {
      issues.push({ member: 'RingTimeoutInSeconds', message: 'needs TrafficType CAMPAIGN' });
    }
  }
  if (isPlainObject(request['Attributes'])) issues.push(...attributeRules(request['Attributes']));
  if (isPlainObject(request['References'])) issues.push(...referenceRules(request['References']));
  return issues;
}

function attributeRules(attributes: JsonObject): Issue[] {
  const issues = Object.hasOwn(attributes, '__proto__') ? protoValueIssues(attributes) : [];
  if (attributesBytes(attributes) <= maxAttributesBytes) return issues;
  const message = `all keys and values together have more than ${maxAttributesBytes} UTF-8 bytes`;
  return [...issues, { member: 'Attributes', message }];
}

/** zod passes over this key, which is a key like any other. */
function protoValueIssues(attributes: JsonObject): Issue[] {
  const parsed = parseWith(attributeValue(), attributes['__proto__']);
  return parsed.ok ? [] : parsed.issues.map(({ message }) => ({ member: 'Attributes.__proto__', message }));
}

function referenceRules(references: JsonObject): Issue[] {
  // zod passes over this key: what it holds would go out unchecked.
  const issues: Issue[] = Object.hasOwn(references, '__proto__')
    ? [{ member: 'References.__proto__', message: 'this key cannot be used' }]
    : [];
  for (const [key, entry] of Object.entries(references)) {
    if (
      isPlainObject(entry) &&
      entry['Type'] === 'DATE' &&
      typeof entry['Value'] === 'string' &&
      !/^\d+$/.test(entry['Value'])
    ) {
      issues.push({
        member: memberOf(['References', key, 'Value']),
        message: 'must be an epoch timestamp: Type is DATE',
      });
    }
  }
  return issues;
}

/** UTF-8 bytes of all keys and values; anything that is not a string counts nothing (it is an issue of its own). */
export function attributesBytes(attributes: Readonly<Record<string, unknown>>): number {
  return Object.entries(attributes).reduce(
    (sum, [key, value]) => sum + utf8Bytes(key) + (typeof value === 'string' ? utf8Bytes(value) : 0),
    0,
  );
}

/** The dial limit: a call not connected by then has failed. Seconds; 60 unless the request says less. */
export function dialLimitSeconds(request: Pick<StartOutboundVoiceContactRequest, 'RingTimeoutInSeconds'>): number {
  return request.RingTimeoutInSeconds ?? 60;
}

/**
 * What goes out for a call, the same on every attempt: the token is the workflow ID, and the ID travels as an attribute too.
 * Amazon Connect remembers a token, not its parameters, so a request must never change under its token.
 */
export function freezeRequest(request: StartOutboundVoiceContactRequest, workflowId: string): FrozenRequest {
  return { ...request, ClientToken: workflowId, Attributes: withCallId(request.Attributes ?? {}, workflowId) };
}

/**
 * Where the caller's attributes fill all the room that there is, ours is left out: the call goes out all the same, and only a contact whose
 * ContactId was lost cannot be found again by it.
 */
function withCallId(attributes: Attributes, workflowId: string): Attributes {
  // Of entries: `__proto__` is a key like any other.
  const all = Object.fromEntries([...Object.entries(attributes), [callIdAttribute, workflowId]]);
  return attributesBytes(all) > maxAttributesBytes ? attributes : all;
}

type Attributes = Readonly<Record<string, string>>;

export type FrozenRequest = StartOutboundVoiceContactRequest & {
  readonly ClientToken: string;
  readonly Attributes: Attributes;
};

type JsonObject = Readonly<Record<string, unknown>>;
