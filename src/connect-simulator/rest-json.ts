// A request of restJson1, from JSON to a value that is read like its API page says: Smithy's shapes, as far as Connect's
// requests need them. https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html

import { z } from 'zod';
import { connectError, type ConnectErrorName } from '../connect-protocol/errors.js';
import { isJsonObject } from '../connect-protocol/json-body.js';

/** Lengths count Unicode code points: https://smithy.io/2.0/spec/constraint-traits.html#length-trait */
export function string({ min = 0, max = Infinity, pattern }: { min?: number; max?: number; pattern?: RegExp } = {}) {
  return z.string().superRefine((text, context) => {
    const length = Array.from(text).length;
    // A lone surrogate has no UTF-8 form, and NUL is no character of any text that Connect shows.
    if (!text.isWellFormed() || text.includes('\0')) context.addIssue('Member must be well-formed text without NUL');
    else if (length < min) context.addIssue(`Member must have length greater than or equal to ${min}`);
    else if (length > max) context.addIssue(`Member must have length less than or equal to ${max}`);
    else if (pattern && !pattern.test(text)) {
      context.addIssue(`Member must satisfy regular expression pattern: ${pattern.source}`);
    }
  });
}

export function integer({ min, max = 2 ** 31 - 1 }: { min: number; max?: number }) {
  return z
    .number()
    .refine(Number.isInteger, { abort: true, params: { wanted: 'Integer' } })
    .refine((value) => value >= min && value <= max, `Member must have value between ${min} and ${max}`);
}

export function list<Member extends z.ZodType>(member: Member) {
  return z.preprocess(
    (json) => (Array.isArray(json) ? json.filter((member) => member !== null) : json),
    z.array(member),
  );
}

/** Keys such as `__proto__` are ordinary keys: `Object.fromEntries` defines them, where an assignment would not. */
export function map<T>({ key, value }: { key: z.ZodType<string>; value: z.ZodType<T> }) {
  return z
    .preprocess(
      (json, context) => {
        if (isJsonObject(json)) return presentMembers(json).map(([name, member]) => ({ key: name, value: member }));
        context.issues.push({ code: 'custom', input: json, params: { wanted: 'Map' } });
        return z.NEVER;
      },
      z.array(z.object({ key, value })),
    )
    .transform((entries): Readonly<Record<string, T>> =>
      Object.fromEntries(entries.map((entry) => [entry.key, entry.value])),
    );
}

/** Unknown members are ignored and null counts as absent. */
export function structure<Members extends z.ZodRawShape>(members: Members) {
  return z.preprocess(
    (json) => (isJsonObject(json) ? Object.fromEntries(presentMembers(json)) : json),
    z.object(members),
  );
}

function presentMembers(json: object): [string, unknown][] {
  return Object.entries(json).filter(([, member]) => member !== null && member !== undefined);
}

/**
 * Reads a request, or throws the error of its gravest issues: what cannot be decoded is found before what is not allowed.
 *
 * AWS documents InvalidParameterException and InvalidRequestException for the same operation and nowhere says which violation gives
 * which. Here a member that breaks its own rule is an invalid parameter, and a missing member or members that do not go together
 * are an invalid request. Clients should treat the two alike.
 */
export function readRequest<Shape extends z.ZodType>(shape: Shape, json: unknown): z.output<Shape> {
  const { data, error } = shape.safeParse(json, { reportInput: true });
  if (!error) return data;
  const issues = error.issues.map((issue) => ({ path: pathOf(issue.path), ...problemOf(issue) }));
  for (const [kind, errorName] of errorOfKind) {
    const found = issues.filter((issue) => issue.kind === kind);
    if (found.length > 0) throw connectError(errorName, messageOf(found));
  }
  throw error;
}

interface Problem {
  readonly kind: 'type' | 'missing' | 'constraint';
  readonly problem: string;
}

const errorOfKind: readonly (readonly [Problem['kind'], ConnectErrorName])[] = [
  ['type', 'SerializationException'],
  ['missing', 'InvalidRequestException'],
  ['constraint', 'InvalidParameterException'],
];

/** In AWS's words, but never with the value itself: phone numbers do not belong into messages that end in logs. */
function messageOf(issues: readonly { path: string; problem: string }[]): string {
  const found = issues.map(({ path, problem }) => `Value at '${path}' failed to satisfy constraint: ${problem}`);
  return `${issues.length} validation error${issues.length === 1 ? '' : 's'} detected: ${found.join('; ')}`;
}

function problemOf(issue: z.core.$ZodIssue): Problem {
  const { input } = issue;
  if (input === undefined) return { kind: 'missing', problem: 'Member must not be null' };
  const typeInstead = (wanted: string): Problem => {
    const found = Array.isArray(input) ? 'LIST' : (typeof input).toUpperCase();
    return { kind: 'type', problem: `${found}_VALUE can not be converted to ${wanted}` };
  };
  if (issue.code === 'invalid_type') return typeInstead(nameOfType[issue.expected] ?? issue.expected);
  if (issue.code === 'invalid_value') {
    if (typeof input !== 'string') return typeInstead('String');
    return { kind: 'constraint', problem: `Member must satisfy enum value set: [${issue.values.join(', ')}]` };
  }
  const wanted: unknown = issue.code === 'custom' ? issue.params?.['wanted'] : undefined;
  return typeof wanted === 'string' ? typeInstead(wanted) : { kind: 'constraint', problem: issue.message };
}

const nameOfType: Readonly<Record<string, string>> = {
  string: 'String',
  number: 'Integer',
  boolean: 'Boolean',
  array: 'List',
  object: 'Structure',
};

/** Without keys of maps: keys are the caller's and may hold personal data. */
function pathOf(path: readonly PropertyKey[]): string {
  const isOfMap = (at: number): boolean => path[at] === 'key' || path[at] === 'value';
  const names = path.map((name, at) => (typeof name === 'number' ? !isOfMap(at + 1) && 'member' : name));
  return names.filter((name) => name !== false).join('.');
}
