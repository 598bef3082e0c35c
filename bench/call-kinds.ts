import type { RingonceClient, StartOutboundVoiceContactRequest } from '../src/client/index.js';
import { taskQueues } from '../src/contract/names.js';
import type * as bareWorkflows from './bare-workflows.js';

/** What is compared. The names are those of the workflow types. */
export const callKindNames = ['bareCall', 'bareCallOnDialQueue', 'bareCallWithUpsert', 'outboundCall'] as const;
export type CallKindName = (typeof callKindNames)[number];

/**
 * What `outboundCall` is measured against: the bare workflow whose activity has a task queue of its own. A quota of 2 dials a second
 * has to be kept for all workers together, so whoever dials Amazon Connect needs a rate-limited queue for it, and the SDK then gives
 * up eager dispatch of activities. `bareCall` shows what that alone costs.
 */
export const baseline = 'bareCallOnDialQueue' satisfies CallKindName;

/** The same with the one upsert that `outboundCall` makes at its end, to be found by its outcome. */
export const baselineWithUpsert = 'bareCallWithUpsert' satisfies CallKindName;

/** Task queues that ringonce's own workers do not know. */
export const bareTaskQueues = {
  /** `bareCall`, workflow and activity. */
  together: 'bench-bare',
  /** Workflows of `bareCallOnDialQueue` and `bareCallWithUpsert`. */
  calls: 'bench-bare-calls',
  /** Their activity. */
  dial: 'bench-bare-dial' satisfies bareWorkflows.BareDialQueue,
} as const;

/** One way to place a call. */
export interface CallKind {
  readonly name: CallKindName;
  /** Task queue of its workflow. */
  readonly taskQueue: string;
  start(workflowId: string): Promise<StartedWorkflow>;
}

interface StartedWorkflow {
  result(): Promise<unknown>;
}

/** An everyday request; the same for every call and every kind. */
export const everydayRequest: StartOutboundVoiceContactRequest = {
  InstanceId: '11111111-2222-3333-4444-555555555555',
  ContactFlowId: '66666666-7777-8888-9999-000000000000',
  DestinationPhoneNumber: '+12065550100',
  SourcePhoneNumber: '+12065550199',
  Attributes: { customer: 'c-4711', reason: 'appointment' },
};

/** All kinds, each started as its callers start it: bare ones by Temporal's client, `outboundCall` by ringonce's. */
export function createCallKinds(ringonce: RingonceClient): Record<CallKindName, CallKind> {
  const bare = (name: keyof typeof bareWorkflows, taskQueue: string): CallKind => ({
    name,
    taskQueue,
    start: (workflowId) =>
      ringonce.client.workflow.start<(typeof bareWorkflows)[typeof name]>(name, {
        workflowId,
        taskQueue,
        args: [everydayRequest],
      }),
  });
  return {
    bareCall: bare('bareCall', bareTaskQueues.together),
    bareCallOnDialQueue: bare('bareCallOnDialQueue', bareTaskQueues.calls),
    bareCallWithUpsert: bare('bareCallWithUpsert', bareTaskQueues.calls),
    outboundCall: {
      name: 'outboundCall',
      taskQueue: taskQueues.calls,
      // Not followed: the bare workflows end with Connect's answer too, and take no lines.
      start: (workflowId) => ringonce.start(workflowId, everydayRequest, { tracking: 'none', lines: 'unlimited' }),
    },
  };
}

/** IDs of so many calls. */
export const idsOf = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

/** One value a kind. */
export function eachKind<T>(valueOf: (kind: CallKindName) => T): Record<CallKindName, T> {
  return Object.fromEntries(callKindNames.map((kind) => [kind, valueOf(kind)])) as Record<CallKindName, T>;
}

/** Turns, each one's first in another round: what the one before leaves behind burdens all of them alike. */
export function rotated<T>(turns: readonly T[], round: number): T[] {
  const first = round % turns.length;
  return [...turns.slice(first), ...turns.slice(0, first)];
}
