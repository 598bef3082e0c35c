// Writes `schemas/`, the contract for services in any language: npm run schemas. The rules come from the zod schemas of `src/contract`, the
// descriptions from the comments of their members: in the schemas themselves they would be part of the workflow bundle.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { toJSONSchema, type $ZodType } from 'zod/v4/core';
import { createCallOptionsSchema } from '../src/contract/call-options.js';
import { createFollowUpResultSchema } from '../src/contract/follow-up.js';
import { createCallResultSchema } from '../src/contract/outcome.js';
import { createPlanSchema, maxAttemptsLimit } from '../src/contract/plan.js';
import { createRequestSchema } from '../src/contract/request.js';
import { projectRoot } from '../src/dev/project-root.js';

type Json = Record<string, unknown>;

/** Title, description, and the rest. */
const schemas: Readonly<Record<string, () => readonly [string, string, Json]>> = {
  'start-outbound-voice-contact-request': () => [
    'StartOutboundVoiceContact request',
    'The first argument of the workflow type outboundCall: the input of Amazon Connect’s StartOutboundVoiceContact. Beyond this schema: all ' +
      'attribute keys and values together have at most 32,768 UTF-8 bytes, ringonce-call-id included; no text holds NUL or a lone surrogate. null ' +
      'for a member means that it is left out.',
    requestSchema(),
  ],
  'call-options': () => ['Call options', secondArgumentOf('outboundCall'), callOptionsSchema()],
  'call-result': () => ['Call result', resultIn('outboundCall'), callResultSchema()],
  'follow-up-plan': () => ['Follow-up plan', secondArgumentOf('followUp'), planSchema()],
  'follow-up-result': () => ['Follow-up result', resultIn('followUp'), followUpResultSchema()],
};

const secondArgumentOf = (type: string): string =>
  `The second argument of the workflow type ${type}. Every member may be left out, or null.`;

const resultIn = (type: string): string =>
  `The result of the workflow type ${type}. Ignore members that you do not know.`;

/** The files of `schemas/`: name and text. */
export function jsonSchemaFiles(): ReadonlyMap<string, string> {
  const files = Object.entries(schemas).map(([name, create]): [string, string] => {
    const [title, description, { $schema, ...schema }] = create();
    const whole = { $schema, $id: `urn:ringonce:schemas:${name}`, title, description, ...schema };
    return [`${name}.schema.json`, `${JSON.stringify(whole, null, 2)}\n`];
  });
  return new Map(files);
}

function requestSchema(): Json {
  const schema = generate(createRequestSchema(), ['request.ts']);
  const references = membersOf(schema)['References'] ?? {};
  Object.assign(references['additionalProperties'] as Json, {
    if: { properties: { Type: { const: 'DATE' } }, required: ['Type'] },
    then: { properties: { Value: { pattern: '^[0-9]+$' } } },
  });
  return {
    ...nullable(schema),
    anyOf: [given('SourcePhoneNumber'), given('QueueId')],
    if: { properties: { TrafficType: { const: 'CAMPAIGN' } }, required: ['TrafficType'] },
    else: {
      properties: {
        AnswerMachineDetectionConfig: { properties: { EnableAnswerMachineDetection: { not: { const: true } } } },
        RingTimeoutInSeconds: { enum: [null, 0] },
      },
    },
  };
}

/** Where the members are described that calls and follow-ups share. */
const sharedMembers = ['call-options.ts', 'admission-options.ts', 'urgency.ts'];

function callOptionsSchema(): Json {
  return timesRuled(generate(createCallOptionsSchema(), sharedMembers));
}

/** The rules between members that `admissionRules` has in code, as far as JSON Schema can say them. */
function timesRuled(schema: Json): Json {
  Object.assign(membersOf(schema)['callingHours'] ?? {}, {
    oneOf: [given('weekly'), given('preset')],
  });
  return { ...nullable(schema), not: given('expiresAt', 'expiresAfter') };
}

/** That members are there, and neither null nor empty. */
const given = (...members: readonly string[]): Json => ({
  required: members,
  properties: Object.fromEntries(members.map((member) => [member, { not: { enum: [null, ''] } }])),
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
    ...(properties.length > 0 && { properties: Object.fromEntries(properties) as Json }),
    // The entries of a map; an object that takes no other members has `false`.
    ...(additionalProperties instanceof Object && {
      additionalProperties: orNull(nullable(additionalProperties as Json)),
    }),
  };
}

function orNull({ description, ...schema }: Json): Json {
  // One that takes a zero value, too.
  if (Array.isArray(schema['anyOf'])) return { description, anyOf: [...(schema['anyOf'] as Json[]), { type: 'null' }] };
  const { type, enum: values, oneOf } = schema;
  const isPlain = typeof type === 'string' && values === undefined && oneOf === undefined;
  return { description, ...(isPlain ? { ...schema, type: [type, 'null'] } : { anyOf: [schema, { type: 'null' }] }) };
}

function planSchema(): Json {
  const schema = generate(createPlanSchema(), ['plan.ts', ...sharedMembers]);
  const { goal, onOutcome } = membersOf(schema);
  Object.assign(goal ?? {}, { minItems: 1 });
  for (const reaction of Object.values(membersOf(onOutcome ?? {})))
    Object.assign(membersOf(reaction)['wait'] ?? {}, { minItems: 1, maxItems: maxAttemptsLimit });
  return timesRuled(schema);
}

/** Open: a later version may say more, and a reader of today shall still take it. */
function callResultSchema(): Json {
  const schema = generate(createCallResultSchema(), ['outcome.ts']);
  delete schema['additionalProperties'];
  return schema;
}

/** Open like the result of a call. */
function followUpResultSchema(): Json {
  const schema = generate(createFollowUpResultSchema(), ['follow-up.ts', 'outcome.ts']);
  delete schema['additionalProperties'];
  delete (membersOf(schema)['attempts']?.['items'] as Json)['additionalProperties'];
  return schema;
}

const holdsObjects = ({ additionalProperties }: { readonly additionalProperties?: unknown }): boolean =>
  JSON.stringify(additionalProperties).includes('"properties"');

/** The JSON Schema of zod's schema, the rules of our own checks written down, each member described. */
function generate(schema: $ZodType, files: readonly string[]): Json {
  const generated = toJSONSchema(schema, {
    target: 'draft-2020-12',
    override: ({ zodSchema, jsonSchema }) => {
      const { zero } = zodSchema._zod.def as { readonly zero?: unknown };
      if (zero !== undefined) orZero(jsonSchema, zero);
      for (const rules of rulesOf(zodSchema)) Object.assign(jsonSchema, keywordsOf(rules));
      // zod passes over such a key: the contract refuses it where what it holds has members of its own.
      if (jsonSchema.propertyNames !== undefined && holdsObjects(jsonSchema)) {
        jsonSchema.propertyNames = { ...(jsonSchema.propertyNames as object), not: { const: '__proto__' } };
      }
    },
  });
  // Without the functions that zod hangs on its answer.
  const json = JSON.parse(JSON.stringify(generated)) as Json;
  const members = membersOf(json);
  const descriptions = new Map(files.flatMap(describedMembers));
  for (const [name, member] of Object.entries(members)) {
    const description = descriptions.get(name);
    if (description === undefined) throw new TypeError(`The JSON Schema of ${name} lacks a description.`);
    members[name] = { description, ...member };
  }
  return json;
}

/** The schema takes the zero value of its type, too. */
function orZero(schema: Json, zero: unknown): void {
  const alone = Object.entries(schema);
  for (const [keyword] of alone) Reflect.deleteProperty(schema, keyword);
  schema['anyOf'] = [Object.fromEntries(alone), { const: zero }];
}

/** The members of object literals in a file of the contract that have a comment, with its text; not what stands behind `@remarks`. */
function describedMembers(file: string): [name: string, description: string][] {
  const text = readFileSync(join(projectRoot(), 'src', 'contract', file), 'utf8');
  const found: [string, string][] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node)) {
      const [comment] = ts.getJSDocCommentsAndTags(node);
      const description = ts.getTextOfJSDocComment(comment?.comment);
      if (description !== undefined) found.push([node.name.getText(), description.replaceAll(/\s*\n\s*/g, ' ').trim()]);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
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
  readonly duration?: {
    readonly patterns: readonly RegExp[];
    readonly minMs: number;
    readonly leastNumberMs: number;
    readonly maxMs: number;
  };
}

function rulesOf(schema: $ZodType): Rules[] {
  return (schema._zod.def.checks ?? []).flatMap((check) => {
    const { rules } = check._zod.def as { readonly rules?: Rules };
    return rules === undefined ? [] : [rules];
  });
}

function keywordsOf({ min, max, maxBytes, pattern, minimum, maximum, atLeast, atMost, duration }: Rules): Json {
  if (duration !== undefined) {
    const { patterns, minMs, leastNumberMs, maxMs } = duration;
    return {
      anyOf: [
        ...(minMs === 0 ? [{ const: 0 }] : []),
        { type: 'number', minimum: Math.max(minMs, leastNumberMs), maximum: maxMs },
        ...patterns.map((pattern) => ({ type: 'string', pattern: portable(pattern) })),
      ],
    };
  }
  return {
    ...(minimum !== undefined && { type: 'integer' }),
    minimum: minimum ?? atLeast,
    maximum: maximum ?? atMost,
    minLength: min,
    // JSON Schema counts characters, of which each has one byte or more.
    maxLength: max ?? maxBytes,
    pattern: pattern && portable(pattern),
  };
}

/** In some languages `\d` also means digits of other scripts. */
const portable = ({ source }: RegExp): string => source.replaceAll('\\d', '[0-9]');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const directory = join(projectRoot(), 'schemas');
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of jsonSchemaFiles()) writeFileSync(join(directory, name), text);
}
