import { parseCallOptions, resolveCallOptions, type ResolvedCallOptions } from './call-options.js';
import { listedIssues, parseWith, type Issue, type Parsed } from './issues.js';
import { callIdAttribute, maxIdBytes } from './names.js';
import { invisibleInId } from './phone-number.js';
import {
  attributesBytes,
  freezeRequest,
  maxAttributesBytes,
  parseRequest,
  requestAsGiven,
  type FrozenRequest,
} from './request.js';
import { isPlainObject, once, text } from './shapes.js';

/** A call that may be dialled: its request as it will go out, and its options with all defaults. */
export interface AcceptedCall {
  readonly request: FrozenRequest;
  readonly options: ResolvedCallOptions;
}

/**
 * Checks everything there is to check about a call: the request, the options, and the workflow ID, which is its client token.
 * Client and workflow both call this, so they cannot disagree.
 */
export function parseCall(workflowId: string, givenRequest: unknown, options: unknown): Parsed<AcceptedCall> {
  const request = requestAsGiven(givenRequest);
  const parsedRequest = parseRequest(request);
  const parsedOptions = parseCallOptions(options);
  const issues = [
    ...(parsedRequest.ok ? [] : parsedRequest.issues),
    ...tokenIssues(workflowId, request),
    ...(parsedOptions.ok ? [] : parsedOptions.issues.map(underOptions)),
    ...fairnessKeyIssues(request, options, 'options.fairnessKey'),
  ];
  if (issues.length > 0 || !parsedRequest.ok || !parsedOptions.ok) return { ok: false, issues: listedIssues(issues) };
  return {
    ok: true,
    value: {
      request: freezeRequest(parsedRequest.value, workflowId),
      options: resolveCallOptions(parsedOptions.value),
    },
  };
}

/** Temporal shows and keeps fairness keys in clear. */
export function fairnessKeyIssues(request: unknown, conduct: unknown, member: string): Issue[] {
  const key = isPlainObject(conduct) ? conduct['fairnessKey'] : undefined;
  const number = isPlainObject(request) ? request['DestinationPhoneNumber'] : undefined;
  if (typeof key !== 'string' || typeof number !== 'string' || !holdsDigitsOf(number, key)) return [];
  return [{ member, message: 'holds the digits of DestinationPhoneNumber; it is never encrypted: choose another' }];
}

const underOptions = ({ member, message }: Issue): Issue => ({
  member: member === '' ? 'options' : `options.${member}`,
  message,
});

export const spelledNumber: Issue = {
  member: 'workflowId',
  message: 'holds the digits of DestinationPhoneNumber; IDs are never encrypted: choose another',
};

/** A workflow ID. With an invisible character it would be another ID than the one that people see, and the call would be made twice. */
export const idText = (maxBytes: number) =>
  text({
    min: 1,
    maxBytes,
    isValid: (id) => invisibleInId(id) === undefined,
    otherwise: (id) => invisibleInId(id) ?? '',
  });

const callId = once(() => idText(maxIdBytes.call));

function tokenIssues(workflowId: string, request: unknown): Issue[] {
  const issues: Issue[] = [];
  const checkedId = parseWith(callId(), workflowId);
  if (!checkedId.ok) {
    issues.push(
      ...checkedId.issues.map(({ message }) => ({
        member: 'workflowId',
        message: `${message}; it is the client token`,
      })),
    );
  }
  if (!isPlainObject(request)) return issues;
  const { ClientToken, DestinationPhoneNumber, Attributes } = request;
  if (typeof ClientToken === 'string' && ClientToken !== workflowId) {
    issues.push({
      member: 'ClientToken',
      message: 'must be left out or equal the workflow ID, which is the client token',
    });
  }
  if (typeof DestinationPhoneNumber === 'string' && holdsDigitsOf(DestinationPhoneNumber, workflowId)) {
    issues.push(spelledNumber);
  }
  if (isPlainObject(Attributes)) issues.push(...callIdIssues(workflowId, Attributes));
  return issues;
}

/** The attribute that carries the call's ID is ours. */
function callIdIssues(workflowId: string, attributes: Readonly<Record<string, unknown>>): Issue[] {
  const given = Object.hasOwn(attributes, callIdAttribute) ? attributes[callIdAttribute] : undefined;
  if (given === undefined || given === workflowId) return [];
  return [{ member: `Attributes.${callIdAttribute}`, message: 'is set by ringonce to the workflow ID: leave it out' }];
}

/**
 * What was wrong with a valid call until 0.6. A workflow of that time has failed of it, and must do so again when its history is replayed.
 */
export function issuesUntil06(workflowId: string, request: unknown): Issue[] {
  const attributes = isPlainObject(request) ? request['Attributes'] : undefined;
  if (!isPlainObject(attributes)) return [];
  const issues: Issue[] = [];
  if (Object.hasOwn(attributes, '__proto__'))
    issues.push({ member: 'Attributes.__proto__', message: 'this key cannot be used' });
  if (leavesNoRoom(workflowId, attributes)) {
    const message = `leave no room for ${callIdAttribute}: with it, all keys and values have more than ${maxAttributesBytes} UTF-8 bytes`;
    issues.push({ member: 'Attributes', message });
  }
  return issues;
}

/** Whether the caller's attributes leave no room for ours. */
export function leavesNoRoom(workflowId: string, attributes: Readonly<Record<string, unknown>>): boolean {
  const ours = attributesBytes({ [callIdAttribute]: workflowId });
  return !Object.hasOwn(attributes, callIdAttribute) && attributesBytes(attributes) + ours > maxAttributesBytes;
}

/**
 * Whether an ID tells the number: its digits in a row or spread over separators, with the country code or without it.
 * Shorter numbers than seven digits are no phone numbers, and would forbid half of all IDs.
 */
export function holdsDigitsOf(phoneNumber: string, workflowId: string): boolean {
  const digits = phoneNumber.replace(/\D/g, '');
  const national = digits.slice(-Math.max(7, digits.length - 3));
  if (national.length < 7) return false;
  // One fixed pattern: one made of the number would be compiled anew for each call, and overflow on a number of thousands of digits.
  return workflowId
    .replace(scheduledTime, '')
    .replace(/(?<=\d)[^\p{L}\d]{1,3}(?=\d)/gu, '')
    .includes(national);
}

/** What Temporal appends to the ID of a schedule's run; its digits tell a date, of whatever number they may remind. */
export const scheduledTime = /-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ(?=$|\.)/;
