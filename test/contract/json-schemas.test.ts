import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCallOptions, parsePlan, parseRequest } from '../../src/contract/index.js';
import { jsonSchemaFiles } from '../../tools/json-schemas.js';
import { schemaDirectory, schemaOf, validatorOf } from '../support/schemas.js';
import { aRequest } from './a-request.js';
import { requests } from './arbitrary-request.js';
import { optionRows } from './option-rows.js';
import { planRows } from './plan-rows.js';
import { requestRows } from './request-rows.js';
import { seeded } from './seeded.js';

const names = [
  'call-options',
  'call-result',
  'follow-up-plan',
  'follow-up-result',
  'start-outbound-voice-contact-request',
];
it('schemas/ holds what the contract says; if not: npm run schemas', () => {
  const committed = readdirSync(schemaDirectory).map((name) => [
    name,
    readFileSync(join(schemaDirectory, name), 'utf8'),
  ]);
  expect(Object.fromEntries(committed)).toEqual(Object.fromEntries(jsonSchemaFiles()));
});

it.each(names)('%s is a JSON Schema of draft 2020-12 with ID, title and description', (name) => {
  const schema = schemaOf(name);
  expect(new Ajv2020().validateSchema(schema)).toBe(true);
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:ringonce:schemas:${name}`,
    title: expect.stringMatching(/\w/) as string,
    description: expect.stringMatching(/\w/) as string,
  });
});

describe('the JSON Schema of the request agrees with the contract on', () => {
  const validate = validatorOf('start-outbound-voice-contact-request');

  it.each(requestRows)('$rule', ({ change, issues, beyond = [] }) => {
    expect(validate(aRequest(change))).toBe(issues.length === 0 || beyond.includes('json-schema'));
  });

  it.each([null, [], '{}', 1])('the document %j', (input) => {
    expect(validate(input)).toBe(false);
  });

  it('requests of chance', () => {
    const judged = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(requests, (request) => {
        const parsed = parseRequest(request);
        if (!parsed.ok && parsed.issues.every(({ message }) => isBeyond(message))) return;
        judged[parsed.ok ? 'accepted' : 'refused']++;
        expect({ request, parsed, isValid: validate(request) }).toMatchObject({ isValid: parsed.ok });
      }),
      seeded(800),
    );
    expect(Math.min(judged.accepted, judged.refused)).toBeGreaterThan(80);
  });

  /** A sum over members and the form of text are not JSON Schema's to say. */
  const isBeyond = (message: string): boolean => /UTF-8 bytes$|NUL character$|lone surrogate\)$/.test(message);
});

describe('the JSON Schema of the options agrees with the contract on', () => {
  const validate = validatorOf('call-options');

  it.each(optionRows)('$rule', ({ options, beyondJsonSchema = false }) => {
    const parsed = parseCallOptions(options);
    expect(validate(options)).toBe(parsed.ok || beyondJsonSchema);
  });
});

describe('the JSON Schema of the plan agrees with the contract on', () => {
  const validate = validatorOf('follow-up-plan');

  it.each(planRows)('$rule', ({ plan, beyondJsonSchema = false }) => {
    expect(validate(plan)).toBe(parsePlan(plan).ok || beyondJsonSchema);
  });
});

describe('the JSON Schema of the result', () => {
  const validate = validatorOf('call-result');

  it.each([
    { rule: 'takes a call that was accepted', result: { outcome: 'PLACED', ContactId: 'contact-1' }, isValid: true },
    {
      rule: 'takes a call that was followed',
      result: { outcome: 'ANSWERED', answeredBy: 'person', ringSeconds: 6, resent: false },
      isValid: true,
    },
    { rule: 'takes what a later version adds', result: { outcome: 'ANSWERED', mood: 'cheerful' }, isValid: true },
    { rule: 'refuses an unknown outcome', result: { outcome: 'RANG' }, isValid: false },
    { rule: 'refuses a result without outcome', result: {}, isValid: false },
  ])('$rule', ({ result, isValid }) => {
    expect(validate(result)).toBe(isValid);
  });
});

describe('the JSON Schema of the result of a follow-up', () => {
  const validate = validatorOf('follow-up-result');
  const attempt = { attempt: 1, workflowId: 'order-4711.1', outcome: 'BUSY', ContactId: 'contact-1' };
  const result = { outcome: 'BUSY', ended: 'attempts-used', reason: 'all 1 attempts are used', attempts: [attempt] };

  it.each([
    { rule: 'takes one that made its attempts', result, isValid: true },
    {
      rule: 'takes one that made none',
      result: { outcome: 'EXPIRED', ended: 'expired', attempts: [] },
      isValid: true,
    },
    {
      rule: 'takes what a later version adds',
      result: { ...result, mood: 'cheerful', attempts: [{ ...attempt, mood: 'sad' }] },
      isValid: true,
    },
    { rule: 'refuses an unknown ending', result: { ...result, ended: 'bored' }, isValid: false },
    { rule: 'refuses an unknown outcome', result: { ...result, outcome: 'RANG' }, isValid: false },
    {
      rule: 'refuses an attempt number 0',
      result: { ...result, attempts: [{ ...attempt, attempt: 0 }] },
      isValid: false,
    },
    {
      rule: 'refuses an attempt without an outcome',
      result: { ...result, attempts: [{ attempt: 1, workflowId: 'order-4711.1' }] },
      isValid: false,
    },
    { rule: 'refuses one without attempts', result: { outcome: 'BUSY', ended: 'goal' }, isValid: false },
  ])('$rule', ({ result, isValid }) => {
    expect(validate(result)).toBe(isValid);
  });
});
