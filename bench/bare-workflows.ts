import { defineSearchAttributeKey } from '@temporalio/common';
import { proxyActivities, upsertSearchAttributes } from '@temporalio/workflow';
import type { StartOutboundVoiceContactRequest } from '@aws-sdk/client-connect';

/** The one activity of all. */
export interface BareActivities {
  sendRequest(request: StartOutboundVoiceContactRequest): Promise<string>;
}

/** A type, so that its name is known outside the sandbox without loading this file. */
export type BareDialQueue = 'bench-bare-dial';
const taskQueue: BareDialQueue = 'bench-bare-dial';

/** The dial limit and a margin, as `outboundCall` has it. */
const startToCloseTimeout = '75s';

const callPhase = defineSearchAttributeKey('CallPhase', 'KEYWORD');

const onSameQueue = proxyActivities<BareActivities>({ startToCloseTimeout });
const onDialQueue = proxyActivities<BareActivities>({ startToCloseTimeout, taskQueue });

/** What a tutorial writes: one activity, on the workflow's own task queue. */
export async function bareCall(request: StartOutboundVoiceContactRequest): Promise<string> {
  return onSameQueue.sendRequest(request);
}

/** The same with its activity on a task queue of its own, which is what a rate limit for dials needs. */
export async function bareCallOnDialQueue(request: StartOutboundVoiceContactRequest): Promise<string> {
  return onDialQueue.sendRequest(request);
}

/** The same, which says at its end what became of it: a second write to the server's visibility store. */
export async function bareCallWithUpsert(request: StartOutboundVoiceContactRequest): Promise<string> {
  const ContactId = await onDialQueue.sendRequest(request);
  upsertSearchAttributes([{ key: callPhase, value: 'ENDED' }]);
  return ContactId;
}
