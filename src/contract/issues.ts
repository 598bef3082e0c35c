import { safeParse, type $ZodIssue, type $ZodRawIssue } from 'zod/v4/core';
import { isPlainObject, withoutNulls, type Schema } from './shapes.js';

/** One thing that is wrong with an input. Never holds the value: it may be a phone number or a name. */
export interface Issue {
  /** Path of the member in AWS's spelling, for example `Attributes.order-id` or `References.ticket.Type`. */
  readonly member: string;
  /** What is wrong and what to do, without the value. */
  readonly message: string;
}

/** What a check answers: the value that may be used, or every issue. */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly issues: readonly Issue[] };

/**
 * Checks `input` and lists every issue, not only the first.
 *
 * Answers with the input itself, without its nulls, not with zod's copy: what was validated is what goes out, to the byte.
 */
export function parseWith<T>(schema: Schema<T>, input: unknown): Parsed<T> {
  // jitless: zod would make code out of text; a schema that is walked through is quick enough.
  const result = safeParse(schema, input, { error: messageOf, jitless: true });
  if (result.success) return { ok: true, value: withoutNulls(input) as T };
  return { ok: false, issues: result.error.issues.flatMap((issue) => issuesOf(issue, [])) };
}

const maxIssues = 100;

/** What is told of the issues: all of them, as long as they fit into a workflow's failure, which Temporal limits to 2 MB. */
export function listedIssues(issues: readonly Issue[]): readonly Issue[] {
  if (issues.length <= maxIssues) return issues;
  return [...issues.slice(0, maxIssues), { member: '', message: `has ${issues.length - maxIssues} more issues` }];
}

/** One line for logs and error messages: `DestinationPhoneNumber: is required; …`. */
export function formatIssues(issues: readonly Issue[]): string {
  return issues
    .map(({ member, message }) => (member === '' ? `the input ${message}` : `${member}: ${message}`))
    .join('; ');
}

function issuesOf(issue: $ZodIssue, parent: readonly PropertyKey[]): Issue[] {
  const path = [...parent, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    // messageOf put one line a key, in the order of the keys.
    const lines = issue.message.split('\n');
    return issue.keys.map((key, index) => ({
      member: memberOf([...path, key]),
      message: lines[index] ?? 'is unknown',
    }));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map(({ message }) => ({ member: memberOf(path), message: `the key ${message}` }));
  }
  return [{ member: memberOf(path), message: issue.message }];
}

/** Member path in words. Keys are chosen by the caller and may be personal: what is not a plain, short name is masked. */
export function memberOf(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === 'number' ? part : plainName(String(part)))).join('.');
}

function plainName(key: string): string {
  return /^[A-Za-z0-9_-]{1,64}$/.test(key) && !/\d{5}/.test(key.replace(/[_-]/g, '')) ? key : '(masked key)';
}

function messageOf(issue: $ZodRawIssue): string {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the contract's schemas raise these and `custom`
  switch (issue.code) {
    case 'invalid_type':
      if (isMissing(issue)) return 'is required';
      if (issue.input === null) return 'is null: leave it out instead';
      return `must be ${typeName(issue.expected)}, is ${typeName(jsonType(issue.input))}`;
    case 'invalid_value':
      return isMissing(issue) ? 'is required' : `must be ${issue.values.map(String).join(' or ')}`;
    case 'unrecognized_keys':
      return unknownMembers(issue.keys, knownMembers(issue));
    default:
      return issue.message ?? 'is not valid';
  }
}

/** null is a member that is left out, but an element of a list is there. */
const isMissing = ({ input, path }: $ZodRawIssue): boolean =>
  input === undefined || (input === null && typeof path?.at(-1) !== 'number');

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number' && !Number.isFinite(value)) return 'other';
  return value !== null && typeof value === 'object' && !isPlainObject(value) ? 'other' : typeof value;
}

function typeName(type: string): string {
  const names: Record<string, string> = {
    object: 'an object',
    record: 'an object',
    array: 'a list',
    number: 'a number',
    string: 'a string',
    boolean: 'true or false',
    other: 'something that JSON cannot hold',
  };
  return names[type] ?? type;
}

/** The names that `object()` has noted. */
function knownMembers(issue: $ZodRawIssue): readonly string[] {
  const { known } = (issue.inst as { _zod?: { def?: { known?: readonly string[] } } } | undefined)?._zod?.def ?? {};
  return known ?? [];
}

/** Guesses for the first ones only: guessing takes time, and a workflow that takes a second to decide gets stuck. */
function unknownMembers(keys: readonly string[], known: readonly string[]): string {
  return keys.map((key, index) => unknownMember(key, index < 20 ? known : [])).join('\n');
}

/** One issue for each member that is not among the known ones. */
export function unknownMembersOf(given: object, known: readonly string[]): Issue[] {
  const keys = Object.keys(given).filter((key) => !known.includes(key));
  const messages = unknownMembers(keys, known).split('\n');
  return keys.map((key, index) => ({ member: memberOf([key]), message: messages[index] ?? 'is unknown' }));
}

function unknownMember(key: string, known: readonly string[]): string {
  const guess = nearest(key, known);
  return guess === undefined ? 'is unknown' : `is unknown; did you mean ${guess}?`;
}

const bare = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** What was probably meant, if it is near enough. */
export function nearest(key: string, known: readonly string[]): string | undefined {
  const same = known.find((name) => bare(name) === bare(key));
  if (same !== undefined || key.length > 64) return same;
  const ranked = known.map((name) => ({ name, distance: editDistance(bare(key), bare(name)) }));
  const best = ranked.sort((a, b) => a.distance - b.distance)[0];
  return best !== undefined && best.distance <= Math.max(1, Math.floor(best.name.length / 4)) ? best.name : undefined;
}

/** Levenshtein distance, one row at a time. The contract imports nothing but zod, so it has its own. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitute, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
