import type { output } from 'zod/v4/core';
import type { AdmissionOptions } from './admission-options.js';
import { fairnessKeyIssues, holdsDigitsOf, parseCall, scheduledTime, spelledNumber, idText } from './call.js';
import { resolveCallOptions, type CallOptions } from './call-options.js';
import { callResultShape, outcomes, versionShape, type CallResult } from './outcome.js';
import { listedIssues, parseWith, type Issue, type Parsed } from './issues.js';
import { maxIdBytes, scheduledTimeLength } from './names.js';
import { maxAttemptsLimit, parsePlan, resolvePlan, type ResolvedPlan } from './plan.js';
import { requestAsGiven, type StartOutboundVoiceContactRequest } from './request.js';
import { isPlainObject, list, longerThan, object, oneOf, optional, text, wholeNumber } from './shapes.js';

/** A follow-up that may begin. */
export interface AcceptedFollowUp {
  /** Without ClientToken: each attempt has its own. */
  readonly request: StartOutboundVoiceContactRequest;
  readonly plan: ResolvedPlan;
  readonly times: AdmissionOptions;
  readonly expiresAfterMs: number | undefined;
  /** Of each attempt; without times. */
  readonly callOptions: CallOptions;
}

/** The workflow ID of an attempt, counted from 1: its client token. */
export const attemptId = (followUpId: string, attempt: number): string => `${followUpId}.${attempt}`;

/**
 * Checks everything there is to check about a follow-up: the request as each attempt will carry it, the plan, the ID.
 * Client and workflow both call this.
 */
export function parseFollowUp(workflowId: string, givenRequest: unknown, plan: unknown): Parsed<AcceptedFollowUp> {
  const request = requestAsGiven(givenRequest);
  const parsedPlan = parsePlan(plan);
  const last = parsedPlan.ok ? resolvePlan(parsedPlan.value).maxAttempts : 1;
  const { token, ...rest } = splitToken(request);
  // With the longest ID of an attempt: what fits it fits all.
  const parsedCall = parseCall(attemptId(workflowId, last), rest.request, undefined);
  const issues: Issue[] = [
    ...(token === undefined || token === workflowId
      ? []
      : [{ member: 'ClientToken', message: 'must be left out or equal the workflow ID: each attempt has its own' }]),
    ...idIssues(workflowId, last, rest.request),
    ...(parsedCall.ok ? [] : parsedCall.issues.filter(({ member }) => member !== 'workflowId')),
    ...(parsedPlan.ok ? [] : parsedPlan.issues.map(underPlan)),
    ...fairnessKeyIssues(request, isPlainObject(plan) ? plan['call'] : undefined, 'plan.call.fairnessKey'),
  ];
  if (issues.length > 0 || !parsedCall.ok || !parsedPlan.ok) return { ok: false, issues: listedIssues(issues) };
  const { call = {}, notBefore, expiresAt, callingHours, expiresAfter } = parsedPlan.value;
  const { times, expiresAfterMs } = resolveCallOptions({
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(callingHours === undefined ? {} : { callingHours }),
    ...(expiresAfter === undefined ? {} : { expiresAfter }),
  });
  return {
    ok: true,
    value: {
      request: rest.request as StartOutboundVoiceContactRequest,
      plan: resolvePlan(parsedPlan.value),
      times,
      expiresAfterMs,
      callOptions: call,
    },
  };
}

/** Every attempt's ID counts: one that is too long could not be started, and one may spell the number together with its attempt. */
function idIssues(workflowId: string, last: number, request: unknown): Issue[] {
  // The run of a schedule has the schedule's limit: its attempts fit too.
  const isRun = scheduledTime.test(workflowId);
  const maxBytes = isRun ? maxIdBytes.schedule + scheduledTimeLength : maxIdBytes.followUp;
  const parsed = parseWith(idText(maxBytes), workflowId);
  const issues = parsed.ok
    ? []
    : parsed.issues.map(({ message }) => ({
        member: 'workflowId',
        message: message === longerThan(maxBytes) ? `${message}: its attempts add up to .${maxAttemptsLimit}` : message,
      }));
  const number = isPlainObject(request) ? request['DestinationPhoneNumber'] : undefined;
  if (typeof number !== 'string') return issues;
  const ids = Array.from({ length: last }, (_, index) => attemptId(workflowId, index + 1));
  return ids.some((id) => holdsDigitsOf(number, id)) ? [...issues, spelledNumber] : issues;
}

function splitToken(request: unknown): { readonly request: unknown; readonly token?: unknown } {
  if (!isPlainObject(request)) return { request };
  const { ClientToken, ...rest } = request;
  return { request: rest, token: ClientToken };
}

const underPlan = ({ member, message }: Issue): Issue => ({
  member: member === '' ? 'plan' : `plan.${member}`,
  message,
});

/** Why a follow-up made no further attempt. */
export const followUpEndings = [
  /** An outcome of the plan's goal. */
  'goal',
  /** `maxAttempts` are used up. */
  'attempts-used',
  /** The last outcome is never, or not again, followed by another attempt. */
  'no-further-attempt',
  /** `expiresAt` came before the next attempt. */
  'expired',
  'cancelled',
] as const;
/** Why a follow-up made no further attempt. */
export type FollowUpEnding = (typeof followUpEndings)[number];

/** The result of `followUp`. */
export function createFollowUpResultSchema() {
  return object({
    /** That of the last attempt; EXPIRED when there was none, CANCELLED when it was cancelled before. */
    outcome: oneOf(...outcomes),
    /** How it ended, in one sentence. */
    summary: optional(text({})),
    /** What a person must do; missing where nothing is left to do. */
    nextStep: optional(text({})),
    /** Why no further attempt was made. */
    ended: oneOf(...followUpEndings),
    /** Why, in words. */
    reason: optional(text({})),
    /** Every attempt in its order: its number, its workflow ID (the client token), and the members of a call result. */
    attempts: list(
      object({
        attempt: wholeNumber({ minimum: 1 }),
        /** The attempt's own workflow, and client token. */
        workflowId: text({}),
        ...callResultShape(),
      }),
    ),
    ...versionShape(),
  });
}

/** The result of `followUp`: how it ended, and every attempt. */
export type FollowUpResult = output<ReturnType<typeof createFollowUpResultSchema>>;
/** An attempt of a follow-up: its number, its workflow ID and how the call ended. */
export type Attempt = FollowUpResult['attempts'][number];

/** What is known of an attempt that an earlier run of its follow-up has begun. */
export type AdoptedAttempt =
  | { readonly is: 'ended'; readonly result: CallResult }
  /** It ended, and nothing rang: it may be made again. */
  | { readonly is: 'silent' }
  /** No attempt of this follow-up has that ID. */
  | { readonly is: 'taken' };
