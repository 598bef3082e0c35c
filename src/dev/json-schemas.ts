import { toJSONSchema, type $ZodType } from 'zod/v4/core';
import { createCallOptionsSchema } from '../contract/call-options.js';
import { createFollowUpResultSchema } from '../contract/follow-up.js';
import { createCallResultSchema } from '../contract/outcome.js';
import { createPlanSchema, maxAttemptsLimit } from '../contract/plan.js';
import { createRequestSchema } from '../contract/request.js';

type Json = Record<string, unknown>;

/** The contract for services in any language, made from the zod schemas: file name in `schemas/` and its text. */
export function jsonSchemaFiles(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries({
      'start-outbound-voice-contact-request': requestSchema(),
      'call-options': callOptionsSchema(),
      'call-result': callResultSchema(),
      'follow-up-plan': planSchema(),
      'follow-up-result': followUpResultSchema(),
    }).map(([name, { $schema, ...schema }]) => [
      `${name}.schema.json`,
      `${JSON.stringify({ $schema, $id: `urn:ringonce:schemas:${name}`, ...schema }, null, 2)}\n`,
    ]),
  );
}

function requestSchema(): Json {
  const { $schema, ...schema } = generate(createRequestSchema(), requestDescriptions);
  const references = membersOf(schema)['References'] ?? {};
  Object.assign(references['additionalProperties'] as Json, {
    if: { properties: { Type: { const: 'DATE' } }, required: ['Type'] },
    then: { properties: { Value: { pattern: '^[0-9]+$' } } },
  });
  return {
    $schema,
    title: 'StartOutboundVoiceContact request',
    description:
      'The first argument of the workflow type outboundCall: the input of Amazon Connect’s StartOutboundVoiceContact. Beyond this schema: all ' +
      'attribute keys and values together have at most 32,768 UTF-8 bytes, ringonce-call-id included; no text holds NUL or a lone surrogate. null ' +
      'for a member means that it is left out.',
    ...nullable(schema),
    anyOf: [given('SourcePhoneNumber'), given('QueueId')],
    if: { properties: { TrafficType: { const: 'CAMPAIGN' } }, required: ['TrafficType'] },
    else: {
      properties: {
        AnswerMachineDetectionConfig: { properties: { EnableAnswerMachineDetection: { not: { const: true } } } },
        RingTimeoutInSeconds: { type: 'null' },
      },
    },
  };
}

/** What calls and follow-ups share. */
const admissionDescriptions = {
  notBefore: 'Never dial before this instant. ISO 8601 with offset. Default: the start.',
  expiresAt:
    'Never dial at or after this instant: the call then ends with outcome EXPIRED. ISO 8601 with offset. Default of a call: 7 days after it could ' +
    'first be dialled; of a follow-up: none.',
  callingHours:
    'Dial only while these hours are open on the callee’s clock. weekly or preset is required, not both. Without timeZone every candidate zone ' +
    'of the number must be open. Hours that never open, unknown zones and unknown holidays are refused.',
  expiresAfter:
    'Instead of expiresAt: how long after it was due, the latest of its start (of a scheduled run: the time that the schedule meant) and ' +
    'notBefore. Milliseconds or text; 1 second to 366 days.',
};

const conductDescriptions = {
  priority: 'Whose turn comes first, for a line of the instance and at the dial: 1 (first) to 5 (last). Default: 3.',
  fairnessKey:
    'Whose call it is, a tenant for instance: keys of one priority take turns. 1 to 64 bytes in UTF-8; never encrypted, so no personal data.',
  fairnessWeight: 'How many turns its key gets while a key of weight 1 gets one: 0.001 to 1000. Default: 1.',
  lines:
    'pool (default): take one of the instance’s lines before the dial, and have it until the call has ended. unlimited: dial without one.',
  resendWindow:
    'How long the identical request may be sent again, from the first send that may have reached Amazon Connect. Milliseconds or text such as ' +
    '"90s"; 0 (never) to 7 days, as text too. Default: 15 minutes.',
  maxCallLength:
    'A call whose end is not known this long after its dial ends as UNKNOWN. Milliseconds or text; 2 minutes to 24 hours. Default: 4 hours.',
  lookInterval:
    'How long after the first look, at the dial limit, Amazon Connect is asked again for the end of a call that no contact event has told; ' +
    'the wait grows to ten times as much. Milliseconds or text; 1 second to 1 hour. Default: 30 seconds.',
};

function callOptionsSchema(): Json {
  const { $schema, ...schema } = generate(createCallOptionsSchema(), {
    ...admissionDescriptions,
    ...conductDescriptions,
    tracking:
      'outcome (default): follow the call to its end. none: end with PLACED as soon as Amazon Connect has accepted it.',
  });
  const description = 'The second argument of the workflow type outboundCall. Every member may be left out, or null.';
  return { $schema, title: 'Call options', description, ...timesRuled(schema) };
}

/** The rules between members that `admissionRules` has in code, as far as JSON Schema can say them. */
function timesRuled(schema: Json): Json {
  Object.assign(membersOf(schema)['callingHours'] ?? {}, {
    oneOf: [given('weekly'), given('preset')],
  });
  return { ...nullable(schema), not: given('expiresAt', 'expiresAfter') };
}

/** That members are there, and not null. */
const given = (...members: readonly string[]): Json => ({
  required: members,
  properties: Object.fromEntries(members.map((member) => [member, { not: { type: 'null' } }])),
});

/** The schema of an object that takes null for every member which may be left out, nested ones too. */
function nullable(schema: Json): Json {
  const required = (schema['required'] ?? []) as readonly string[];
  const properties = Object.entries(membersOf(schema)).map(([name, member]) => [
    name,
    required.includes(name) ? nullable(member) : orNull(nullable(member)),
  ]);
  const { additionalProperties } = schema;
  return {
    ...schema,
    ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) as Json }),
    // The entries of a map; an object that takes no other members has `false`.
    ...(additionalProperties instanceof Object
      ? { additionalProperties: orNull(nullable(additionalProperties as Json)) }
      : {}),
  };
}

function orNull({ description, ...schema }: Json): Json {
  const { type, enum: values, oneOf } = schema;
  const described = description === undefined ? {} : { description };
  const isPlain = typeof type === 'string' && values === undefined && oneOf === undefined;
  return isPlain
    ? { ...described, ...schema, type: [type, 'null'] }
    : { ...described, anyOf: [schema, { type: 'null' }] };
}

function planSchema(): Json {
  const { $schema, ...schema } = generate(createPlanSchema(), {
    ...admissionDescriptions,
    maxAttempts: 'Calls in all, 1 to 100. Default: 5.',
    goal: 'Outcomes that end the plan as reached. Default: ANSWERED.',
    onOutcome:
      'What follows an outcome: wait, how long after the attempt’s end the next one is due, the first time, the second time, …, the last one goes ' +
      'on; atMost, how often it may be followed by another attempt. Defaults: docs/follow-ups.md.',
    linkAttempts: 'Each attempt gets the contact of the one before as RelatedContactId. Default: false.',
    call: 'How each attempt is conducted: priority, fairnessKey, fairnessWeight, lines, resendWindow, maxCallLength, lookInterval as in the call options.',
  });
  const description = 'The second argument of the workflow type followUp. Every member may be left out, or null.';
  const { goal, onOutcome } = membersOf(schema);
  Object.assign(goal ?? {}, { minItems: 1 });
  for (const reaction of Object.values(membersOf(onOutcome ?? {})))
    Object.assign(membersOf(reaction)['wait'] ?? {}, { minItems: 1, maxItems: maxAttemptsLimit });
  return { $schema, title: 'Follow-up plan', description, ...timesRuled(schema) };
}

/** Open: a later version may say more, and a reader of today shall still take it. */
function callResultSchema(): Json {
  const { $schema, ...schema } = generate(createCallResultSchema(), callResultDescriptions);
  delete schema['additionalProperties'];
  const description = 'The result of the workflow type outboundCall. Ignore members that you do not know.';
  return { $schema, title: 'Call result', description, ...schema };
}

/** Open like the result of a call. */
function followUpResultSchema(): Json {
  const { $schema, ...schema } = generate(createFollowUpResultSchema(), {
    outcome: 'That of the last attempt; EXPIRED when there was none, CANCELLED when it was cancelled before.',
    ended: 'Why no further attempt was made.',
    reason: 'Why, in words.',
    attempts:
      'Every attempt in its order: its number, its workflow ID (the client token), and the members of a call result.',
  });
  delete schema['additionalProperties'];
  delete (membersOf(schema)['attempts']?.['items'] as Json)['additionalProperties'];
  const description = 'The result of the workflow type followUp. Ignore members that you do not know.';
  return { $schema, title: 'Follow-up result', description, ...schema };
}

const callResultDescriptions = {
  outcome:
    'How the call ended. CANCELLED: stopped while it rang. FAILED: ended unanswered for another reason. EXPIRED: never dialled. UNKNOWN: it may ' +
    'have rung, and what became of it could not be learned. PLACED: accepted, not followed.',
  ContactId: 'The contact in Amazon Connect, once it has accepted the call.',
  dialledAt: 'When the answer with the ContactId arrived, ISO 8601.',
  reason: 'Why, in words, where the outcome alone does not say it.',
  disconnectReason: 'DisconnectReason as received from Amazon Connect; new values may come.',
  answeringMachineDetectionStatus:
    'AnsweringMachineDetectionStatus as received from Amazon Connect; new values may come.',
  initiatedAt: 'When Amazon Connect took the request, ISO 8601.',
  connectedAt: 'When it was answered, by whomever, ISO 8601.',
  disconnectedAt: 'When it ended, ISO 8601.',
  ringSeconds: 'From the dial to the answer, or to the end of a call that nobody answered.',
  talkSeconds: 'From the answer to the end.',
  answeredBy: 'Who picked up; missing when nobody did. Without answering machine detection: unknown.',
  dialAttempts:
    'How often it was tried to dial, without the tries that Amazon Connect turned away for now, such as throttled ones.',
  resent: 'Whether the request was sent again because an earlier copy may have arrived. It rang once all the same.',
  stopped: 'Whether Amazon Connect was asked to stop it.',
  earlierRunId:
    'Set when nothing was dialled because an earlier run under the same ID had ended so: the ID of that run.',
};

/** The JSON Schema of zod's schema, the rules of our own checks written down, each member described. */
function generate(schema: $ZodType, descriptions: Readonly<Record<string, string>>): Json {
  const generated = toJSONSchema(schema, {
    target: 'draft-2020-12',
    override: ({ zodSchema, jsonSchema }) => {
      for (const rules of rulesOf(zodSchema)) Object.assign(jsonSchema, keywordsOf(rules));
      // JavaScript cannot copy such a key, so the contract refuses it.
      if (jsonSchema.propertyNames !== undefined) {
        jsonSchema.propertyNames = { ...(jsonSchema.propertyNames as object), not: { const: '__proto__' } };
      }
    },
  });
  // Without the functions that zod hangs on its answer.
  const json = JSON.parse(JSON.stringify(generated)) as Json;
  const members = membersOf(json);
  for (const [name, member] of Object.entries(members)) {
    const description = descriptions[name];
    if (description === undefined) throw new TypeError(`The JSON Schema of ${name} lacks a description.`);
    members[name] = { description, ...member };
  }
  return json;
}

const membersOf = (schema: Json): Record<string, Json> => (schema['properties'] ?? {}) as Record<string, Json>;

/** What the checks of `src/contract/shapes.ts` and `duration.ts` carry. */
interface Rules {
  readonly min?: number;
  readonly max?: number;
  readonly maxBytes?: number;
  readonly pattern?: RegExp;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly duration?: { readonly pattern: RegExp; readonly minMs: number; readonly maxMs: number };
}

function rulesOf(schema: $ZodType): Rules[] {
  return (schema._zod.def.checks ?? []).flatMap((check) => {
    const { rules } = check._zod.def as { readonly rules?: Rules };
    return rules === undefined ? [] : [rules];
  });
}

function keywordsOf({ min, max, maxBytes, pattern, minimum, maximum, atLeast, atMost, duration }: Rules): Json {
  if (duration !== undefined) {
    return {
      anyOf: [
        { type: 'number', minimum: duration.minMs, maximum: duration.maxMs },
        { type: 'string', pattern: portable(duration.pattern) },
      ],
    };
  }
  return {
    ...(minimum === undefined ? {} : { type: 'integer', minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(atLeast === undefined ? {} : { minimum: atLeast }),
    ...(atMost === undefined ? {} : { maximum: atMost }),
    ...(min === undefined ? {} : { minLength: min }),
    ...(max === undefined ? {} : { maxLength: max }),
    // JSON Schema counts characters, of which each has one byte or more.
    ...(maxBytes === undefined ? {} : { maxLength: maxBytes }),
    ...(pattern === undefined ? {} : { pattern: portable(pattern) }),
  };
}

/** In some languages `\d` also means digits of other scripts. */
const portable = ({ source }: RegExp): string => source.replaceAll('\\d', '[0-9]');

/** @see https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundVoiceContact.html */
const requestDescriptions = {
  DestinationPhoneNumber: 'The phone number of the customer, in E.164 format.',
  ContactFlowId: 'The identifier of the flow for the outbound call: the last part of its ARN.',
  InstanceId: 'The identifier of the Amazon Connect instance, from its ARN.',
  ClientToken: 'Left out, or equal to the workflow ID, which is the client token: 1 to 255 bytes in UTF-8.',
  SourcePhoneNumber: 'The phone number of the Amazon Connect instance, in E.164 format. Required without QueueId.',
  QueueId: 'The queue for the call; it gives the caller ID. Required without SourcePhoneNumber.',
  Attributes:
    'Contact attributes: at most 32,768 UTF-8 bytes over all keys and values. Do not give ringonce-call-id: ringonce sets it to the workflow ID.',
  Name: 'The name of the voice contact that is shown to an agent in the Contact Control Panel.',
  Description: 'A description of the voice contact that is shown to an agent in the Contact Control Panel.',
  References: 'References that are shown to an agent, by name. The Value of a DATE is an epoch timestamp.',
  RelatedContactId: 'A contact to link this one to. Its attributes are copied to the new contact.',
  AnswerMachineDetectionConfig: 'Answering machine detection; it needs TrafficType CAMPAIGN.',
  CampaignId: 'The campaign identifier of the outbound communication.',
  TrafficType: 'GENERAL (default) or CAMPAIGN, for which the account needs a quota.',
  OutboundStrategy: 'How the call is dialled: for Amazon Connect outbound campaigns with preview.',
  RingTimeoutInSeconds: 'How long to wait for the call to be answered; default 60. It needs TrafficType CAMPAIGN.',
};
